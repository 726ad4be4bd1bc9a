"""Sample data. The registers of a folder are imported in this order: each is linked only to those before it."""

REGISTERS = (
    "goals", "indicators", "documents", "decisions", "actors", "feedback", "wheel", "dialogues", "projects",
    "proposals", "tags",
)  # fmt: skip
