"""The registers, one declaration to a file."""
