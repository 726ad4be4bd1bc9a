"""Commands that change the people file."""
