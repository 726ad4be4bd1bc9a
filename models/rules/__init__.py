"""Pure functions over values: no SQLAlchemy, no clock, no platform."""
