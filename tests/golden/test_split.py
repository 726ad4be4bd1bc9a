"""A message too long for Slack becomes several, and nothing of it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks.paging import MOST_BLOCKS, MOST_CHARACTERS, split
from bot.slack.blocks.render import blocks_of
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Quote, Small, plain_words

WORDS = st.text("åäö <&>*x", min_size=1, max_size=40).map(str.strip).filter(bool)
LONG = st.integers(1, 25_000).map(lambda n: "ord " * (n // 4) + "slut")
PARTS: st.SearchStrategy[Part] = st.one_of(
    WORDS.map(Heading),
    st.one_of(WORDS, LONG).map(Paragraph),
    st.lists(st.one_of(WORDS, LONG), min_size=1, max_size=4).map(lambda items: Bullets(tuple(items))),
    st.one_of(WORDS, LONG).map(Quote),
    WORDS.map(Small),
    WORDS.map(lambda label: Buttons((Button(label, "status_page"),))),
)


@given(st.lists(PARTS, min_size=1, max_size=60))
def test_every_page_fits_and_no_word_is_lost(parts: list[Part]) -> None:
    message = Message(tuple(parts))
    pages = split(message)
    for page in pages:
        assert page.parts
        assert len(blocks_of(page)) <= MOST_BLOCKS
        assert len(plain_words(page)) <= MOST_CHARACTERS
    together = "".join("".join(plain_words(page).split()) for page in pages).replace("•", "")
    assert together == "".join(plain_words(message).split()).replace("•", "")


def test_a_long_list_is_one_block_and_as_few_messages_as_fit() -> None:
    """Fifty blocks are Slack's limit; texts in a row are one block however many they are."""
    parts: list[Part] = []
    for row in range(60):
        parts += [Paragraph(f"Rad {row}"), Bullets(("kort", "kort"))]
    assert len(split(Message(tuple(parts)))) == 1


def test_a_lead_in_and_its_heading_go_with_what_they_lead_to() -> None:
    filler = [Paragraph("x" * 1900) for _ in range(5)]
    parts: list[Part] = [*filler, Heading("Rött (1)"), Paragraph("Rad 14"), Bullets(("y" * 900,))]
    first, second = split(Message(tuple(parts)))
    assert first.parts == tuple(filler)
    assert second.parts == tuple(parts[5:])


def test_only_the_first_page_takes_the_place_of_another_message() -> None:
    pages = split(Message((Paragraph("x" * 9000), Paragraph("y" * 9000)), public=True, replace=True))
    assert [(page.public, page.replace) for page in pages] == [(True, True), (True, False)]
