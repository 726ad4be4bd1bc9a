"""`plan …`: what a coordinator does with the plan in chat."""
