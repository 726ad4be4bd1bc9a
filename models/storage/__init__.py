"""Engines, transactions, column types and the schema; nothing about the subject."""
