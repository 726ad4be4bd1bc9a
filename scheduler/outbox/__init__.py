"""Sending what is in the outbox: claims, rate limits, calls, results."""
