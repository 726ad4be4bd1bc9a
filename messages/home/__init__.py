"""The page that the program shows an account."""
