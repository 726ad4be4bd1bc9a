"""The buttons of the page that the program shows an account."""
