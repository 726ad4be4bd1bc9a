"""Sends the page's requests to the dispatcher, and shows the reply where the person sees it."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never
from uuid import uuid4

from bot.demo.decode import HOME, Request
from bot.demo.platform import Platform
from bot.dispatch import Dispatcher
from handlers.context import Pressed, Submitted
from messages.parts import Done, Form, FormFaults, Message, Reply
from messages.parts import say as message_of
from models.vocabulary.people import Membership

_REMEMBERED = 2000


@dataclass(frozen=True)
class Opened:
    """The reply is a form. `key` is where the platform keeps it; `faults` and `values` are set when it was submitted
    and refused."""

    key: str
    form: Form
    values: Mapping[str, str] | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Noted:
    """The reply is a message to be shown over the person's home page, where nothing can be posted."""

    message: Message


@dataclass(frozen=True)
class Answered:
    """The reply has been posted in the conversation, or there is none."""


Answer = Opened | Noted | Answered


class FrontDoor:
    """Answers each request once: a second request with the same key, as by a double click, waits for the first one's
    answer and gets the same."""

    def __init__(self, dispatcher: Dispatcher, platform: Platform, outsiders: Mapping[str, Membership]) -> None:
        self._dispatcher = dispatcher
        self._platform = platform
        self._outsiders = outsiders
        self._answers: OrderedDict[str, asyncio.Task[Answer]] = OrderedDict()

    async def answer(self, request: Request, form_key: str = "") -> Answer:
        """The answer to a request. `form_key` is the key of the submitted form (`Opened.key`)."""
        key = request.incoming.key
        if key is None:
            return await self._answer(request, form_key)
        if key not in self._answers:
            self._answers[key] = asyncio.ensure_future(self._answer(request, form_key))
            while len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        answer = await asyncio.shield(self._answers[key])
        if isinstance(answer, Opened) and answer.faults:
            self._answers.pop(key, None)  # the form is corrected and submitted again under the same key
        return answer

    async def _answer(self, request: Request, form_key: str) -> Answer:
        account = request.incoming.account
        if request.typed:
            typed = message_of(request.typed)
            self._platform.post(request.where, typed, author=account, only_for=account)
        reply = await self._dispatcher.run(request.incoming, self._look_up)
        return self._answer_with(request, reply, form_key)

    async def _look_up(self, account: str) -> Membership:
        return self._outsiders.get(account, Membership.UNKNOWN)

    def _answer_with(self, request: Request, reply: Reply, form_key: str) -> Answer:
        match reply:
            case Form():
                key = uuid4().hex
                self._platform.keep_form(key, reply)
                return Opened(key, reply)
            case FormFaults(faults):
                form, asked = self._platform.form(form_key), request.incoming.asked
                if form is None or not isinstance(asked, (Submitted, Pressed)):
                    return self._show(request, message_of(*faults.values()))
                return Opened(form_key, form, asked.values, faults)
            case Message():
                return self._show(request, reply)
            case Done():
                return Answered()
        assert_never(reply)

    def _show(self, request: Request, message: Message) -> Noted | Answered:
        """Shows a message over the home page, in the place of the message whose button was pressed, or as a new post:
        to everybody in the conversation if it is public, else to the asker only."""
        if request.where == HOME:
            return Noted(message)
        account = request.incoming.account
        pressed = self._platform.get(request.post) if request.post else None
        if message.replace and pressed is not None and pressed.token is None:
            self._platform.rewrite(pressed.id, message)
        else:
            only_for = None if message.public else account
            self._platform.post(request.where, message, only_for=only_for)
        return Answered()
