"""The calls to the platforms: which method of a messenger a prepared message needs."""

import asyncio
from datetime import timedelta

from models.operations.log import log_of
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind
from scheduler.outbox.messenger import (
    FormSender,
    History,
    MessageRef,
    Messenger,
    Outcome,
    Permanent,
    Publisher,
    Sent,
    Uploader,
)
from scheduler.outbox.prepare import PreparedMessage

log = log_of(__name__)
# By how much our clock and the platform's may differ when a message is looked for.
_CLOCKS_DIFFER = timedelta(hours=2)
_NO_HOME, _NO_FILES = "the platform has no such page", "the platform takes no files"
_NO_FORMS = "a form is no message on the platform"


async def send(messenger: Messenger, prepared: PreparedMessage) -> Outcome:
    """Posts, rewrites, publishes or uploads a message, whichever it needs. Has no timeout."""
    if prepared.file is not None:
        if not isinstance(messenger, Uploader):
            return Permanent(_NO_FILES)
        return await messenger.upload(prepared.address, prepared.file, prepared.token)
    if prepared.form is not None:
        if not isinstance(messenger, FormSender):
            return Permanent(_NO_FORMS)
        return await messenger.post_form(prepared.address, prepared.form, prepared.token)
    if prepared.message is None:
        return Permanent("there is no message")
    if prepared.row.kind is DeliveryKind.HOME:
        if not isinstance(messenger, Publisher):
            return Permanent(_NO_HOME)
        return await messenger.publish(prepared.address.account or "", prepared.message)
    if prepared.target is not None:
        return await messenger.rewrite(prepared.target, prepared.message, prepared.token)
    return await messenger.post(prepared.address, prepared.message, prepared.token)


async def search(messenger: Messenger, prepared: PreparedMessage, timeout: float) -> History:
    """Searches the conversation for the row's message. `timeout` is in seconds. Does not raise: the `History`
    says that the search failed."""
    row = prepared.row
    since = (row.first_tried_at or row.created_at) - _CLOCKS_DIFFER
    try:
        async with asyncio.timeout(timeout):
            if row.kind is not DeliveryKind.FILE:
                return await messenger.look(prepared.address, row.token, since)
            if isinstance(messenger, Uploader):
                return await messenger.look_for_file(prepared.address, row.token, since)
            return History(None, _NO_FILES, refused=True)
    except TimeoutError:
        return History(None, "TimeoutError")
    except Exception as error:
        log.exception("delivery.messenger_raised")
        return History(None, type(error).__name__)


async def remove_copies(messenger: Messenger, prepared: PreparedMessage, timeout: float) -> tuple[History, bool]:
    """Removes second copies of a message, never the stored one. Returns what was found, and whether every second
    copy was removed."""
    row, history, removed = prepared.row, await search(messenger, prepared, timeout), True
    copies = history.found or ()
    kept = row.platform_message if any(ref.message == row.platform_message for ref in copies) else None
    for ref in copies if kept else ():
        if ref.message != kept:
            outcome = await _remove(messenger, row, ref)
            removed = removed and isinstance(outcome, (Sent, Permanent))
            log.warning("delivery.extra_removed", outcome=type(outcome).__name__)
    return history, removed


async def _remove(messenger: Messenger, row: Delivery, ref: MessageRef) -> Outcome:
    if row.kind is not DeliveryKind.FILE:
        return await messenger.remove(ref)
    return await messenger.remove_file(ref) if isinstance(messenger, Uploader) else Permanent(_NO_FILES)
