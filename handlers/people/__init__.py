"""What people say about themselves: when they are away, who stands in, what is not theirs."""
