"""What the management channel is told: deviations one by one, the summary, an outage."""
