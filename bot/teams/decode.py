"""Activities → who asks what. Pure. What people write in messages: `bot.teams.written`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.requests.incoming import Conversation, Incoming, digest
from bot.teams.cards.data import ACTION, CLOSE, FORM, OPENER, OPENER_VALUE, STATE, SUBMIT, VALUE, field_values
from handlers.context import Asked, FormClosed, Pressed, Submitted
from models.outbox.conversations import Met
from models.outbox.destinations import to_account, to_channel

PLATFORM = "teams"
Activity = dict[str, Any]
_THREAD = ";messageid="
# Beside what a button says: the token of the message that it is under (`Delivery.token`).
DELIVERY = "delivery"
# And that the message stands where a form was, so that what its buttons give comes there, too.
STAYS = "stays"
_NAMES = (ACTION, VALUE, FORM, STATE, OPENER, OPENER_VALUE, DELIVERY, STAYS)


@dataclass(frozen=True)
class Place:
    """Where an activity comes from: the conversation without the thread, the message in whose thread it is, if it is in
    a channel, and whether only one person reads it."""

    conversation: str
    thread: str | None
    is_personal: bool

    def answered(self, account: str) -> Conversation:
        """Where what somebody says here is answered."""
        if self.is_personal:
            return Conversation(to_account(account), takes_forms=True)
        return Conversation(to_channel(self.conversation), self.thread, is_public=True, takes_forms=True)


def place_of(activity: Activity) -> Place:
    """A personal conversation may say no more of itself than its id."""
    said = activity["conversation"]
    conversation, _, thread = str(said["id"]).partition(_THREAD)
    kind = said.get("conversationType")
    is_personal = kind == "personal" or (not kind and not said.get("isGroup") and not conversation.startswith("19:"))
    if is_personal or not is_threaded(conversation):
        return Place(conversation, None, is_personal)
    return Place(conversation, thread or str(activity.get("id") or "") or None, is_personal)


def is_threaded(conversation: str) -> bool:
    """Whether a conversation has threads, as channels have; chats between people have none."""
    return conversation.startswith("19:") and not conversation.endswith(("@thread.v2", "@unq.gbl.spaces"))


def account_of(activity: Activity) -> str:
    """The sender's account in Entra; "" for somebody who has none, such as a guest in a meeting."""
    return str((activity.get("from") or {}).get("aadObjectId") or "").lower()


def met(activity: Activity, service_url: str) -> Met:
    """Where the account of an activity is met."""
    place, data = place_of(activity), activity.get("channelData") or {}
    return Met(
        place.conversation, service_url, account_of(activity), str((activity.get("from") or {}).get("id") or ""),
        str((data.get("team") or {}).get("id") or ""), place.is_personal,
    )  # fmt: skip


def is_press(activity: Activity) -> bool:
    """Whether a button was pressed: by an invoke, or on a card of another making (`Action.Submit`) by a message."""
    if activity["type"] == "invoke":
        return activity.get("name") == "adaptiveCard/action"
    is_plain = isinstance(activity.get("value"), dict) and not activity.get("text")
    return activity["type"] == "message" and is_plain


@dataclass(frozen=True)
class Press:
    """A pressed button. `card` is the message it is on, as the platform names it. `form` is the name of the form that
    the button is in, "" in a message, `opener` the button that opens it anew, and `stays` whether the reply takes the
    card's place. `delivery` is the token of the message, if it has one. `mark` is the same for the same press sent
    anew, `on` for all presses of one person on one card. `at` is when it was pressed, if Teams says so."""

    asked: Asked
    card: str
    form: str
    opener: Pressed | None
    stays: bool
    delivery: str
    mark: str
    on: str
    at: datetime | None


def press(activity: Activity) -> Press:
    """Cards carry what a button means in the verb and in the data; one is enough. A part of another kind reads as
    absent."""
    value = activity.get("value") or {}
    action = value.get("action") if activity["type"] == "invoke" else {"data": value}
    data = action.get("data") if isinstance(action, dict) else None
    data = data if isinstance(data, dict) else {}
    words = {name: _text(data.get(name)) for name in _NAMES}
    name = words[ACTION] or _text((action or {}).get("verb"))
    values = field_values(data)
    card = str(activity.get("replyToId") or "")
    written = [f"{each}={values[each]}" for each in sorted(values)]
    on = digest(PLATFORM, place_of(activity).conversation, card, account_of(activity))
    mark = digest(on, name, words[VALUE], words[FORM], words[STATE], *written)
    asked: Asked
    if name == SUBMIT:
        asked = Submitted(words[FORM], words[STATE], values)
    elif name == CLOSE:
        asked = FormClosed(words[FORM], words[STATE], values)
    else:
        asked = Pressed(name, words[VALUE], words[STATE], values)
    opener = Pressed(words[OPENER], words[OPENER_VALUE]) if words[OPENER] else None
    return Press(asked, card, words[FORM], opener, bool(words[FORM] or words[STAYS]), words[DELIVERY], mark, on,
                 _instant(activity.get("timestamp")))  # fmt: skip


def incoming(activity: Activity, asked: Asked, key: str | None, answer_in: Conversation | None = None) -> Incoming:
    """The request of an activity's sender."""
    return Incoming(PLATFORM, account_of(activity), asked, key, answer_in, place_of(activity).conversation)


def _instant(value: Any) -> datetime | None:
    """None for what is no instant with an offset."""
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return instant if instant.tzinfo else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
