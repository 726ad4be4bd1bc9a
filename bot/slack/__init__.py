"""Slack's front door."""
