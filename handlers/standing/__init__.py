"""The plan's status in chat: `status` and `avvikelser`."""
