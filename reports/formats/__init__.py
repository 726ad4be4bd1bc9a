"""How a document is written."""
