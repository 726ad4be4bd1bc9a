"""Words that begin with no command: what they ask for, and the handler that answers it."""
