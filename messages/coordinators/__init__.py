"""What the coordinators are told by themselves. Names of people who have not answered are for them only (contract)."""
