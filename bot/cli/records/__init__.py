"""Commands about what is kept: audit, disclosure, disposal, backup, the log of messages."""
