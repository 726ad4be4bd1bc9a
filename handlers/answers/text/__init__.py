"""Answering in a line of text (`rapportera 14 grön …`), and the question that comes back when it is no answer yet."""
