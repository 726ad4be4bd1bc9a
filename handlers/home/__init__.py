"""The bot's home page: what is on it, and where and in which language somebody is written to."""
