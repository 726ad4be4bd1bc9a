"""What management does with the deviations, and what the owners get of it."""

from collections.abc import Callable
from datetime import timedelta

from handlers.deviations.asking import asked_in_form
from handlers.deviations.deciding import decided_in_form
from handlers.deviations.replying import replied_in_form
from messages.parts import Form, Reply
from messages.values.plan import PageValue
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind
from tests.golden.support import ANNA, COORDINATOR, MANAGER, Scene

ROW = 17


def asking(show: Callable[[Scene], Reply]) -> Callable[[Scene], Reply]:
    """Row 17 is red and asks for a decision; two others deviate."""

    def after(scene: Scene) -> Reply:
        scene.answers()
        scene.office.answer(
            ANNA, ROW, Status.RED, "Pengarna är slut & <!here>.", cause="Dyrare", action="Ny *upphandling*",
            action_owner="Ägare Folkhälsa", action_due=scene.office.now.date() + timedelta(days=9),
            decision_by="Regionstyrelsen, <@U1> om 2 mkr",
        )  # fmt: skip
        return show(scene)

    return after


def _decided(scene: Scene) -> Reply:
    form = scene.pressed(MANAGER, "decision_row", f"{ROW}@{scene.round.id}")
    assert isinstance(form, Form)
    values = {"answer": "later", "until": "2023-01-31", "words": "Efter _budgeten_ & valet."}
    return decided_in_form(scene.office.context(MANAGER), form.state, values)


def _after_decision(show: Callable[[Scene], Reply]) -> Callable[[Scene], Reply]:
    def after(scene: Scene) -> Reply:
        _decided(scene)
        return show(scene)

    return asking(after)


def _asked(scene: Scene) -> Reply:
    form = scene.pressed(MANAGER, "ask_owner_row", f"{ROW}@{scene.round.id}")
    assert isinstance(form, Form)
    return asked_in_form(scene.office.context(MANAGER), form.state, {"question": "Varför <dyrare>?"})


def _after_question(show: Callable[[Scene], Reply]) -> Callable[[Scene], Reply]:
    def after(scene: Scene) -> Reply:
        _asked(scene)
        return show(scene)

    return asking(after)


def _reply_form(scene: Scene) -> Form:
    number = scene.sent(DeliveryKind.QUESTION, ANNA).parts[3].buttons[0].value  # type: ignore[union-attr]
    form = scene.pressed(ANNA, "question_reply", number)
    assert isinstance(form, Form)
    return form


def _replied(scene: Scene) -> Reply:
    return replied_in_form(scene.office.context(ANNA), _reply_form(scene).state, {"reply": "Priset & kursen."})


def _after_reply(show: Callable[[Scene], Reply]) -> Callable[[Scene], Reply]:
    def after(scene: Scene) -> Reply:
        _replied(scene)
        return show(scene)

    return _after_question(after)


def _overdue(scene: Scene) -> Reply:
    from actions.deviations.overdue import remind_of_overdue

    scene.office.now += timedelta(days=120)
    remind_of_overdue(scene.office.session, scene.office.now, scene.office.options)
    return scene.sent(DeliveryKind.OVERDUE, ANNA)


def _read(scene: Scene) -> Reply:
    scene.close()
    return scene.pressed(MANAGER, "digest_read", str(scene.round.id))


def _list(action: str) -> Callable[[Scene], Reply]:
    return asking(lambda scene: scene.pressed(MANAGER, action, str(PageValue.of_round(scene.round.id))))


MANAGEMENT: dict[str, Callable[[Scene], Reply]] = {
    "decision": _after_decision(lambda scene: scene.sent(DeliveryKind.DECISION, ANNA)),
    "question": _after_question(lambda scene: scene.sent(DeliveryKind.QUESTION, ANNA)),
    "question_reply": _after_reply(lambda scene: scene.sent(DeliveryKind.QUESTION_REPLY, MANAGER)),
    "overdue": asking(_overdue),
    "form_decision": asking(lambda scene: scene.pressed(MANAGER, "decision_row", f"{ROW}@{scene.round.id}")),
    "form_decision_change": _after_decision(
        lambda scene: scene.pressed(COORDINATOR, "decision_row", f"{ROW}@{scene.round.id}")
    ),
    "form_ask_owner": asking(lambda scene: scene.pressed(MANAGER, "ask_owner_row", f"{ROW}@{scene.round.id}")),
    "form_question_reply": _after_question(_reply_form),
    "reply_decided": asking(_decided),
    "reply_asked": asking(_asked),
    "reply_replied": _after_question(_replied),
    "reply_read": asking(_read),
    "reply_deviation_list": _list("deviation_list"),
    "reply_deviation": _after_reply(
        lambda scene: scene.pressed(MANAGER, "deviation_show", f"{ROW}@{scene.round.id}")
    ),
}  # fmt: skip
