"""Answering: the line of text, the form, the sitting, drafts and receipts."""
