"""Answering in a form: its parts, one form after the other in a sitting, and what happens when one is sent."""
