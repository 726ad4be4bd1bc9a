"""Units, the people who answer for them, who is away and who is asked instead."""
