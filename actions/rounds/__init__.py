"""Rounds: their life cycle, deadlines, review, lock, and what their report says."""
