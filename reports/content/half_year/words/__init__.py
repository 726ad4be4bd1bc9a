"""The half-year report in words: a `Report` becomes a `Document`. Every heading, figure and text stands here once, for
all file formats. `whole.py` puts the parts together."""
