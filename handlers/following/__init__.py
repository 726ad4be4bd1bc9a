"""`följ`: being told when something changes colour, and the weekly letter."""
