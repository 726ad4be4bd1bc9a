"""What single registers have in chat beside what all have: sums, series, tags, the guide through a change logic."""
