"""Files that are sent as deliveries. Their bytes are made when one is sent.

A row of kind `file` has a payload `{"file": NAME, …}` with a name of `MAKERS`; the rest is for the maker.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from messages.parts import File
from models.options import Options
from models.outbox.tables import Delivery
from models.vocabulary.outbox import CHART, DRAWING, REPORT

Maker = Callable[[Session, Mapping[str, Any], Options], File | None]


def _chart(session: Session, payload: Mapping[str, Any], options: Options) -> File | None:
    # Pillow takes memory, and is needed a few times a year.
    from messages.management.chart import chart_file

    return chart_file(session, payload, options)


def _report(session: Session, payload: Mapping[str, Any], options: Options) -> File | None:
    # So do Word files and PDF.
    from messages.coordinators.rounds.report import report_file

    return report_file(session, payload, options)


def _drawing(session: Session, payload: Mapping[str, Any], options: Options) -> File | None:
    from messages.coordinators.registers.drawing import drawing_file

    return drawing_file(session, payload, options)


# By the name in the payload.
MAKERS: dict[str, Maker] = {CHART: _chart, REPORT: _report, DRAWING: _drawing}


def make_file(session: Session, delivery: Delivery, options: Options) -> File | None:
    """The file of a delivery as it should be now; None when there is nothing to send. Raises KeyError for a
    name that has no maker."""
    payload = delivery.payload or {}
    return MAKERS[payload["file"]](session, payload, options)
