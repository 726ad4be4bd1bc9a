"""The half-year report as PDF, set by typst."""
