"""Commands about deviations: the register, and what management and owners do with them."""
