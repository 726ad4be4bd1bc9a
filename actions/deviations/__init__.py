"""Deviations: decisions, questions to owners, overdue actions, and following."""
