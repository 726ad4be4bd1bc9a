"""Folding names and cleaning what people write."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.text import clean, fold, has_visible, plain, shorten

INVISIBLE = ["", " ", "\u200b", "\u200e\u200f", "\u00ad", "\ufeff", "\ufe0f", "\u0301", "\u20dd", "\u2800", "\u3164",
             "\U000e0041", "\u2028", "\x07", "\u061c \u00a0\t\n"]  # fmt: skip


@pytest.mark.parametrize("text", INVISIBLE)
def test_invisible_characters_alone_are_no_comment(text: str) -> None:
    assert not has_visible(text)
    assert clean(text) == ""


@pytest.mark.parametrize("text", [".", "0", "å", "🟡", "é", "क्", "1\ufe0f\u20e3", "\u200bx"])
def test_one_visible_character_is_a_comment(text: str) -> None:
    assert has_visible(text)
    assert clean(text)


def test_a_comment_is_kept_as_written_but_for_its_ends() -> None:
    assert clean("  Rad ett\n\n  rad \u200btvå\t ") == "Rad ett\n\n  rad \u200btvå"
    assert clean(unicodedata.normalize("NFD", "Välmående")) == "Välmående"
    assert clean(None) == ""


def test_what_no_database_takes_is_marked_and_not_lost() -> None:
    assert clean("före\x00efter\ud83d") == "före\ufffdefter\ufffd"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "folded", "without"),
    [
        ("Näringsliv  &  Kompetensförsörjning", "näringsliv och kompetensförsörjning",
         "naringsliv och kompetensforsorjning"),
        ("VÄLFÄRD", "välfärd", "valfard"),
        (unicodedata.normalize("NFD", "Hållbarhet"), "hållbarhet", "hallbarhet"),
        ("#Vägled!", "#vägled!", "#vagled"),
        ("2018–2022 (mål)", "2018–2022 (mål)", "2018 2022 mal"),
    ],
)  # fmt: skip
def test_names_are_compared_without_case_and_typed_words_without_diacritics(
    text: str, folded: str, without: str
) -> None:
    assert fold(text) == folded
    assert plain(text) == without


@given(st.text(max_size=300), st.integers(5, 100))
def test_a_shortened_text_is_a_beginning_and_says_that_it_is_cut(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
