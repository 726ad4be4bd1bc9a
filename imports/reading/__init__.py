"""Bytes of a file → named rows (`Table`). `imports.files` is the way in; what a column means is known to
`imports.columns` alone."""
