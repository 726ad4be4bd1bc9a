"""Whatever people write, in whatever part, the card is valid, shows it literally, and is within Teams' limits."""

import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.teams.cards import data as card_data
from bot.teams.cards.literal import HAIR, JOINER, heading, unmarked
from bot.teams.cards.paging import MOST_BYTES, size, split
from bot.teams.cards.render import activity_of, card_of_form
from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Choice,
    DateField,
    Divider,
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
    part_words,
)  # fmt: skip
from tests.golden.cards import elements_in, faults_of_card, words_of_card

# Doc "Format your bot messages": 100 KB in UTF-16, all in all.
HARD_LIMIT = 100_000
MARKUP = [
    "**fet**", "_kursiv_", "[länk](https://x.example)", "<at>Anna</at>", "<b>", "&lt;", "&nbsp;", "# ", "- ", "1. ",
    "`", "{{DATE(2022-05-01T08:00:00Z)}}", "{{TIME(2022-05-01T08:00:00Z)}}",
    "${x}", "\n", "\\", '"', "å", "🟢", "\u0007", " ",
]  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cs"])
WORDS = st.one_of(st.text(LETTERS, min_size=1), st.lists(st.sampled_from(MARKUP), min_size=1).map("".join))
LONG = st.builds(lambda words, n: (words * n)[:30_000], WORDS, st.integers(1, 2_000))
TEXT = st.one_of(WORDS, st.tuples(WORDS, st.builds(Run, WORDS, st.booleans(), st.booleans())))
BUTTON = st.builds(Button, WORDS, st.sampled_from(["report", "status_page"]), st.text(LETTERS, max_size=2000))
PART: st.SearchStrategy[Part] = st.one_of(
    WORDS.map(Heading),
    st.one_of(TEXT, LONG).map(Paragraph),
    st.lists(st.one_of(TEXT, LONG), max_size=4).map(lambda items: Bullets(tuple(items))),
    st.one_of(WORDS, LONG).map(Quote),
    TEXT.map(Small),
    st.just(Divider()),
    st.lists(BUTTON, max_size=7).map(lambda buttons: Buttons(tuple(buttons))),
)
FIELD = st.one_of(
    st.builds(Choice, st.just("a"), WORDS, st.lists(st.builds(Option, st.just("1"), WORDS, WORDS)).map(tuple),
              compact=st.booleans(), required=st.booleans(), hint=WORDS, placeholder=WORDS),
    st.builds(TextField, st.just("b"), WORDS, WORDS, st.booleans(), st.booleans(), hint=WORDS),
    st.builds(DateField, st.just("c"), WORDS, st.just("2022-05-01"), st.booleans(), WORDS),
)  # fmt: skip


def bare(text: str) -> str:
    """The text without white space, and without what `unmarked` puts in."""
    return re.sub(f"[\\s{JOINER}{HAIR}]", "", text)


def utf16(drawn: Any) -> int:
    return len(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))


@given(st.lists(PART, max_size=12))
def test_any_message_is_valid_cards_within_the_limits_that_show_every_word(parts: list[Part]) -> None:
    message = Message(tuple(parts))
    shown = ""
    for page in split(message):
        activity = activity_of(page)
        card = activity["attachments"][0]["content"]
        assert faults_of_card(card) == []
        assert size(card) <= 2 * MOST_BYTES
        assert utf16(activity) <= HARD_LIMIT
        shown += words_of_card(card)
    assert bare(shown).replace("•", "") == bare("".join(map(part_words, parts))).replace("•", "")


@given(st.lists(PART, max_size=12))
def test_no_text_is_where_a_client_would_read_more_than_text_in_it(parts: list[Part]) -> None:
    for element in elements_in(activity_of(Message(tuple(parts)))["attachments"][0]["content"]):
        if element["type"] == "TextBlock":
            assert not re.search(r"[*_\[\]<>&`{}\\#|~]|^(-|\+|\d+[.)]\s)|://|\n", element["text"])
        if element["type"] == "TextRun":
            assert not re.search(r"\{\{(DATE|TIME)\(|&(amp|lt|gt|quot|nbsp|#\w+);", element["text"], re.IGNORECASE)


@given(
    st.lists(st.one_of(PART, FIELD), max_size=8, unique_by=lambda part: getattr(part, "name", id(part))),
    WORDS, st.dictionaries(st.sampled_from(["a", "b", "c", "other"]), WORDS),
)  # fmt: skip
def test_any_form_is_a_valid_card_that_shows_what_is_wrong(
    parts: list[Any], title: str, faults: dict[str, str]
) -> None:
    form = Form("answer", title, "Spara", "Stäng", tuple(parts), state='{"row": 1}')
    card = card_of_form(form, faults=faults, values={"b": "skrivet"} if faults else None)
    assert faults_of_card(card) == []
    shown = bare(words_of_card(card))
    assert shown.startswith(bare(title))
    assert all(bare(words) in shown for words in faults.values())
    for element in elements_in(card):
        if element["type"] == "Action.Execute":
            assert (element["data"]["form"], element["data"]["state"]) == ("answer", '{"row": 1}')
        if element["type"] == "Input.Text" and faults:
            assert element["value"] == "skrivet"


@given(WORDS)
def test_what_is_put_in_a_title_is_not_seen(words: str) -> None:
    assert bare(unmarked(words)) == bare(words)


def read_as_markdown(text: str) -> set[str]:
    """What an independent reader of markdown finds in the text besides text."""

    def kinds(tokens: list[Token]) -> Iterator[str]:
        for token in tokens:
            yield token.type
            yield from kinds(token.children or [])

    nothing = {"paragraph_open", "inline", "paragraph_close", "text", "text_special", "softbreak", "hardbreak"}
    return set(kinds(MarkdownIt("commonmark").parse(text))) - nothing


@given(WORDS)
def test_a_reader_of_markdown_finds_nothing_in_a_title_or_a_heading(words: str) -> None:
    # No client reads code in a card, and nothing without width could keep it from being read.
    assert read_as_markdown(unmarked(words)) <= {"code_inline"}
    drawn = heading(words)
    if drawn["type"] == "TextBlock":
        assert read_as_markdown(drawn["text"]) == set()


def test_what_is_put_in_a_title() -> None:
    assert unmarked("16 · Öka andelen (2022)") == "16 · Öka andelen (2022)"
    assert unmarked("snake_case a_b") == "snake_case a_b"
    assert unmarked("[x](y) <at>") == f"[x]{JOINER}(y) <{JOINER}at>"
    assert unmarked("07.30") == "07.30"
    assert unmarked("12. Stärka") == f"{JOINER}12. Stärka"
    assert unmarked("*fet* _kursiv_") == f"{JOINER}{HAIR}*{HAIR}fet{HAIR}*{HAIR} {HAIR}_{HAIR}kursiv{HAIR}_{HAIR}"


NAME = TextField("name", "Namn", required=True)


def test_teams_itself_refuses_an_empty_input_only_where_no_other_button_keeps_what_was_written() -> None:
    plain = card_of_form(Form("excuse", "Undanta", "Undanta", "Avbryt", (NAME,)))
    by_type = {element["type"]: element for element in elements_in(plain)}
    assert by_type["Input.Text"]["isRequired"]
    assert by_type["Action.Execute"]["data"]["action"] == card_data.CLOSE
    assert by_type["Action.Execute"]["associatedInputs"] == "none"
    for keeping in (
        Form("answer", "Rad 1", "Spara", "Stäng", (NAME,), keeps=True),
        Form("answer", "Rad 1", "Spara", "Stäng", (NAME, Buttons((Button("Senare", "later"),)))),
    ):
        for element in elements_in(card_of_form(keeping)):
            assert "isRequired" not in element
            assert "associatedInputs" not in element
            assert element["type"] != "Input.Text" or element["label"] == "Namn *"


def test_the_buttons_of_a_form_carry_what_opens_it_anew() -> None:
    form = Form("excuse", "Undanta", "Undanta", "Avbryt", (NAME,), opener=Button("Öppna", "own", "1"))
    for opener, wanted in ((None, ("own", "1")), (Button("Andra", "other", "2"), ("other", "2"))):
        data = [e["data"] for e in elements_in(card_of_form(form, opener=opener)) if e["type"] == "Action.Execute"]
        assert {(one["opener"], one["opener_value"]) for one in data} == {wanted}


def test_field_values_are_told_from_what_the_button_says() -> None:
    data = {"action": "form_submit", "state": "s", "field.action": "Rekrytering", "field.state": "", "field.x": 1}
    assert card_data.field_values(data) == {"action": "Rekrytering", "state": "", "x": ""}
