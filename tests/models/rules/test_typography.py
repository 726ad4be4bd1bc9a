"""Typography and the grammar of answers: a line is read as it looks, or asked back; and what was typed is kept."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.answers.text_answer import read_text_answer
from models.rules.text import fold, plain
from models.rules.typography import Seen, as_seen, visible
from models.vocabulary.answers import Status
from tests.models.rules.typed import COMMENTS, FORMS, WORDS, typed

TODAY = date(2025, 5, 13)


@given(st.data())
def test_an_answer_in_any_typography_is_read_as_it_looks(data: st.DataObject) -> None:
    row, word = data.draw(st.integers(1, 999)), data.draw(st.sampled_from(sorted(WORDS)))
    text = data.draw(st.sampled_from(COMMENTS))
    said = data.draw(typed(data.draw(st.sampled_from(FORMS)).format(row=row, status=word, text=text)))
    answer = read_text_answer(said, TODAY)
    is_unsure = as_seen(said).lower().startswith(word.lower()) and answer.rows == ()
    assert (answer.rows, answer.status) == ((row,), WORDS[word]) or is_unsure
    if not is_unsure:
        assert as_seen(answer.comment).split() == text.split(), "the comment, and nothing of what precedes it"
        assert answer.comment in unicodedata.normalize("NFC", said), "as it was typed"


@given(st.data())
def test_a_lone_letter_and_a_question_are_asked_back_in_any_typography(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(["g", "G", "r", "gul?", "gult/rött", "gulgrön", "bra"]))
    answer = read_text_answer(data.draw(typed(f"14 {word} Allt löper.")), TODAY)
    assert (answer.rows, answer.status) == ((14,), None)


SEVERAL = ["6, 7, 8", "6, 7 och 8", "6-8", "6 - 8", "rad 6, 7 och 8", "raderna 6-8", "6 7 8", "6 & 7 & 8", "6 till 8",
           "rad 6, rad 7, rad 8",
           "rows 6 and 7 and 8", "6; 7; 8", "6,7,8", "6+7+8"]  # fmt: skip


@given(st.data())
def test_several_rows_are_all_read(data: st.DataObject) -> None:
    rows, after = data.draw(st.sampled_from(SEVERAL)), data.draw(st.sampled_from([" ", ": ", " - "]))
    answer = read_text_answer(data.draw(typed(f"{rows}{after}grön Allt löper")), TODAY)
    assert (answer.rows, answer.status) == ((6, 7, 8), Status.GREEN)
    assert as_seen(answer.comment).split() == ["Allt", "löper"]


@pytest.mark.parametrize(
    "said",
    ["gul 14 dagar sen", "gul 14 % klart", "gul 3 av 5 klara", "röd 12:30 i går", "gul 2026-03-31 klart",
     "gul 14-dagars",
     "grön 5 procent", "gul 14 mars"],
)  # fmt: skip
def test_a_number_that_counts_something_is_no_row(said: str) -> None:
    answer = read_text_answer(said, TODAY)
    assert (answer.rows, answer.comment) == ((), said.split(maxsplit=1)[1])


@pytest.mark.parametrize("said", ["grön rad 14 5 av 10 klara", "grön på rad 14, 5 av 10 klara"])
def test_a_number_that_counts_is_no_second_row(said: str) -> None:
    answer = read_text_answer(said, TODAY)
    assert (answer.rows, answer.comment) == ((14,), "5 av 10 klara")


@pytest.mark.parametrize("said", ["8-6 grön x", "31-1 gul x", "6-99 gul x", "2026-03-31 gul x", "1.5 gul x"])
def test_what_may_be_no_rows_is_never_stored(said: str) -> None:
    assert read_text_answer(said, TODAY).status is None


@given(st.text(max_size=80))
def test_every_place_of_what_is_seen_is_a_place_of_what_was_typed(text: str) -> None:
    seen = Seen(text)
    assert seen.between(0).endswith(seen.between(len(seen.text) // 2))
    pieces = [seen.between(i, i + 1) for i in range(len(seen.text))]
    assert seen.typed.endswith("".join(pieces))
    assert as_seen(seen.text) == seen.text


@given(st.data())
def test_names_are_compared_as_they_look(data: st.DataObject) -> None:
    said = data.draw(typed("Näringsliv och kompetensförsörjning"))
    assert fold(said) == "näringsliv och kompetensförsörjning"
    assert plain(data.draw(typed("agare.folkhalsa-vast@example.se"))) == "agare folkhalsa vast example se"
    assert visible("2018\u20132022\u00ad") == "2018\u20132022"
