"""The activity plan."""
