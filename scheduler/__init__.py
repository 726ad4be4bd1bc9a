"""Time: what happens without anyone asking."""
