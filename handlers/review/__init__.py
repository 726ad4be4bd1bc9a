"""`granska`: a coordinator goes through a round's answers, one after the other."""
