"""Bytes of a file → named rows (`Table`). `imports.files` is the way in; nothing here knows what a column means."""
