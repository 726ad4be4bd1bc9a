"""One content, many file formats. Imports `models`; whoever asks hands over the session."""
