"""The Bot Connector, by which the bot writes in Teams: its client, the token of our calls, and their pace."""
