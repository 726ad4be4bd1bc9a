"""What happens: one verb per function, in the caller's transaction. Changes rows, writes the audit log, queues messages
by kind and ids. No texts, no platform."""
