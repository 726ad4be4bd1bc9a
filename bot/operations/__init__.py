"""What those who run the program need: doctor, backup, restore, health, metrics, logs."""
