"""The frozen record of a round: one document that is the same bytes every time."""
