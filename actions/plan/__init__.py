"""Changes of the plan by a coordinator: one verb per function, in the transaction of the caller."""
