"""People before the demo's page: they send what its own script sends when they write, press and choose."""

import http.client
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

from tests.dialogues.markup import Node, read_page, strangers
from tests.fakes.slack.forms import pick
from tests.until import until

T = TypeVar("T")
_marks = itertools.count(1)


@dataclass
class DemoPost:
    """A message, or a person's own page. `mark` changes with its words."""

    ts: str
    root: Node
    mark: str = ""
    is_mine: bool = False
    replies: "list[DemoPost]" = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.root.text


class DemoSheet:
    """A form, or the messages that have come in its place."""

    def __init__(self) -> None:
        self.root, self.fields, self.hash = Node("#"), dict[str, str](), ""
        self.errors: dict[str, str] = {}

    def show(self, root: Node) -> None:
        self.root, self.hash = root, str(next(_marks))
        self.fields = _fields(root)
        faults = {n.attrs.get("id", "").removeprefix("fault-"): n.words for n in root.find("p", class_="fault")}
        self.errors = faults

    @property
    def text(self) -> str:
        return self.root.text

    @property
    def values(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        return {name: {name: {"value": value or None}} for name, value in self.fields.items()}

    @property
    def hidden(self) -> dict[str, str]:
        return _hidden(self.root.find("form", class_="sheet")[0])

    def put(self, name: str, value: str | None) -> None:
        """Fills in a field. Raises LookupError for one, or for an option, that is not there."""
        if name not in self.fields:
            raise LookupError(f"no field {name!r}; there are {list(self.fields)}")
        options = _options(self.root, name)
        if options and value:
            value = value if value in options.values() else options[pick([(o, o) for o in options], value, "option")]
        self.fields[name] = value or ""


@dataclass
class DemoAnswer:
    """What one request gave: words in the conversation, a form, or faults in it."""

    posts: list[DemoPost]
    view: DemoSheet | None = None
    errors: dict[str, str] = field(default_factory=dict)
    failure: str = ""

    @property
    def text(self) -> str:
        return "\n".join(post.text for post in self.posts) if self.posts else self.view.text if self.view else ""

    @property
    def followups(self) -> list[DemoPost]:
        return []

    def wait_view(self) -> DemoSheet:
        assert self.view is not None, f"no form came: {self.text}"
        return self.view


class DemoPerson:
    """Somebody with the page open. `id` is their address there."""

    def __init__(self, chat: "DemoChat", account: str) -> None:
        self._chat, self.id = chat, account

    @property
    def inbox(self) -> list[DemoPost]:
        return [post for post in self._chat.posts(self.id, "messages") if not post.is_mine]

    def command(self, name: str, text: str = "", /) -> DemoAnswer:
        return self.says(f"{name} {text}".strip())

    def says(self, text: str, /) -> DemoAnswer:
        return self._sent("/demo/say", {"key": uuid4().hex, "where": "messages", "words": text})

    def click(self, target: Any, what: str, /) -> DemoAnswer:
        """Presses a button by (part of) its label."""
        sheet, root = _before(target)
        buttons = [(form.words, (form, "")) for form in root.find("form", class_="press")]
        buttons += [(b.words, (b, b.attrs["data-press"])) for b in root.find("button") if "data-press" in b.attrs]
        button, press = pick(buttons, what, "button")
        if press:
            assert sheet is not None
            return self._filled_in(sheet, press=press)
        return self._sent("/demo/press", _hidden(button), sheet)

    def choose(self, target: Any, field: str, value: Any, /) -> DemoAnswer:
        """Fills in a field and turns to the next: what is written is handed over at every change."""
        sheet, _ = _before(target)
        assert sheet is not None
        sheet.put(field, value)
        return self._kept(sheet)

    def submit(self, target: Any, values: Mapping[str, Any] | None = None, /) -> DemoAnswer:
        sheet, _ = _before(target)
        assert sheet is not None
        for name, value in (values or {}).items():
            sheet.put(name, value)
        return self._filled_in(sheet)

    def close(self, target: Any, /) -> DemoAnswer:
        sheet, _ = _before(target)
        assert sheet is not None
        return self._kept(sheet) if sheet.root.find("form", class_="sheet") else DemoAnswer([])

    def opens_home(self) -> DemoAnswer:
        self._chat.post(self.id, "/demo/home", {"where": "home"})
        return DemoAnswer([])

    def _kept(self, sheet: DemoSheet) -> DemoAnswer:
        reply = self._chat.post(self.id, "/demo/submit", {**_written(sheet), "kept": "yes"})
        assert "form" not in reply, "what is kept is not answered"
        return DemoAnswer([])

    def _filled_in(self, sheet: DemoSheet, **more: str) -> DemoAnswer:
        return self._sent("/demo/submit", {**_written(sheet), **more}, sheet)

    def _sent(self, path: str, fields: Mapping[str, str], sheet: DemoSheet | None = None) -> DemoAnswer:
        """Sends it; what comes takes the place of the form that it was sent from."""
        before = {post.ts: post.mark for post in self._chat.posts(self.id, "messages")}
        reply = self._chat.post(self.id, path, fields)
        sheet = sheet or DemoSheet()
        if reply.get("form"):
            sheet.show(self._chat.read(reply["form"]))
            return DemoAnswer([], sheet, sheet.errors if reply.get("faulty") else {})
        posts = [post for post in self._chat.posts(self.id, "messages") if before.get(post.ts) != post.mark]
        mine = [post for post in posts if post.is_mine]
        sheet.show(Node("#", {}, [post.root for post in mine]))
        return DemoAnswer(mine, sheet)


class DemoChat:
    """The page at a port of this machine. `accounts` are people's addresses by their ids elsewhere; `reader` is
    somebody who sees the management channel."""

    def __init__(self, port: int, accounts: Mapping[str, str], reader: str) -> None:
        self._port, self._accounts, self._reader = port, accounts, reader
        self._people: dict[str, DemoPerson] = {}
        self.violations: list[str] = []

    def person(self, user: str, /) -> DemoPerson:
        account = self._accounts.get(user, user)
        return self._people.setdefault(account, DemoPerson(self, account))

    def messages(self, where: str, /) -> list[DemoPost]:
        if where in self._accounts:
            return self.person(where).inbox
        return [post for post in self.posts(self._reader, "management") if not post.is_mine]

    def thread(self, where: str, ts: str, /) -> list[DemoPost]:
        where = self._accounts.get(where, where)
        reader, part = (where, "messages") if "@" in where else (self._reader, "management")
        return next(post.replies for post in self.posts(reader, part) if post.ts == ts)

    def home(self, user: str, /) -> DemoPost | None:
        shown = self.read(self._state(self.person(user).id)["home"])
        return DemoPost("home", shown) if shown.inside else None

    def wait_for(self, condition: Callable[[], T]) -> T:
        return until(condition)

    def posts(self, reader: str, part: str) -> list[DemoPost]:
        """What stands in a conversation before a reader, without what they wrote themselves."""
        root = self.read(self._state(reader)[part])
        return [found for each in root.find("div", class_="post") if (found := _post(each)) is not None]

    def post(self, reader: str, path: str, fields: Mapping[str, str]) -> dict[str, Any]:
        return self._ask("POST", path, urlencode({**fields, "reader": reader}))

    def read(self, html: str) -> Node:
        root = read_page(html)
        self.violations += strangers(root)
        return root

    def _state(self, reader: str) -> dict[str, Any]:
        return self._ask("GET", f"/demo/state?{urlencode({'reader': reader})}")

    def _ask(self, method: str, path: str, body: str | None = None) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.request(method, path, body, {"content-type": "application/x-www-form-urlencoded"})
        response = connection.getresponse()
        told = response.read()
        connection.close()
        assert response.status == 200, f"{method} {path}: {response.status} {told[:200]!r}"
        answer: dict[str, Any] = json.loads(told)
        return answer


def _before(target: Any) -> tuple[DemoSheet | None, Node]:
    """The form among what a person has before them, and all of that."""
    if isinstance(target, DemoAnswer):
        if target.posts or target.view is None:
            return target.view, Node("#", {}, [post.root for post in target.posts])
        target = target.view
    if isinstance(target, DemoSheet):
        return target, target.root
    assert isinstance(target, DemoPost)
    return None, target.root


def _post(node: Node) -> DemoPost | None:
    article, *_ = node.find("article")
    if article.find("span", class_="person"):
        return None
    replies = [DemoPost("", reply.find("div", class_="words")[0]) for reply in node.find("article")[1:]]
    return DemoPost(
        node.attrs["id"], article.find("div", class_="words")[0], node.attrs["data-change"],
        article.has("class", "mine"), replies,
    )  # fmt: skip


def _hidden(form: Node) -> dict[str, str]:
    return {n.attrs["name"]: n.attrs["value"] for n in form.find("input", type="hidden")}


def _written(sheet: DemoSheet) -> dict[str, str]:
    """As a browser sends it: a choice that is not made is left out."""
    chosen = {n.attrs["name"].removeprefix("field.") for n in sheet.root.find("input", type="radio")}
    named = {name: value for name, value in sheet.fields.items() if value or name not in chosen}
    return sheet.hidden | {f"field.{name}": value for name, value in named.items()}


def _fields(root: Node) -> dict[str, str]:
    """What stands in each field, by its name."""
    found: dict[str, str] = {}
    for node in root.walk():
        name = node.attrs.get("name", "").removeprefix("field.")
        if not node.attrs.get("name", "").startswith("field."):
            continue
        if node.attrs.get("type") == "radio":
            found.setdefault(name, "")
            found[name] = node.attrs["value"] if "checked" in node.attrs else found[name]
        elif node.tag == "select":
            found[name] = next((o.attrs["value"] for o in node.find("option") if "selected" in o.attrs), "")
        else:
            found[name] = node.words if node.tag == "textarea" else node.attrs.get("value", "")
    return found


def _options(root: Node, name: str) -> dict[str, str]:
    """Label to value."""
    options: dict[str, str] = {}
    for label in root.find("label", class_="option"):
        [radio] = label.find("input")
        if radio.attrs["name"] == f"field.{name}":
            options[label.words] = radio.attrs["value"]
    for select in root.find("select", name=f"field.{name}"):
        options |= {option.words: option.attrs["value"] for option in select.find("option")}
    return options
