"""Addresses on the web: which ones are called, which ones platforms can call, and those that the program hands out."""
