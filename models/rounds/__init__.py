"""Reporting rounds, and what became of each row."""
