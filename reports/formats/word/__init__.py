"""The half-year report as a Word document."""
