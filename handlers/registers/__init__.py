"""The registers in chat."""
