"""The golden messages of the sitting (pages, questions, hints), of leave, deputies and handovers."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from actions.answers.asking import reconcile_round
from actions.answers.drafts import write_draft
from actions.rounds.life_cycle import NewRound, create_round
from handlers.access import access_row
from handlers.answers.form.sitting import postpone, skip
from handlers.answers.form.submitting import submit
from handlers.people.not_mine import handed_over
from messages.build import build
from messages.parts import Form, Message, Reply
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.rounds import RoundState
from tests.golden.support import ANNA, COORDINATOR, MANAGER, TARNA, Scene, closed, later, said

DEPUTY, CARL = "UERFOLK01", "UAGVALF01"
WHOLE = {"cause": "Vakans", "action": "Rekrytering", "action_owner": "Enhetschefen", "action_due": "2023-03-01"}
Show = Callable[[Scene], Reply]


def _form(scene: Scene, row: int, account: str = ANNA) -> Form:
    form = scene.said(account, f"rapportera {row}")
    assert isinstance(form, Form)
    return form


def _submitted(row: int, account: str = ANNA, **values: str) -> Show:
    """The reply when a row's form is submitted with these values."""
    return lambda scene: submit(scene.office.context(account), _form(scene, row, account).state, values)


def _next_round(show: Show) -> Show:
    """In the round after one with answers of every colour, of which the yellow one had an action."""

    def in_next(scene: Scene) -> Reply:
        scene.answers()
        scene.close()
        scene.office.now += timedelta(days=120)
        scene.round = scene.office.open("Helår 2022")
        return show(scene)

    return in_next


def _early(scene: Scene) -> Reply:
    """The next round is planned, and this one is published."""
    scene.close()
    scene.round.state = RoundState.PUBLISHED
    office = scene.office
    opens = office.now + timedelta(days=10)
    days = scene.round.period_from, scene.round.period_to.replace(month=12)
    create_round(office.session, NewRound("Helår 2022", *days, opens, opens + timedelta(days=30)), office.now)
    return _form(scene, 12)


def _draft(scene: Scene) -> Reply:
    ctx = scene.office.context(ANNA)
    write_draft(
        ctx.session, access_row(ctx, 16), ctx.person().id, {"status": "yellow", "comment": "Halvt skrivet"}, ctx.now
    )
    scene.office.now += timedelta(hours=3)
    return _form(scene, 16)


def _seen(scene: Scene) -> Reply:
    """The last row is skipped, with something written in its form."""
    return skip(scene.office.context(ANNA), _form(scene, 30).state, {"comment": "Halvt skrivet"})


def _put_off(scene: Scene) -> Reply:
    return postpone(scene.office.context(ANNA), _form(scene, 16).state, {"comment": "Halvt skrivet"})


def _absence(words: str, *before: str, account: str = ANNA) -> Show:
    def show(scene: Scene) -> Reply:
        for each in before:
            scene.said(account, each)
        return scene.said(account, words)

    return show


def _handed(scene: Scene, rows: str, to: str, note: str = "") -> Reply:
    form = scene.pressed(ANNA, "not_mine", str(scene.round.id))
    assert isinstance(form, Form)
    return handed_over(scene.office.context(ANNA), form.state, {"rows": rows, "to": to, "note": note})


def _message_after(account: str, kind: DeliveryKind, do: Callable[[Scene], object]) -> Show:
    """The newest message of a kind to this account after `do`."""

    def show(scene: Scene) -> Reply:
        do(scene)
        person = load_directory(scene.office.session).by_account("slack", account)
        assert person is not None
        query = select(Delivery).where(Delivery.kind == kind, Delivery.person_id == person.id)
        row = scene.office.session.scalars(query.order_by(Delivery.id.desc())).first()
        assert row is not None
        message = build(scene.office.session, row, scene.office.options)
        assert isinstance(message, Message)
        return message

    return show


def _go_on_leave(scene: Scene) -> None:
    """The owner goes on leave, and the round is reconciled."""
    office = scene.office
    scene.said(ANNA, "frånvaro 7–30 augusti 2022")
    reconcile_round(office.session, scene.round, office.now, office.options)
    office.session.flush()


SITTING: dict[str, Show] = {
    "form_follow_up": _next_round(lambda scene: _form(scene, 13)),
    "form_after_red": _next_round(lambda scene: _form(scene, 14)),
    "form_follow_up_refused": _next_round(
        _submitted(13, follow_up_state="dropped", status="green", comment="Oförändrat.")
    ),
    "form_refused": _submitted(16, status="red", comment="Står still."),
    "form_cannot_assess_refused": _submitted(16, status="cannot_assess"),
    "form_past_day": later(
        _submitted(16, **{**WHOLE, "status": "red", "comment": "Står still.", "action_due": "2022-01-31"})
    ),
    "form_reference": later(_submitted(16, status="red", comment="Se ovan.", **WHOLE)),
    "form_after_hint": later(
        _submitted(16, status="green", comment="Arbetet är försenat. Fråga anna@example.se eller ring 070-123 45 67.")
    ),
    "form_after_red_at_once": _next_round(
        _submitted(12, status="red", comment="Ingen kom till mötet.", change_reason="Ny lag.", **WHOLE)
    ),
    "form_draft": later(_draft),
    "form_early": _early,
    "form_late": closed(lambda scene: _form(scene, 13)),
    "form_on_behalf": later(lambda scene: _form(scene, 12, COORDINATOR)),
    "sitting_seen": later(_seen),
    "sitting_later": later(_put_off),
    "reply_receipt_hints": said("rapportera 16 grön Arbetet är försenat. Ring 070-123 45 67."),
    "reply_receipt_reference": said("rapportera 16 grön Se ovan."),
    "reply_status_reference": later(
        lambda scene: (scene.said(ANNA, "rapportera 16 grön Samma som rad 12."), scene.said(ANNA, "status 16"))[1]
    ),
    "reply_absence_none": _absence("frånvaro"),
    "reply_absence": _absence("frånvaro 1–31 oktober 2022"),
    "reply_absence_another": _absence("frånvaro 12 september 2022", "frånvaro 1–31 oktober 2022"),
    "reply_absence_no_deputy": _absence("frånvaro 1–31 oktober 2022", account=TARNA),
    "reply_absence_shown": _absence("frånvaro", "frånvaro 1–31 oktober 2022"),
    "reply_absence_ended": _absence("frånvaro slut", "frånvaro 1–31 oktober 2022"),
    "reply_absence_refused": _absence("frånvaro nån gång i höst"),
    "prompt_instead": _message_after(DEPUTY, DeliveryKind.PROMPT, _go_on_leave),
    "form_not_mine": lambda scene: scene.pressed(ANNA, "not_mine", str(scene.round.id)),
    "form_not_mine_refused": lambda scene: _handed(scene, "1", "Nils"),
    "reply_not_mine": lambda scene: _handed(scene, "16, 17", "chef.folkhalsa@example.se", "Ingår i hennes uppdrag."),
    "reply_not_mine_back": lambda scene: _handed(scene, "16", ""),
    "prompt_handed": _message_after(
        MANAGER, DeliveryKind.PROMPT, lambda scene: _handed(scene, "16, 17", "chef.folkhalsa@example.se")
    ),
    "notice_handed": _message_after(
        CARL, DeliveryKind.NOTICE, lambda scene: _handed(scene, "16", "Ägare Välfärd", "Er rad.")
    ),
    "coordinator_handed": _message_after(
        COORDINATOR, DeliveryKind.COORDINATOR, lambda scene: _handed(scene, "16", "Ägare Välfärd", "Er rad.")
    ),
    "coordinator_handed_back": _message_after(
        COORDINATOR, DeliveryKind.COORDINATOR, lambda scene: _handed(scene, "16, 17", "")
    ),
}
