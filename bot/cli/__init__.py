"""The `malvakten` command: a file or a room for each group of commands."""
