"""What the running program reports: structured logs, and metrics for Prometheus."""
