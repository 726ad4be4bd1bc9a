"""Every part and field is drawn, and nothing in them is live."""

from html.parser import HTMLParser
from typing import get_args

import pytest

from bot.demo.decode import FIELD
from bot.demo.html.render import ViewContext, draw_form, draw_message
from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    DateField,
    Divider,
    Field,
    Form,
    Heading,
    Message,
    Option,
    Paragraph,
    Part,
    Quote,
    Run,
    Small,
    TextField,
)

EVIL = """<script>alert("1")</script> & '><img src=x onerror=alert(1)> <!channel> http://evil.example"""
PLACE = ViewContext("agare@example.se", "management", "7", "key")
PARTS: list[Part] = [
    Heading(EVIL),
    Paragraph(EVIL),
    Paragraph((Run(EVIL, bold=True, italic=True), EVIL)),
    Bullets((EVIL, (Run(EVIL, bold=True),))),
    Quote(EVIL),
    Small(EVIL),
    Divider(),
    Buttons((Button(EVIL, EVIL, EVIL, primary=True),)),
]
FIELDS: list[Field] = [
    Choice("status", EVIL, (Option("green", EVIL, EVIL), Option(EVIL, "Other")), "green", hint=EVIL),
    TextField("comment", EVIL, EVIL, required=True, multiline=True, hint=EVIL),
    TextField("action_owner", EVIL, EVIL, max_length=300),
    DateField("action_due", EVIL, "2022-10-31", hint=EVIL),
]
FORM = Form("answer", EVIL, EVIL, EVIL, (*PARTS, *FIELDS), EVIL)


class Page(HTMLParser):
    """The elements of a fragment with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def by_id(self, wanted: str) -> dict[str, str | None]:
        [found] = [attributes for _, attributes in self.elements if attributes.get("id") == wanted]
        return found


def test_the_samples_hold_every_part_and_field() -> None:
    assert {type(part) for part in PARTS} == set(get_args(Part))
    assert {type(field) for field in FIELDS} == set(get_args(Field))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_a_part_shows_its_words_and_nothing_in_them_is_live(part: Part) -> None:
    page = Page(draw_message(Message((part,)), PLACE))
    assert page.elements
    assert not {"script", "img", "a"} & {tag for tag, _ in page.elements}
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert EVIL in "".join(page.words) or isinstance(part, Divider)


def test_a_form_shows_its_words_and_nothing_in_them_is_live() -> None:
    page = Page(draw_form(FORM, PLACE, faults={"comment": EVIL, "": EVIL}))
    assert not {"script", "img", "a"} & {tag for tag, _ in page.elements}
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_a_button_brings_back_where_it_was_pressed() -> None:
    page = Page(draw_message(Message((Buttons((Button("Rapportera", "answer_row", "14"),)),)), PLACE))
    hidden = {field["name"]: field["value"] for field in page.named("input")}
    assert hidden.pop("key", "").startswith("key.")  # type: ignore[union-attr]
    assert hidden == {
        "reader": "agare@example.se", "where": "management", "post": "7", "action": "answer_row", "value": "14",
    }  # fmt: skip


def test_each_button_of_a_message_has_a_key_of_its_own() -> None:
    twice = Buttons((Button("Ett", "status_page", "0|a"), Button("Två", "status_page", "0|a")))
    page = Page(draw_message(Message((twice, twice)), PLACE))
    keys = [field["value"] for field in page.named("input") if field["name"] == "key"]
    assert len(set(keys)) == 4


def test_every_field_has_a_label_and_begins_with_its_value() -> None:
    page = Page(draw_form(FORM, PLACE))
    labelled = {label["for"] for label in page.named("label") if "for" in label}
    assert labelled == {"field-comment", "field-action_owner", "field-action_due"}
    assert page.named("legend")
    assert [radio["value"] for radio in page.named("input") if "checked" in radio] == ["green"]
    assert page.by_id("field-action_due")["value"] == "2022-10-31"
    assert page.by_id("field-action_owner")["value"] == EVIL
    assert page.by_id("field-action_owner")["maxlength"] == "300"
    assert EVIL in "".join(page.words)


def test_a_hint_is_tied_to_its_field() -> None:
    page = Page(draw_form(FORM, PLACE))
    assert page.by_id("field-comment")["aria-describedby"] == "hint-comment"
    assert page.by_id("hint-comment")
    assert "aria-describedby" not in page.by_id("field-action_owner")


def test_a_fault_is_tied_to_its_field_and_what_was_written_stays() -> None:
    written = {"status": EVIL, "comment": "Påbörjat", "action_owner": "", "action_due": ""}
    html = draw_form(FORM, PLACE, written, {"comment": "För kort.", "status": "Välj.", "": "Går inte nu."})
    page = Page(html)
    assert page.by_id("field-comment")["aria-invalid"] == "true"
    assert page.by_id("field-comment")["aria-describedby"] == "hint-comment fault-comment"
    assert page.by_id("field-status")["aria-describedby"] == "hint-status fault-status"
    assert "Påbörjat" in "".join(page.words)
    assert page.by_id("field-action_owner")["value"] == ""
    assert [radio["value"] for radio in page.named("input") if "checked" in radio] == [EVIL]
    assert [p for p in page.named("p") if p.get("role") == "alert"]


def test_a_text_that_begins_with_a_line_break_keeps_it() -> None:
    form = Form("answer", "", "", "", (TextField("comment", "Kommentar", "\nrad", multiline=True),))
    assert ">\n\nrad</textarea>" in draw_form(form, PLACE)


def test_fields_are_named_apart_from_the_pages_own() -> None:
    form = Form("answer", "", "", "", (TextField("key", "Nyckel"),))
    names = [field["name"] for field in Page(draw_form(form, PLACE)).named("input")]
    assert names.count("key") == 1
    assert f"{FIELD}key" in names
