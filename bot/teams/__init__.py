"""Microsoft Teams' front door."""
