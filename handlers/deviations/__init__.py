"""What management does with the deviations: decides, asks those who are responsible, says that it has read."""
