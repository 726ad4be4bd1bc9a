"""Absence, deputies, and rows that are handed over."""
