"""The forms that people have before them, so that one with faults can be shown again."""

from collections import OrderedDict
from dataclasses import replace

from bot.dispatch import Dispatcher
from bot.requests.incoming import Incoming
from bot.requests.routing import route
from bot.teams.decode import Press
from bot.teams.members import Members
from handlers.context import Pressed, Submitted
from handlers.lengths import lengths_of, too_long
from messages.parts import Form, FormFaults, Reply

_MOST_FORMS = 1000


class Forms:
    """Those that this process has shown; another one is opened anew by its opener."""

    def __init__(self, dispatcher: Dispatcher, members: Members) -> None:
        self._dispatcher, self._members = dispatcher, members
        self._shown: OrderedDict[tuple[str, str, str], Form] = OrderedDict()

    def remember(self, incoming: Incoming, reply: Reply) -> None:
        """Keeps a reply that is a form."""
        if isinstance(reply, Form):
            key = (incoming.account, reply.name, reply.state)
            self._shown[key] = reply
            self._shown.move_to_end(key)
            while len(self._shown) > _MOST_FORMS:
                self._shown.popitem(last=False)

    def forget(self) -> None:
        """As after a restart."""
        self._shown.clear()

    async def too_long(self, incoming: Incoming, press: Press) -> FormFaults | None:
        """What does not fit the fields of the form that it was written in."""
        asked = press.asked
        form = self._shown.get((incoming.account, press.form, getattr(asked, "state", "")))
        if form is None or not isinstance(asked, (Submitted, Pressed)):
            return None
        faults = too_long(await self._dispatcher.translator(incoming), lengths_of(form), asked.values)
        return FormFaults(faults) if faults else None

    async def again(self, incoming: Incoming, press: Press) -> Form | None:
        """The form that a button is in: the one that was shown, else as its opener opens it now."""
        asked = press.asked
        state = asked.state if isinstance(asked, (Submitted, Pressed)) else ""
        shown = self._shown.get((incoming.account, press.form, state))
        if shown is not None or press.opener is None or route(press.opener).writes:
            return shown
        opened = await self._dispatcher.run(replace(incoming, asked=press.opener, key=None), self._members.look_up)
        is_same = isinstance(opened, Form) and (opened.name, opened.state) == (press.form, state)
        return opened if is_same and isinstance(opened, Form) else None
