"""Deviations: rows that are yellow or red, over the rounds; and the decisions that they ask for."""
