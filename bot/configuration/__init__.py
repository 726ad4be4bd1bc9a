"""Where settings come from, and what their values may be; `bot.settings` puts them together."""
