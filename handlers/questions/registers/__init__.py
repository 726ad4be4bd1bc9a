"""Questions in plain words that the lines of registers answer."""
