"""What those who run the program need: doctor, backup and restore, health, and errors in words."""
