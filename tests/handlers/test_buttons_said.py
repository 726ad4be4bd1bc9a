"""Everything that has a button can also be said, or tests/data/buttons.toml tells why not."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.people.absences import Whose, set_absence
from bot.requests.error_replies import refusal_reply
from bot.requests.routing import route
from handlers.context import Refusal, Said
from handlers.routes import BUTTONS, FORM_BUTTONS
from messages.parts import Buttons, Form, Message, plain_words
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.rules.absence import Leave
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.dialogues.harness import PEOPLE
from tests.handlers.conftest import Office
from tests.handlers.questions.test_phrasings import answered_rounds, member_context

DATA = Path(__file__).parents[1] / "data" / "buttons.toml"
SAID: dict[str, dict[str, str]] = tomllib.loads(DATA.read_text(encoding="utf-8"))
SAYABLE = {name: entry for name, entry in SAID.items() if "said" in entry}


def test_every_button_has_an_entry() -> None:
    assert set(SAID) == set(BUTTONS) | set(FORM_BUTTONS)
    assert all(entry.get("said") or entry.get("not") for entry in SAID.values())


@pytest.mark.parametrize("name", SAYABLE)
def test_what_has_a_button_can_be_said(office: Office, name: str) -> None:
    answered_rounds(office)
    office.answer(PEOPLE["folkhälsa"], 13, Status.RED, "Ring 070-123 45 67.", decision_by="Regiondirektören")
    _away(office, "välfärd", date(2022, 7, 4), date(2022, 7, 8))
    _away(office, "hållbarhet", office.now.date(), office.now.date() + timedelta(days=9))
    _fail_one(office)
    route(Said("all", "fråga ansvarig 13 Varför?")).handler(member_context(office, "chef"))
    entry = SAYABLE[name]
    reply = route(Said("all", entry["said"])).handler(member_context(office, entry["who"]))
    if form := entry.get("opens"):
        assert isinstance(reply, Form)
        assert reply.name == form
        return
    assert isinstance(reply, Message)
    if shown := entry.get("shows"):
        assert plain_words(reply).startswith(shown)
    else:
        assert name in {b.action for part in reply.parts if isinstance(part, Buttons) for b in part.buttons}


def _fail_one(office: Office) -> None:
    """A message of the open round that could not be sent."""
    prompts = select(Delivery).where(Delivery.kind == DeliveryKind.PROMPT).order_by(Delivery.id.desc())
    newest = office.session.scalars(prompts).first()
    assert newest is not None
    newest.state, newest.error = DeliveryState.FAILED, "user_disabled"


@pytest.mark.parametrize(
    ("said", "action", "shown"),
    [
        ("status samhällsutveckling i halvår 2021", "status_page", "Verksamhet Samhällsutveckling"),
        ("rad 42 i halvår 2021", "status_share", "Rad 42"),
        ("status i förra omgången", "status_share", "Läget i aktivitetsplanen"),
        ("gröna och ej rapporterade i halvår 2021", "status_page", "▫️ Ej rapporterat och 🟢 Grönt"),
    ],
)
def test_buttons_under_an_earlier_round_stay_in_it(office: Office, said: str, action: str, shown: str) -> None:
    answered_rounds(office)
    ctx = member_context(office, "medarbetare")
    reply = route(Said("all", said)).handler(ctx)
    assert isinstance(reply, Message)
    pressed = [b for part in reply.parts if isinstance(part, Buttons) for b in part.buttons if b.action == action]
    answer = BUTTONS[action].handler(ctx, pressed[0].value)
    assert isinstance(answer, Message)
    assert plain_words(answer).startswith(shown)
    assert "Halvår 2021, stängd" in plain_words(answer)


def _away(office: Office, who: str, first: date, last: date) -> None:
    person = load_directory(office.session).by_account("slack", PEOPLE[who])
    assert person is not None
    set_absence(
        office.session, Whose(person, person, office.now.date()), Leave(first, last), office.now, office.options
    )


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("samordnare", "påminn samhällsbyggnad"), ("samordnare", "förläng"), ("samordnare", "granska finans"),
        ("medarbetare", "historik"), ("medarbetare", "påminn alla"), ("medarbetare", "status 999"),
        ("folkhälsa", "ersättare Kalle"), ("folkhälsa", "frånvaro i sommras"), ("samordnare", "publicera halvår 2021"),
    ],
)  # fmt: skip
def test_after_a_refusal_one_press_goes_on(office: Office, who: str, said: str) -> None:
    answered_rounds(office)
    ctx = member_context(office, who)
    with pytest.raises(Refusal) as refused:
        route(Said("all", said)).handler(ctx)
    reply = refusal_reply(Said("all", said), refused.value, ctx.t)
    assert isinstance(reply, Message)
    buttons = [b for part in reply.parts if isinstance(part, Buttons) for b in part.buttons]
    assert buttons
    assert all(b.action in BUTTONS for b in buttons)
