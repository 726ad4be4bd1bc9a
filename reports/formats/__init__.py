"""The file formats that documents are written in."""
