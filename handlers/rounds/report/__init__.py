"""The half-year report in chat: its files, and the texts that a coordinator writes for it."""
