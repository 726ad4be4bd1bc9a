"""What is shown in Slack: messages, forms and the home tab in Block Kit. Pure."""
