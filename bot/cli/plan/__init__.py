"""Commands that change the plan."""
