"""Answers, drafts, and the questions asked of them."""
