"""Teams' HTTP entrance: which requests are let in, by their tokens, their tenant and the kinds of their parts."""
