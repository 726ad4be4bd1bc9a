"""What followers get: the rows that changed colour, and the weekly letter."""
