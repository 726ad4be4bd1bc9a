"""Property: typography × the grammar of answers. What comes in is stored on the row, in the colour and with the words
that were meant, or it is asked about; never on another row or in another colour, and no receipt without an answer."""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from handlers.answers.text.report import report
from messages.parts import Form, Message, plain_words
from models.answers.tables import Answer
from models.plan.tables import Placement
from models.rules.typography import as_seen
from tests.handlers.conftest import Office
from tests.models.rules.typed import COMMENTS, FORMS, WORDS, typed

pytestmark = pytest.mark.one_database
ACCOUNT = "UAGFOLK01"
MINE = [12, 13, 14, 16, 17, 25]
TOKENS = ["12", "13", "1", "99", "2022", "rad", "nr", "#", "gul", "röd", "🟢", "g", "kan inte bedömas", "och", ",", "-",
          ":", ".", "14 dagar", "5 %", "på", "Sen", "klart", "Åtgärd:", "Klart: 2026-03-31", "\n", "• ", "12-13",
          "31/3"]  # fmt: skip
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

Said = list[tuple[int, str, str]]


def said_to(office: Office, words: str) -> tuple[str, Said]:
    """What comes back, and what is stored: row, colour and comment."""
    office.open()
    reply = report(office.context(ACCOUNT), words)
    assert isinstance(reply, Form | Message)
    query = select(Placement.row, Answer.status, Answer.comment).join(Answer, Answer.placement_id == Placement.id)
    stored = [(row, status.value, comment) for row, status, comment in office.session.execute(query)]
    return (plain_words(reply) if isinstance(reply, Message) else ""), stored


def is_receipt(answer: str) -> bool:
    return answer.startswith(("Tack", "Sparat"))


@SETTINGS
@given(st.data())
def test_an_answer_is_stored_as_it_was_meant_or_asked_about(
    new_office: Callable[[], Office], data: st.DataObject
) -> None:
    row, word = data.draw(st.sampled_from([*MINE, 1, 99])), data.draw(st.sampled_from(sorted(WORDS)))
    text = data.draw(st.sampled_from(COMMENTS))
    said = data.draw(typed(data.draw(st.sampled_from(FORMS)).format(row=row, status=word, text=text)))
    answer, stored = said_to(new_office(), said)
    assert is_receipt(answer) == bool(stored)
    if row not in MINE:
        assert stored == []
    elif stored:
        [(on, status, comment)] = stored
        assert (on, status) == (row, WORDS[word].value)
        assert as_seen(comment).split() == text.split()
        assert comment in answer


@SETTINGS
@given(st.lists(st.sampled_from(TOKENS), min_size=1, max_size=9), st.sampled_from([" ", ""]))
def test_of_whatever_is_said_only_the_first_row_and_colour_count(
    new_office: Callable[[], Office], tokens: list[str], between: str
) -> None:
    """Anything else is asked about: a text with two rows before its colour, a second answer, a number that counts."""
    answer, stored = said_to(new_office(), between.join(tokens))
    assert is_receipt(answer) == bool(stored)
    if not stored:
        return
    said = between.join(tokens)
    colours = {"gul": "yellow", "röd": "red", "🟢": "green", "kan inte bedömas": "cannot_assess"}
    first = min((said.index(word), status) for word, status in colours.items() if word in said)[1]
    number = re.search(r"[0-9]+", said)
    assert number is not None
    assert stored[0][:2] == (int(number.group()), first)
    assert all(str(row) in said and comment for row, _, comment in stored)
    assert len(stored) <= said.count("\n") + 1
