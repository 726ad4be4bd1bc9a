"""What is said: the parts of a message, shared words, and one file for each message that the program sends."""
