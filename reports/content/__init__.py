"""What a document says, read once."""
