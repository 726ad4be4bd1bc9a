"""What the coordinators are told of rounds: how they go, who has not answered, which rows nobody can be asked about."""
