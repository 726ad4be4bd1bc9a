"""The local chat page: a front door like Slack's, without Slack."""
