"""Whatever was answered in whatever order: the register, the digest's numbers, `status`, the comparison and the export
tell the same numbers and trends (contract, *Deviations, review, the frozen record*)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.answers.storing import Author, Given, store_answer
from actions.rounds.life_cycle import close_round
from handlers.standing.deviations import deviations
from handlers.standing.status import status
from messages.management.digest import summary
from messages.parts import plain_words
from messages.words import count
from models.answers.answerable import AnswerableRow
from models.answers.history.earlier import answers_in
from models.answers.history.transitions import Move, totals, transitions
from models.answers.queries import current_answer, current_answers
from models.deviations.register import load_register
from models.people.directory_cache import load_directory
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary.answers import Source, Status
from models.vocabulary.deviations import Trend
from reports.content.exports.answers import current_rows
from reports.content.exports.deviations import deviation_data
from tests.conftest import STOCKHOLM
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
ROWS = (12, 13, 14, 16)
# In each round the answers to some rows, in the order in which they come; a row may be answered several times.
ANSWERS = st.lists(st.tuples(st.sampled_from(ROWS), st.sampled_from(list(Status))), max_size=8)
# Late answers to rounds that are over: which round, row and colour.
LATE = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(ROWS), st.sampled_from(list(Status))), max_size=3)


def give(office: Office, round_: Round, row: RowView, colour: Status) -> None:
    directory = load_directory(office.session)
    author = Author(directory.owners(row)[0], Source.SLACK)
    before = current_answer(office.session, round_.id, row.placement_id)
    target = AnswerableRow(round_, directory.plans[0], row, None)
    store_answer(office.session, target, Given(colour, "Text."), before, author, office.now, office.options)
    office.now += timedelta(minutes=1)


def expected_trend(colours: list[Status | None]) -> str | None:
    """What the contract says of a row with these colours, one for each round: an oracle of its own."""
    known, trend = None, None
    for colour in colours:
        if colour is Status.GREEN:
            trend = "closed" if known else None
            known = None
        elif colour in {Status.YELLOW, Status.RED}:
            badness = {None: None, Status.YELLOW: 1, Status.RED: 2}
            if known is None:
                trend = "new"
            elif known is colour:
                trend = "unchanged"
            else:
                trend = "worsened" if (badness[colour] or 0) > (badness[known] or 0) else "improved"
            known = colour
        elif known:
            trend = "unchanged"
        else:
            trend = None
    return trend if known else None


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rounds=st.lists(ANSWERS, min_size=1, max_size=4), late=LATE)
def test_everything_is_unchanged_since(
    new_office: Callable[[], Office], rounds: list[list[tuple[int, Status]]], late: list[tuple[int, int, Status]]
) -> None:
    office = new_office()
    plan = load_directory(office.session).plans[0]
    colours: list[dict[int, Status]] = []
    made: list[Round] = []
    for number, answers in enumerate(rounds):
        if made:
            close_round(office.session, made[-1], office.now, office.options)
            office.session.flush()
        made.append(office.open(f"Omgång {number}"))
        colours.append({})
        for row, colour in answers:
            give(office, made[-1], plan.by_row[row], colour)
            colours[-1][row] = colour
        office.now += timedelta(days=31)
    for number, row, colour in late:
        if number < len(made):
            give(office, made[number], plan.by_row[row], colour)
            colours[number][row] = colour
    _verify(office, made, colours)


def _verify(office: Office, made: list[Round], colours: list[dict[int, Status]]) -> None:
    session, ctx, this = office.session, office.context("UAGFOLK01"), made[-1]
    plan, today = ctx.directory.plans[0], ctx.today
    current = current_answers(session, this.id, plan.id)
    register = load_register(session, this, plan.rows, today)
    # The register and an oracle of its own.
    trends = {row: expected_trend([each.get(row) for each in colours]) for row in ROWS}
    data = [deviation_data(each, STOCKHOLM) for each in register.open]
    assert {each["row"]: each["trend"] for each in data} == {row: trend for row, trend in trends.items() if trend}
    # The numbers: status, the summary, the export and the register.
    counts = count(plan.rows, current)
    sentence = counts.sentence(ctx.t)
    assert sentence in plain_words(status(ctx, ""))
    assert sentence in plain_words(deviations(ctx, ""))
    exported = {row["row"]: row["status"] for row in current_rows(session, this)}
    assert {row: value for row, value in exported.items() if value} == {
        row: colour.value for row, colour in colours[-1].items()
    }  # fmt: skip
    deviating = [each for each in register.open if each.is_reported and each.status.is_deviation]
    assert counts.yellow + counts.red == len(deviating)
    # The trends in words, and the comparison.
    told = plain_words(deviations(ctx, ""))
    for kind, word in ((Trend.NEW, "nya"), (Trend.WORSENED, "försämrade"), (Trend.IMPROVED, "förbättrade")):
        number = sum(each.trend is kind for each in register.open)
        assert not register.open or f"{number} {word}" in told
    if len(made) > 1:
        cells = transitions(plan.rows, answers_in(session, ctx.directory, made[-2], plan.rows), current)
        numbers = totals(cells)
        assert sum(numbers.values()) == len(plan.rows)
        pairs = [(colours[-2].get(row), colours[-1].get(row)) for row in ROWS]
        assert numbers[Move.SAME] == sum(old is new and old is not None for old, new in pairs)
        assert numbers[Move.UNKNOWN] == 76 + sum(old is None or new is None for old, new in pairs)
    close_round(session, this, office.now, office.options)
    session.flush()
    assert sentence in plain_words(summary(session, ctx.t, office.options, this, plan))
