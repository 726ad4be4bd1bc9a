"""Front doors and wiring: the only code that knows Slack, Teams, HTTP and the environment."""
