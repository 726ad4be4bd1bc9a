"""Tables and rules: what is true. Imports nothing of ours but `i18n`."""
