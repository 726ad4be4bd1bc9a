"""What people write in Slack: its markup, who and what is mentioned in it, and what is said to the bot."""
