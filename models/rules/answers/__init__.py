"""What an answer in a line of text says, what is hinted about it, and what it refers to."""
