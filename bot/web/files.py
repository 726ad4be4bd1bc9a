"""`GET /files/…`: a file that a chat takes from no bot, by the address that `bot.addresses.files` made for its
receiver.

The file is made anew from what the delivery says, as it was when it was sent; no copy of it is kept.
"""

import asyncio
from dataclasses import dataclass
from mimetypes import guess_type
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.addresses.files import PATH, FileLinks
from bot.transactions import Transactions
from bot.web.pages import HEADERS, drawn
from i18n import Translator
from messages.files import make_file
from messages.parts import File
from models.operations.log import log_of
from models.options import Options
from models.outbox.destinations import Destination, DestinationKind
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind
from reports.content.half_year.from_record import RecordFault

log = log_of(__name__)
_HEADERS = {**HEADERS, "Cache-Control": "no-store"}
# Not every system's list has them.
_KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@dataclass(frozen=True)
class _Found:
    """What an address leads to: a delivery, or none because it has expired, or none at all. `t` speaks the receiver's
    language."""

    t: Translator
    has_expired: bool = False
    delivery_id: int | None = None


def file_routes(transactions: Transactions, options: Options, links: FileLinks) -> list[Route]:
    """The route that hands out files."""
    # Making one takes seconds. It has a thread of its own, so that neither the chat nor a wrong address waits for it.
    one_at_a_time = asyncio.Semaphore(1)

    async def give(request: Request) -> Response:
        token, until, signature = (request.path_params[name] for name in ("token", "until", "signature"))
        found, file = _Found(options.translator()), None
        try:
            # PostgreSQL takes no text with a NUL in it.
            if token.isascii() and token.isalnum():
                found = await transactions.read(lambda s: _find(s, links, options, token, until, signature))
            if found.delivery_id is not None:
                async with one_at_a_time:
                    file = await asyncio.to_thread(_made, transactions.database, found.delivery_id, options)
        except RecordFault as fault:
            log.error("file.record_is_damaged", delivery=found.delivery_id, fault=str(fault))  # noqa: TRY400 - said whole
            words = found.t(
                "The frozen record of this round is damaged, so there is no file. Tell whoever runs Målvakten."
            )
            return PlainTextResponse(words, 500, _HEADERS)
        except SQLAlchemyError as error:
            log.warning("file.not_given", error=type(error).__name__)
            words = options.translator()("The file cannot be fetched just now. Try again in a moment.")
            return PlainTextResponse(words, 503, _HEADERS)
        return _given(file) if file else _told(found)

    return [Route(f"/{PATH}/{{token}}/{{until}}/{{signature}}", give)]


def _find(session: Session, links: FileLinks, options: Options, token: str, until: str, signature: str) -> _Found:
    nothing = _Found(options.translator())
    query = select(Delivery).where(Delivery.token == token, Delivery.kind == DeliveryKind.FILE)
    row = session.scalars(query).first()
    receiver = _receiver(session, row, options) if row else None
    if row is None or not receiver or not links.is_genuine(token, receiver, until, signature):
        return nothing
    t = options.translator(load_directory(session).by_account(row.platform, receiver))
    if links.has_expired(until):
        return _Found(t, has_expired=True)
    return _Found(t, delivery_id=row.id)


def _made(database: Database, delivery_id: int, options: Options) -> File | None:
    with database.read() as session:
        row = session.get(Delivery, delivery_id)
        return make_file(session, row, options) if row else None


def _receiver(session: Session, row: Delivery, options: Options) -> str | None:
    """The account or the conversation that a row is for now; None when it is for nobody any more."""
    to = Destination.read(row.destination)
    if to.kind is DestinationKind.MANAGEMENT:
        return options.management.get(row.platform)
    if to.kind is not DestinationKind.PERSON:
        return to.value
    # Somebody who has been removed has no account.
    person = load_directory(session).by_id.get(int(to.value))
    return person.account_on(row.platform) if person else None


def _given(file: File) -> Response:
    kind = _KINDS.get(file.name.rpartition(".")[2]) or guess_type(file.name)[0] or "application/octet-stream"
    name = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(file.content, media_type=kind, headers={**_HEADERS, "Content-Disposition": name})


def _told(found: _Found) -> Response:
    t = found.t
    if found.has_expired:
        status, title = 410, t("The link has expired")
        words = t("A link to a file holds for an hour. Ask for the file again in the chat, for example by writing "
                  "“omgång rapport” to Målvakten, and you get a new link.")  # fmt: skip
    else:
        status, title = 404, t("There is no file here")
        words = t("The link is not whole, or it was for somebody else. Open it with the button in the chat, or ask "
                  "Målvakten for the file there.")  # fmt: skip
    return HTMLResponse(drawn("sentence.html", t, title=title, words=words), status, _HEADERS)
