"""Reporting rounds, their reminder ladder, and who is asked when somebody is away."""
