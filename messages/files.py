"""Files that are sent as deliveries. Their bytes are made when one is sent.

A row of kind `file` has a payload `{"file": NAME, …}` with a name of `MAKERS`; the rest is for the maker.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from messages.parts import File
from models.options import Options
from models.outbox.tables import Delivery

Maker = Callable[[Session, Mapping[str, Any], Options], File | None]
# By the name in the payload. Empty so far; the manifest asks for the scope that files need once there is one here.
MAKERS: dict[str, Maker] = {}


def make_file(session: Session, delivery: Delivery, options: Options) -> File | None:
    """The file of a delivery as it should be now; None when there is nothing to send. Raises KeyError for a
    name that has no maker."""
    payload = delivery.payload or {}
    return MAKERS[payload["file"]](session, payload, options)
