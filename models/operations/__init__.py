"""Records about the program itself: the audit, handled requests, heartbeats, troubles."""
