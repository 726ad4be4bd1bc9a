"""Review: what a coordinator has approved or sent back, and what a locked round looked like."""
