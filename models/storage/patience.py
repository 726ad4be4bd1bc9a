"""SQLite's write lock: who takes it, and for how many seconds to wait for it."""

# In a command or the worker.
PATIENCE_SECONDS = 15.0
# In an interactive request, which must be answered, if only with "try again", within the three seconds that Slack
# allows.
ANSWER_SECONDS = 2.0
# In a connection's `info`: the patience of its next transaction, if that one takes the lock when it begins.
WRITING = "writing"
