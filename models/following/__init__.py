"""Who follows which rows, and who gets the weekly letter."""
