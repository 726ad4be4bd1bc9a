"""The parts of a document as HTML."""
