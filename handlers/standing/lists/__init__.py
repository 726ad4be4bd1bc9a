"""Questions whose answer is a list of rows or a number of them."""
