"""What takes a round from one state to the next: making, opening, closing, locking and publishing it."""
