"""What is learnt: what is asked when something has come right, what fitted earlier, and which proposals come first."""
