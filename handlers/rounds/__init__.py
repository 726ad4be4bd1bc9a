"""What a coordinator does with a round in chat."""
