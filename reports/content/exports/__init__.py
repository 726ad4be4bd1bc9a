"""What is stored as plain values, in the fields and order of the contract: what exports write and imports read."""
