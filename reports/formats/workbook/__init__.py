"""The half-year report as an Excel workbook."""
