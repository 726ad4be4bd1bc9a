"""What the outcomes of calls to a platform mean to its door."""

from collections.abc import Callable

from scheduler.outbox.messenger import CallFailed, Outcome, Temporary


def failure_code(error: Exception) -> str:
    """For the log: the platform's code when a call failed, the name of any other exception."""
    return error.outcome.error if isinstance(error, CallFailed) else type(error).__name__


def reported(outcome: Outcome, on_token_refused: Callable[[str], None]) -> Outcome:
    """The same outcome; a refused token, for which nothing can be sent, is reported first."""
    if isinstance(outcome, Temporary) and outcome.everywhere:
        on_token_refused(outcome.error)
    return outcome
