"""Answers: who is asked and reminded, and what is stored."""
