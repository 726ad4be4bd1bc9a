"""A request on its way: what comes in, which handler answers it, and how its reply is kept or posted."""
