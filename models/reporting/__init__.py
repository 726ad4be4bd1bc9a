"""The texts that people write for the half-year report."""
