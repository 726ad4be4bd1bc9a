"""The registers as documents have them: lines, days, the calendar, the drawing of a change logic."""
