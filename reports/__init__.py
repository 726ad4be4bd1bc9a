"""Documents: what they say is read once (`content`), and written in many file formats (`formats`)."""
