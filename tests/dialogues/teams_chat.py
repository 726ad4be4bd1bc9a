"""People in Teams: they write to the bot, press the buttons of its cards and fill in their fields."""

import html
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.fakes.slack.forms import pick
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.cards import actions_of, card_of, inputs_of, text_of
from tests.fakes.teams.tenant import MANAGEMENT, Json, Person, Posted
from tests.until import until

T = TypeVar("T")
_marks = itertools.count(1)
_PREFIX = "field."


@dataclass
class TeamsPost:
    """A message of the bot's, as it is now."""

    posted: Posted

    @property
    def ts(self) -> str:
        return self.posted.ts

    @property
    def activity(self) -> Json:
        return self.posted.activity

    @property
    def text(self) -> str:
        return text_of(self.posted.activity)


class TeamsSheet:
    """A card before somebody, with what is filled in: a form, or what has come in its place."""

    def __init__(self, ts: str, activity: Json) -> None:
        self.ts = ts
        self.show(activity)

    def show(self, activity: Json) -> None:
        self.activity, self.hash = activity, str(next(_marks))
        self.fields = {each["id"].removeprefix(_PREFIX): str(each.get("value") or "") for each in self.inputs()}
        self.errors = _faults(card_of(activity) or {})

    def inputs(self) -> list[Json]:
        return inputs_of(card_of(self.activity) or {})

    @property
    def text(self) -> str:
        return text_of(self.activity)

    @property
    def values(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        return {name: {name: {"value": value or None}} for name, value in self.fields.items()}

    def put(self, name: str, value: str | None) -> None:
        """Fills in a field. Raises LookupError for one, or for an option, that is not there."""
        element = next((each for each in self.inputs() if each["id"] == _PREFIX + name), None)
        if element is None:
            raise LookupError(f"no field {name!r}; there are {list(self.fields)}")
        choices = {choice["title"]: choice["value"] for choice in element.get("choices") or []}
        if choices and value:
            value = value if value in choices.values() else choices[pick([(o, o) for o in choices], value, "option")]
        self.fields[name] = value or ""

    def filled(self) -> dict[str, str]:
        return {_PREFIX + name: value for name, value in self.fields.items()}


@dataclass
class TeamsAnswer:
    """What came back: messages of their own, what has taken a card's place, or a sentence beside it."""

    posts: Sequence[TeamsPost] = ()
    view: TeamsSheet | None = None
    errors: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        return "\n".join(post.text for post in self.posts) if self.posts else self.view.text if self.view else self.note

    @property
    def followups(self) -> Sequence[TeamsPost]:
        return ()

    def wait_view(self) -> TeamsSheet:
        assert self.view is not None, f"no form came: {self.text}"
        return self.view


class TeamsPerson:
    """Somebody with Teams open. `id` is their account."""

    def __init__(self, chat: "TeamsChat", person: Person) -> None:
        self._chat, self._person, self.id = chat, person, person.account

    @property
    def inbox(self) -> list[TeamsPost]:
        """What is not said on from another message: there are no threads in a chat, and all stands in one row."""
        threads = self._chat.threads()
        return [post for post in self._chat.in_conversation(self._person.conversation) if post.ts not in threads]

    def command(self, name: str, text: str = "", /) -> TeamsAnswer:
        return self.says(f"{name} {text}".strip())

    def says(self, text: str, /) -> TeamsAnswer:
        # Teams tells of words with what would be markup in them escaped.
        words = html.escape(text, quote=False)
        said = activities.message(self._chat.teams.tenant, self._chat.teams.service_url, self._person, words)
        return self._after(lambda: self._chat.deliver(said), None)

    def click(self, target: Any, what: str, /) -> TeamsAnswer:
        """Presses a button by (part of) its label."""
        sheet = self._sheet(target, what)
        action: Json = pick([(str(each["title"]), each) for each in _actions(sheet)], what, "button")
        return self._press(sheet, action)

    def choose(self, target: Any, field: str, value: Any, /) -> TeamsAnswer:
        """Fills in a field: Teams tells nobody before a button is pressed."""
        sheet = self._sheet(target)
        sheet.put(field, value)
        return TeamsAnswer(view=sheet)

    def submit(self, target: Any, values: Mapping[str, Any] | None = None, /) -> TeamsAnswer:
        sheet = self._sheet(target)
        for name, value in (values or {}).items():
            sheet.put(name, value)
        return self._press(sheet, _by_verb(sheet, "form_submit"))

    def close(self, target: Any, /) -> TeamsAnswer:
        sheet = self._sheet(target)
        closing = [each for each in _actions(sheet) if each["verb"] == "form_close"]
        return self._press(sheet, closing[0]) if closing else TeamsAnswer()

    def opens_home(self) -> TeamsAnswer:
        raise NotImplementedError("there is no home page")

    def _press(self, sheet: TeamsSheet, action: Json) -> TeamsAnswer:
        teams = self._chat.teams
        pressed = activities.press(teams.tenant, teams.service_url, self._person, action, sheet.filled(), sheet.ts)
        return self._after(lambda: self._chat.deliver(pressed), sheet)

    def _after(self, act: Callable[[], Json | None], sheet: TeamsSheet | None) -> TeamsAnswer:
        """Does it, and reads what has come: the response, and the replies that are messages of their own."""
        before = {post.ts for post in self._chat.in_conversation(self._person.conversation)}
        response = act()
        note = ""
        if response is not None and isinstance(response["value"], dict) and sheet is not None:
            sheet.show({"attachments": [{"contentType": response["type"], "content": response["value"]}]})
            # What has taken the card's place stays when the conversation is read anew.
            self._chat.wait_until_rewritten(sheet)
            return TeamsAnswer(view=sheet, errors=sheet.errors)
        if response is not None:
            note = str(response["value"])
        posts = [post for post in self._chat.replies(self._person.conversation) if post.ts not in before]
        forms = [post for post in posts if inputs_of(card_of(post.activity) or {})]
        if forms:
            return TeamsAnswer(view=TeamsSheet(forms[-1].ts, forms[-1].activity), note=note)
        if not posts:
            # A sentence beside the card; a form stays before the person.
            said = sheet if sheet is None or sheet.fields else TeamsSheet(sheet.ts, {"text": note})
            return TeamsAnswer(view=said, note=note)
        shown = {"attachments": [{"contentType": _CARD, "content": {"body": _bodies(posts)}}]}
        return TeamsAnswer(posts, TeamsSheet(posts[0].ts, shown), note=note)

    def _sheet(self, target: Any, what: str = "") -> TeamsSheet:
        if isinstance(target, TeamsAnswer):
            target = target.view
        if isinstance(target, TeamsPost):
            target = TeamsSheet(target.ts, target.activity)
        assert isinstance(target, TeamsSheet), f"there is nothing to press {what!r} on"
        return target


_CARD = "application/vnd.microsoft.card.adaptive"


class TeamsChat:
    """Teams. `accounts` are people's accounts by their ids elsewhere; `replies_done` waits until what was asked is
    answered, and says which messages are answers; `threads` says after which message each is said on."""

    def __init__(self, teams: FakeTeams, accounts: Mapping[str, str]) -> None:
        self.teams, self._accounts = teams, accounts
        self._people: dict[str, TeamsPerson] = {}
        self.replies_done: Callable[[], set[str]] = set
        self.threads: Callable[[], Mapping[str, str]] = dict
        self.idle: Callable[[], bool] = lambda: True
        self._read: set[str] = set()

    def are_read(self, posts: Iterable[Posted]) -> None:
        """These are not looked at again."""
        self._read |= {posted.ts for posted in posts}

    @property
    def violations(self) -> list[str]:
        return self.teams.tenant.violations

    def person(self, user: str, /) -> TeamsPerson:
        account = self._accounts.get(user, user)
        return self._people.setdefault(account, TeamsPerson(self, self.teams.tenant.people[account]))

    def messages(self, where: str, /) -> list[TeamsPost]:
        if self._accounts.get(where, where) in self.teams.tenant.people:
            return self.person(where).inbox
        return [post for post in self.in_conversation(MANAGEMENT) if post.posted.thread is None]

    def thread(self, where: str, ts: str, /) -> list[TeamsPost]:
        where = self._accounts.get(where, where)
        if where in self.teams.tenant.people:
            threads = self.threads()
            conversation = self.teams.tenant.people[where].conversation
            return [post for post in self.in_conversation(conversation) if threads.get(post.ts) == ts]
        return [post for post in self.in_conversation(MANAGEMENT) if post.posted.thread == ts]

    def home(self, _user: str, /) -> None:
        return None

    def wait_for(self, condition: Callable[[], T]) -> T:
        return until(condition)

    def in_conversation(self, conversation: str) -> list[TeamsPost]:
        posts = self.teams.tenant.in_conversation(conversation)
        return [TeamsPost(posted) for posted in posts if posted.ts not in self._read]

    def replies(self, conversation: str) -> list[TeamsPost]:
        answers = self.replies_done()
        return [post for post in self.in_conversation(conversation) if post.ts in answers]

    def deliver(self, activity: Json) -> Json | None:
        status, body = self.teams.deliver(activity)
        assert status == 200, f"{activity['type']}: {status} {body}"
        # A press is answered in the response, words are not.
        assert (body is not None) == (activity["type"] == "invoke")
        response: Json | None = body
        assert response is None or response["value"], "an empty answer to a press"
        return response

    def wait_until_rewritten(self, sheet: TeamsSheet) -> None:
        until(self.idle)
        posted = next(each for each in self.teams.tenant.posts if each.ts == sheet.ts)
        assert card_of(posted.activity) == card_of(sheet.activity), "the card would come back as it was"


def _actions(sheet: TeamsSheet) -> list[Json]:
    return actions_of(card_of(sheet.activity) or {})


def _by_verb(sheet: TeamsSheet, verb: str) -> Json:
    return next(each for each in _actions(sheet) if each["verb"] == verb)


def _bodies(posts: Sequence[TeamsPost]) -> list[Json]:
    return [element for post in posts for element in (card_of(post.activity) or {}).get("body") or []]


def _faults(card: Json) -> dict[str, str]:
    """The sentences at the fields, by field; one above them all under ""."""
    faults: dict[str, str] = {}
    at = ""
    for element in card.get("body") or []:
        if str(element["type"]).startswith("Input."):
            at = element["id"].removeprefix(_PREFIX)
        words = "".join(run["text"] for run in element.get("inlines") or [])
        # Each is said again at the buttons, after its field's name.
        if words.startswith("⚠ ") and not any(words.endswith(f": {said}") for said in faults.values()):
            faults[at] = words.removeprefix("⚠ ")
    return faults
