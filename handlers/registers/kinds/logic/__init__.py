"""Change logics in chat: the guide, a line shown and drawn, and what is asked about them."""
