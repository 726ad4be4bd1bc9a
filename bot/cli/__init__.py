"""The `malvakten` command: one file for each group of commands."""
