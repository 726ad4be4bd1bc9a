"""The outbox: messages as rows, which are sent after the commit."""
