"""`omgång lås`: what is lacking, what will happen, and who signs, before anything is locked."""

from collections.abc import Mapping

from actions.rounds.life_cycle import RoundFault
from actions.rounds.locking import lock_round, signature, what_lacks
from handlers.context import Context, Refusal
from handlers.refusals import refusal_of
from handlers.rounds.finding import button_round, meant_round
from messages.coordinators.rounds.desk import lacking_lines
from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Form,
    FormFaults,
    Message,
    Paragraph,
    Part,
    Reply,
    Run,
    Small,
    TextField,
)
from messages.values.rows import RoundValue
from messages.words import STATE_NAMES
from models.rounds.tables import Round
from models.rules.text import clean
from models.vocabulary.people import Role
from models.vocabulary.rounds import RoundState

_LONGEST_NAME = 200
_LONGEST_WHY = 1000


def ask_to_lock(ctx: Context, name: str) -> Message:
    """`omgång lås [NAMN]`."""
    round_ = meant_round(ctx, name, "lock", (RoundState.CLOSED,))
    return round_ if isinstance(round_, Message) else lock_question(ctx, round_)


def ask_to_lock_pressed(ctx: Context, value: str) -> Message:
    """The button of a list. `value` is a `RoundValue`."""
    return lock_question(ctx, button_round(ctx, RoundValue.read(value).round_id))


def lock_question(ctx: Context, round_: Round) -> Message:
    """What a lock would freeze and what it lacks, with a button to the form that does it."""
    t = ctx.t
    _require_closed(ctx, round_)
    lacks = what_lacks(ctx.session, round_)
    parts: list[Part] = [
        Paragraph((Run(t("Lock {round}?", round=round_.name), bold=True),)),
        Paragraph(t("The answers are frozen as they are now. After that only coordinators can correct them, and each "
                    "correction is marked as an erratum. Nothing is shown to others by it.")),
    ]  # fmt: skip
    if lacks:
        parts += [Paragraph(t("This is lacking:")), Bullets(tuple(lacking_lines(ctx.t, lacks)))]
    label = t("Lock although something is lacking …") if lacks else t("Lock and sign …")
    button = Button(label, "round_lock", str(RoundValue(round_.id)), primary=not lacks)
    return Message((*parts, Small(t("Nothing has been changed yet.")), Buttons((button,))))


def _require_closed(ctx: Context, round_: Round) -> None:
    if round_.state is not RoundState.CLOSED:
        raise Refusal(ctx.t("{name} is {state}. Only a closed round can be locked.", name=round_.name,
                            state=ctx.t(STATE_NAMES[round_.state])))  # fmt: skip


def lock_form(ctx: Context, value: str) -> Form:
    """The button's form: who signs, and why although something is lacking. `value` is a `RoundValue`."""
    round_ = button_round(ctx, RoundValue.read(value).round_id)
    _require_closed(ctx, round_)
    return _form(ctx, round_, {"coordinator": ctx.person().name})


def _form(ctx: Context, round_: Round, values: Mapping[str, str]) -> Form:
    t, lacks = ctx.t, what_lacks(ctx.session, round_)
    parts: list[Part | TextField] = [
        Paragraph(t("Who signs {round}? Leave a field empty where nobody signs.", round=round_.name)),
        TextField("coordinator", t("For the coordinators"), values.get("coordinator", ""), max_length=_LONGEST_NAME),
        TextField("manager", t("For management"), values.get("manager", ""), max_length=_LONGEST_NAME),
    ]
    if lacks:
        parts += [
            Bullets(tuple(lacking_lines(ctx.t, lacks))),
            TextField("why", t("Why is it locked although this is lacking?"), values.get("why", ""), required=True,
                      multiline=True, max_length=_LONGEST_WHY),
        ]  # fmt: skip
    return Form("round_lock", t("Lock {round}", round=round_.name)[:24], t("Lock"), t("Cancel"), tuple(parts),
                str(RoundValue(round_.id)))  # fmt: skip


def lock_now(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    round_ = button_round(ctx, RoundValue.read(state).round_id)
    named = {role: (values.get(role.value) or "").strip() for role in (Role.COORDINATOR, Role.MANAGER)}
    signed = [signature(ctx.session, role, ctx.now, name) for role, name in named.items() if name]
    why = clean(values.get("why") or "")
    if not why and what_lacks(ctx.session, round_):
        if "why" in values:
            return FormFaults({"why": ctx.t("Write why the round is locked although something is lacking.")})
        # Something has been answered or sent back since the form was opened.
        return _form(ctx, round_, values)
    try:
        snapshot = lock_round(ctx.session, round_, ctx.now, ctx.options, signed, ctx.person().id, why or None)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault
    locked = ctx.t("{round} is locked. From now on only coordinators can correct answers.", round=round_.name)
    usage = ctx.t("/{command} round correct {round} ROW", command=ctx.options.commands["all"], round=round_.name)
    signers = ctx.t.enumeration(str(each["name"]) for each in signed) if signed else ctx.t("nobody")
    return Message((
        Paragraph((Run(locked, bold=True),)),
        Paragraph(ctx.t("Signed by {names}.", names=signers)),
        Small(ctx.t("The record’s check sum (SHA-256): {sum}", sum=snapshot.sha256)),
        Small(ctx.t("Write {how} to correct one.", how=usage)),
    ))  # fmt: skip
