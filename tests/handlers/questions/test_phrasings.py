"""Every phrasing of tests/data/phrasings.toml, as the handlers answer it. Some are asked on the platforms too."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.requests.routing import route
from handlers.context import Context, Refusal, Said
from messages.parts import Buttons, Message, Part, part_words
from models.operations.tables import AuditEvent
from models.outbox.tables import Delivery
from models.vocabulary.people import Membership
from tests.answered import FIRST, SECOND, store_all
from tests.conftest import OPENING
from tests.dialogues.harness import PEOPLE, matches
from tests.handlers.conftest import Office

DATA = Path(__file__).parents[2] / "data" / "phrasings.toml"
PHRASINGS: list[dict[str, str]] = tomllib.loads(DATA.read_text(encoding="utf-8"))["phrasing"]


def answered_rounds(office: Office) -> None:
    """Two rounds with a few answers, in which everybody has been asked."""
    first = office.open("Halvår 2021")
    first.period_from, first.period_to = date(2021, 7, 1), date(2021, 12, 31)
    store_all(office.session, first, FIRST, office.now, office.options)
    office.close(first)
    office.now = OPENING + timedelta(days=6)
    second = office.open("Halvår 2022")
    store_all(office.session, second, SECOND, office.now, office.options)
    office.ask(second)


def member_context(office: Office, who: str) -> Context:
    """The context of a member of the workspace, known from the people file or not."""
    ctx = office.context(PEOPLE[who])
    return replace(ctx, actor=replace(ctx.actor, membership=Membership.FULL))


def _answer(office: Office, who: str, said: str) -> str:
    try:
        reply = route(Said("all", said)).handler(member_context(office, who))
    except Refusal as refusal:
        return str(refusal)
    assert isinstance(reply, Message), f"{said} opens a form"
    return "\n".join(_shown(part) for part in reply.parts)


def _shown(part: Part) -> str:
    if isinstance(part, Buttons):
        return " ".join(f"[{button.label}]" for button in part.buttons)
    return part_words(part)


def test_each_phrasing_gets_its_answer_and_changes_nothing(office: Office) -> None:
    answered_rounds(office)
    before = _traces(office)
    wrong = [
        f"{each['who']}: {each['text']}\n--- answered\n{answer[:500]}\n--- expected\n{each['answer']}\n"
        for each in PHRASINGS
        if not matches(answer := _answer(office, each["who"], each["text"]), each["answer"])
    ]
    assert not wrong, f"{len(wrong)} of {len(PHRASINGS)} wrong\n" + "\n".join(wrong)
    assert _traces(office) == before


def _traces(office: Office) -> tuple[int, int]:
    """How many lines of audit and how many messages there are."""
    office.session.flush()
    counts = [office.session.scalar(select(func.count()).select_from(table)) for table in (AuditEvent, Delivery)]
    return counts[0] or 0, counts[1] or 0
