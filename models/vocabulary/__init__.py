"""The enumerations that the tables and the rules share, by subject. Imports no other module of the program."""
