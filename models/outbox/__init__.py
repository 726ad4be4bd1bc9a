"""Messages to other conversations: rows that are sent after the commit."""
