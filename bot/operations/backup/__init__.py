"""Backup and restore: every table in one archive, and back into an empty database."""
