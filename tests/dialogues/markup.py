"""The demo page's HTML as a person reads it: in the order and with the brackets that the fake Slack's texts have."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"input", "hr", "img", "br", "meta", "link"}
_INLINE = {"em", "strong", "span", "button", "time"}
# All that the page is drawn with. Whatever else there is came from somebody's text.
_KNOWN = _VOID | _INLINE | {
    "#", "form", "header", "footer", "div", "h2", "h3", "p", "ul", "ol", "li", "blockquote", "label", "fieldset",
    "legend",    "select", "option", "textarea", "article", "details", "summary",
}  # fmt: skip


@dataclass
class Node:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inside: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """This and all in it, in the order of the page."""
        yield self
        for each in self.inside:
            if isinstance(each, Node):
                yield from each.walk()

    def find(self, tag: str, **attrs: str) -> list["Node"]:
        """Those of a tag whose attributes are these; `class_` holds if it is among the classes."""
        return [n for n in self.walk() if n.tag == tag and all(n.has(k.rstrip("_"), v) for k, v in attrs.items())]

    def has(self, name: str, value: str) -> bool:
        given = self.attrs.get(name)
        return given is not None and (value in given.split() if name == "class" else value == given)

    @property
    def words(self) -> str:
        """All text in it."""
        return "".join(each if isinstance(each, str) else each.words for each in self.inside)

    @property
    def text(self) -> str:
        """What is read, one line for each part of it."""
        return "\n".join(line for line in self._lines() if line.strip())

    def _lines(self) -> Iterator[str]:
        if self.tag == "button" or self.has("class", "press"):
            yield f"[{self.words}]"
        elif self.has("class", "buttons"):
            yield " ".join(line for each in self.inside if isinstance(each, Node) for line in each._lines())
        elif self.has("class", "field"):
            yield " ".join(piece for piece in map(_in_field, self.walk()) if piece)
        elif self.tag in {"h2", "h3", "p", "li", "blockquote", "summary"}:
            yield self.words
        else:
            for each in self.inside:
                yield from each._lines() if isinstance(each, Node) else [each]


def _in_field(node: Node) -> str:
    if node.has("class", "option"):
        return f"[{' '.join(piece for each in node.find('span')[:1] for piece in _pieces(each))}]"
    if node.tag == "option":
        return f"[{node.words}]" if "selected" in node.attrs else ""
    if node.tag == "input" and node.attrs.get("type") != "radio":
        return f"[{node.attrs.get('value', '')}]"
    if node.tag == "textarea":
        return f"[{node.words}]"
    plain = node.tag in {"label", "legend", "p"}
    return node.words if plain else ""


def _pieces(node: Node) -> list[str]:
    return [each if isinstance(each, str) else each.words for each in node.inside]


def read_page(html: str) -> Node:
    """The tree of a piece of the page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"not closed: {[n.tag for n in reader.open]}"
    return reader.root


def strangers(root: Node) -> list[str]:
    """What must not be on the page: tags and attributes that it is not drawn with."""
    live = [f"<{n.tag}>" for n in root.walk() if n.tag not in _KNOWN and not _is_file(n)]
    return live + [
        f"{n.tag}.{name}"
        for n in root.walk()
        for name in n.attrs
        if name.startswith("on") or (name == "href" and not _is_file(n))
    ]


def _is_file(node: Node) -> bool:
    """A file that the program has sent."""
    return node.tag == "a" and node.attrs.get("href", "").startswith("/demo/file/")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        textarea = self.open[-1].tag == "textarea" and not self.open[-1].inside
        self.open[-1].inside.append(data.removeprefix("\n") if textarea else data)
