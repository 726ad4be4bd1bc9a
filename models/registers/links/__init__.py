"""What lines of registers are linked to, and what they reach: rows of the plan, goals, units."""
