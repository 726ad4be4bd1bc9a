"""The words of questions, commands and comments, and their forms."""
