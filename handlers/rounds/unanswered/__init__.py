"""Rows without an answer: who has them, reminding, what a manager may do about them, and excusing them."""
