"""How Slack's requests come in, over HTTP or Socket Mode: which are let in, and of what kind each is."""
