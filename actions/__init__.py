"""What happens: one verb per function, in the caller's transaction. Changes rows, writes the audit, queues messages. No
words, no platform."""
