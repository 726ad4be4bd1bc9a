"""The texts that people read: the parts of a message, shared phrases, and one file for each message that the program
sends by itself."""
