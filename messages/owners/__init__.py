"""What owners are told in direct messages: the opening message, what comes in its thread, reminders and escalations."""
