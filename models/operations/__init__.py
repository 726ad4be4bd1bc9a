"""What the program remembers about its own work: the audit, requests, signs of life, troubles."""
