"""More time: a later deadline for a round, or for one unit in it."""
