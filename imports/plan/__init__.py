"""The plan file: what its columns mean, what is compared with what is stored, and what is written."""
