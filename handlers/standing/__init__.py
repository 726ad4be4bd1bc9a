"""How it stands: `status` and `avvikelser`."""
