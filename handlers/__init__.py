"""What people ask of the bot: one function per command, button and form, the same for all platforms."""
