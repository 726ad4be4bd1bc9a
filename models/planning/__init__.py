"""What a coordinator who changes the plan needs to know: what is meant, whom it concerns, what may be wrong."""
