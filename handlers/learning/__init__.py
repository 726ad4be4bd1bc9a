"""What is learnt: asked for, found again, and voted on."""
