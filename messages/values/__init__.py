"""What a button's `value` says. Messages that were sent keep their buttons, so these formats never change.

`str(value)` writes a value; `read` takes whatever comes back with a press and raises nothing: a part that is missing or
is no number reads as absent.
"""
