"""What coordinators are told, and what they try again."""
