"""This process's Prometheus metrics: requests by route, how long they took, and which were refused.

`bot.telemetry.database_metrics` adds the database's. Children are created once, since looking one up by its labels
costs more than counting; what a person wrote is never a label.
"""

from time import perf_counter

from prometheus_client import Counter, Histogram

from handlers.context import Asked, FormChanged, FormClosed, Pressed, Said, Submitted
from handlers.routes import BUTTONS, COMMAND_BY_NAME, FORM_BUTTONS, FORMS, parse

_seconds = Histogram(
    "malvakten_handler_seconds", "From a decoded request to its committed reply, by kind of request and route.",
    ["kind", "name"], buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0),
)  # fmt: skip
_failed = Counter("malvakten_handler_failures_total", "Requests that could not be answered as asked.", ["why"])
_refused = Counter("malvakten_inbound_refused_total", "Requests turned away at the door.", ["door", "reason"])

_names = {
    "command": (*COMMAND_BY_NAME, "unknown"), "button": (*BUTTONS, *FORM_BUTTONS, "unknown"),
    "form": (*FORMS, "unknown"),
    "closing": ("form",), "other": ("other",),
}  # fmt: skip
_seconds_by_route = {(kind, name): _seconds.labels(kind, name) for kind, names in _names.items() for name in names}
_unknown = _seconds_by_route["command", "unknown"]
program_erred, database_away = _failed.labels("error"), _failed.labels("database")
# The HTTP statuses with which a door refuses a request.
_REASONS = {400: "malformed", 401: "unsigned", 403: "foreign", 413: "too_large"}
_refused_by_status = {(d, s): _refused.labels(d, why) for d in ("slack", "teams") for s, why in _REASONS.items()}


def handled(asked: Asked, began: float) -> None:
    """Counts a request that has been answered; `began` is `perf_counter` when it came."""
    _seconds_by_route.get(_route(asked), _unknown).observe(perf_counter() - began)


def _route(asked: Asked) -> tuple[str, str]:
    match asked:
        case Said(command, words):
            matched = COMMAND_BY_NAME.get(command)
            if matched is None:
                matched = parse(words)[0] if words.strip() else COMMAND_BY_NAME["help"]
            return "command", matched.name if matched else "unknown"
        case Pressed(action):
            return "button", action if action in BUTTONS or action in FORM_BUTTONS else "unknown"
        case Submitted(form):
            return "form", form if form in FORMS else "unknown"
        case FormChanged() | FormClosed():
            return "closing", "form"
        case _:
            return "other", "other"


def answered(door: str, status: int) -> None:
    """Counts a refused request by its HTTP status; a status that is no refusal is not counted."""
    child = _refused_by_status.get((door, status))
    if child is not None:
        child.inc()
