"""What was answered before: last time, in other rounds, before a change, and how colours have moved."""
