"""Direct messages to the coordinators. Only they may read the names of people who have not answered (contract)."""
