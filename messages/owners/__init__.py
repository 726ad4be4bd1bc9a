"""What owners are told by themselves: the opening message, what comes in its thread, reminders and escalations."""
