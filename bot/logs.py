"""Structured logs: one JSON object a line on stderr. No secret and no comment is ever put into one."""

import logging
import sys

import structlog


def set_up_logs(level: str) -> None:
    """Configures structlog and the standard library's loggers."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=number, stream=sys.stderr, format='{"level":"%(levelname)s","logger":"%(name)s"}')
    # Bolt logs whole request bodies when something is unmatched, the SDK whole responses, SQLAlchemy parameters.
    for name in ("slack_bolt", "slack_sdk", "sqlalchemy", "apscheduler", "alembic", "uvicorn.error", "aiohttp"):
        logging.getLogger(name).setLevel(logging.ERROR)
