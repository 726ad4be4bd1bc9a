"""Registers: their lines, days, lessons, needs and votes."""
