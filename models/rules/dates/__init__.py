"""Dates and times: reading them as people write them, deadlines, recurrence, the periods of a year."""
