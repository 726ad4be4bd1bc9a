"""Commands about rounds: made, moved on, reviewed, reported, and how they stand."""
