"""The buttons of the bot's home page."""
