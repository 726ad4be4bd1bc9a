"""What a coordinator does to a round in chat."""
