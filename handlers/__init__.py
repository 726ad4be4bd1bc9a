"""What the bot does: one function per thing a person can ask, once for all platforms."""
