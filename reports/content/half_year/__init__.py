"""The half-year report: its values, read from the database or a frozen record, and its words."""
