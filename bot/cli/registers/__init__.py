"""Commands about the registers, and what fills them."""
