"""Front doors and wiring: the only code that knows Slack, Teams, HTTP and the environment."""

import sys

# structlog imports rich, where it is installed, for tracebacks that are never printed here: 5 MB of every process.
if "structlog" not in sys.modules and "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog  # noqa: F401

    del sys.modules["rich"]
