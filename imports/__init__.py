"""Plan and people files → checked rows, all faults at once → models. The caller hands over the session and the time."""
