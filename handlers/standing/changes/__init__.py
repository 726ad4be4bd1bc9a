"""How colours have moved: since last time, between two rounds, on one row through all rounds, and who changed what."""
