"""What the coordinators are told of the program itself: accounts, failed messages, outages and their ends."""
