"""Teams' listeners: one per kind of activity; `bot.requests.routing` finds the handler.

What people write is answered through the outbox. A press is answered in the HTTP response, which is never empty: by the
card that takes the pressed one's place, or by a sentence when the reply comes as a message of its own.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from actions.people.conversations import arrived, is_arrival_unknown
from bot.background import Background
from bot.dispatch import Dispatcher
from bot.requests.incoming import Conversation, Incoming
from bot.requests.payloads import Malformed
from bot.requests.routing import route
from bot.teams import decode, written
from bot.teams.cards.activities import Body, activity_of_form, card_response, note_response
from bot.teams.cards.marks import marked
from bot.teams.cards.paging import split
from bot.teams.cards.render import activity_of
from bot.teams.connector.client import GONE
from bot.teams.decode import DELIVERY, PLATFORM, STAYS, Activity, Place, Press
from bot.teams.forms import Forms
from bot.teams.members import Members
from bot.teams.messenger import TeamsMessenger
from bot.teams.news import News
from bot.teams.presses import Presses
from bot.transactions import Transactions
from handlers.context import FormClosed, Pressed, Submitted
from handlers.routes import FORM_KEEPERS
from messages.parts import Button, Buttons, Done, Form, FormFaults, Message, Paragraph, Reply, say, words_of
from models.operations.log import log_of
from models.outbox.conversations import Met
from models.outbox.destinations import to_channel
from scheduler.outbox.messenger import MessageRef, Permanent

log = log_of(__name__)
# A reply that is only this is said beside the card, and no message.
_LONGEST_SENTENCE = 160
# What is said to the bot in a way that it does not know (Bot Framework, "Invoke activity").
NOT_IMPLEMENTED = 501


class TeamsListeners:
    """Answers each kind of activity, which has been let in."""

    def __init__(
        self, dispatcher: Dispatcher, transactions: Transactions, members: Members, messenger: TeamsMessenger,
        news: News, clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._clock = clock
        self._dispatcher, self._transactions = dispatcher, transactions
        self._members, self._messenger, self._news = members, messenger, news
        self._presses = Presses(transactions)
        self._background = Background()
        self._forms = Forms(dispatcher, members)

    async def take(self, activity: Activity, service_url: str) -> tuple[int, Body | None]:
        """The status and the body of the response. Raises Malformed; and what the database raises, when the activity is
        to be sent anew."""
        met = decode.met(activity, service_url)
        await self._news.meet(activity, met)
        match activity["type"]:
            case "invoke" if not decode.is_press(activity):
                return NOT_IMPLEMENTED, {}
            case "invoke" if not met.account:
                t = self._dispatcher.options.translator()
                return 200, note_response(t("Sign in to Teams to use this."))
            case "invoke":
                return 200, await self._on_press(activity, met)
            case "message" if met.account and decode.is_press(activity):
                await self._on_press(activity, met)
            case "message" | "messageUpdate" if met.account:
                await self._on_words(activity, met)
            case "installationUpdate" | "conversationUpdate":
                await self._news.take(activity, met)
        return 200, None

    async def _on_words(self, activity: Activity, met: Met) -> None:
        options = self._dispatcher.options
        read = written.written if activity["type"] == "message" else written.edited
        incoming = read(activity, options)
        if incoming is None:
            return
        reply = await self._reply(incoming, met)
        self._forms.remember(incoming, reply)

    async def _reply(self, incoming: Incoming, met: Met) -> Reply:
        self._members.meet(met)
        return await self._dispatcher.run(incoming, self._members.look_up)

    async def _on_press(self, activity: Activity, met: Met) -> Body:
        try:
            press = decode.press(activity)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise Malformed(type(error).__name__) from error
        id_ = str(activity.get("id") or "")
        key = await self._presses.key_of(press, id_, route(press.asked).writes, self._clock())
        incoming = decode.incoming(activity, press.asked, key)
        reply = await self._forms.too_long(incoming, press) or await self._reply(incoming, met)
        place = decode.place_of(activity)
        if press.delivery and press.card:
            self._background.start(self._note_arrival(press, activity))
        return await self._shown(reply, incoming, press, place)

    async def _shown(self, reply: Reply, incoming: Incoming, press: Press, place: Place) -> Body:
        """Shows the reply to a press: in the place of the pressed form, or of the message if it asks for that; else in
        a message of its own."""
        t = await self._dispatcher.translator(incoming)
        self._forms.remember(incoming, reply)
        match reply:
            case Form() if press.stays:
                return self._in_place(activity_of_form(reply, t), reply, incoming, press, place)
            case Message() if press.stays or reply.replace:
                first, *rest = split(replace(reply, thread=()))
                body = self._in_place(activity_of(first), first, incoming, press, place)
                if rest:
                    parts = tuple(part for page in rest for part in page.parts)
                    await self._dispatcher.tell(incoming, Message(parts))
                return body
            case Message((Paragraph(words),), public=False) if len(words_of(words)) <= _LONGEST_SENTENCE:
                return note_response(words_of(words))
            case Form() | Message():
                if isinstance(reply, Form) and isinstance(press.asked, Pressed) and reply.opener is None:
                    reply = replace(reply, opener=Button(reply.title, press.asked.action, press.asked.value))
                is_public = isinstance(reply, Message) and reply.public and not place.is_personal
                where = Conversation(to_channel(place.conversation), place.thread) if is_public else None
                await self._dispatcher.tell(incoming, reply, where)
                is_elsewhere = not place.is_personal and not is_public
                return note_response(t("The answer comes to you in our own chat.") if is_elsewhere
                                     else t("The answer comes in a message of its own."))  # fmt: skip
            case FormFaults(faults):
                return await self._with_faults(faults, incoming, press, place)
            case Done() if isinstance(press.asked, (FormClosed, Submitted)):
                closed = self._closed(press, t)
                return self._in_place(activity_of(closed), closed, incoming, press, place)
            case Done():
                return note_response(t("Done."))

    def _closed(self, press: Press, t: Any) -> Message:
        """What stands where a form was."""
        form = press.asked.form if isinstance(press.asked, (FormClosed, Submitted)) else ""
        is_kept = isinstance(press.asked, FormClosed) and form in FORM_KEEPERS
        words = (t("The form is closed and nothing was sent. What you wrote is kept as a draft.") if is_kept
                 else t("The form is closed."))  # fmt: skip
        return say(words, Buttons((Button(t("What I can do"), "ask", "hjälp"),)))

    async def _with_faults(self, faults: dict[str, str], incoming: Incoming, press: Press, place: Place) -> Body:
        """The form again, with what was submitted and a sentence at each fault. A form that cannot be had again stays
        as it is, with what is written in it, and the sentences come beside it."""
        asked = press.asked
        form = await self._forms.again(incoming, press) if isinstance(asked, (Submitted, Pressed)) else None
        if form is None or not isinstance(asked, (Submitted, Pressed)):
            return note_response(" ".join(faults.values()))
        t = await self._dispatcher.translator(incoming)
        activity = activity_of_form(form, t, asked.values, faults)
        return self._in_place(activity, form, incoming, press, place)

    def _in_place(self, activity: Body, reply: Message | Form, incoming: Incoming, press: Press, place: Place) -> Body:
        """The card that takes the pressed one's place. The person who pressed sees it at once, but Teams may show the
        old one again: so the message is rewritten as well, unless others read it."""
        more = {STAYS: "yes"} if press.stays else {}
        activity = marked(activity, {DELIVERY: press.delivery, **more})
        if press.card and place.is_personal:
            ref = MessageRef(place.conversation, press.card)
            self._background.start(self._update(ref, activity, reply, incoming))
        return card_response(activity)

    async def _update(self, ref: MessageRef, activity: Body, reply: Message | Form, incoming: Incoming) -> None:
        """Teams loses messages now and then: then the reply is a new one."""
        outcome = await self._messenger.update(ref, activity)
        if outcome == Permanent(GONE):
            await self._tell(incoming, reply)
        elif error := getattr(outcome, "error", ""):
            log.warning("teams.card_not_updated", error=error)

    async def _tell(self, incoming: Incoming, reply: Message | Form) -> None:
        try:
            await self._dispatcher.tell(incoming, reply)
        except SQLAlchemyError as error:
            log.warning("teams.not_told", error=error)

    async def _note_arrival(self, press: Press, activity: Activity) -> None:
        """A press on a message shows that it has arrived."""
        conversation, now = str(activity["conversation"]["id"]), self._clock()

        def work(session: Session) -> bool:
            return arrived(session, press.delivery, conversation, press.card, now)

        try:
            is_unknown = await self._transactions.read(lambda session: is_arrival_unknown(session, press.delivery))
            if is_unknown and await self._transactions.write(work):
                log.info("delivery.arrival_seen", platform=PLATFORM)
        except SQLAlchemyError as error:
            log.warning("teams.arrival_not_stored", error=error)

    async def finish(self, seconds: float) -> None:
        """Waits at most so long for cards that are still being rewritten."""
        await self._background.wait(seconds)
