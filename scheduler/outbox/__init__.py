"""The outbox's way out: claims, pace, sending, results."""
