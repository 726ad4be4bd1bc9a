"""What an answer says: what it must contain, hints about it, and which other answer its comment refers to."""
