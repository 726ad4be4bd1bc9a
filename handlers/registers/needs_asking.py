"""`behov fråga`: a coordinator has the owners asked now, instead of when the full-year round has closed."""

from collections.abc import Mapping, Sequence

from actions.registers.needs import ask_needs
from handlers.access import require_coordinator
from handlers.context import Context, Refusal
from messages.parts import Button, Buttons, Message, Paragraph, say
from models.people.views import PersonView
from models.registers.needs import NeedTarget, needs_to_ask
from models.rounds.queries import current_round, plan_of_round


def ask(ctx: Context, _value: str) -> Message:
    """`behov fråga`: says who would be asked; a button does it."""
    require_coordinator(ctx)
    to_ask = _to_ask(ctx)
    if not to_ask:
        return say(ctx.t("Nobody is to be asked: everything has been asked or answered within a year."))
    number = len({target.mark for targets in to_ask.values() for target in targets})
    words = ctx.t.plural("{n} person would be asked once whether the need is still there. Nothing has been sent yet.",
                         "{n} people would be asked once whether the need is still there. Nothing has been sent yet.",
                         len(to_ask))  # fmt: skip
    label = ctx.t.plural("Ask {n} person", "Ask {n} people", len(to_ask))
    about = ctx.t.plural("It is about {n} activity or goal.", "It is about {n} activities and goals.", number)
    return Message((Paragraph(f"{words} {about}"), Buttons((Button(label, "need_ask_now", "", primary=True),))))


def ask_now(ctx: Context, _value: str) -> Message:
    """The button under it."""
    require_coordinator(ctx)
    round_ = current_round(ctx.session)
    sent = ask_needs(ctx.session, round_, ctx.now, ctx.options) if round_ else 0
    if not sent:
        return say(ctx.t("Nobody is to be asked: everything has been asked or answered within a year."))
    return say(ctx.t.plural("{n} person is being asked.", "{n} people are being asked.", sent))


def _to_ask(ctx: Context) -> Mapping[PersonView, Sequence[NeedTarget]]:
    round_ = current_round(ctx.session)
    plan = plan_of_round(ctx.directory, round_) if round_ else None
    if round_ is None or plan is None:
        raise Refusal(ctx.t("There has to be a round that is open or closed: those who answer in it are asked."))
    return needs_to_ask(ctx.session, ctx.directory, round_, plan, ctx.now, ctx.today)
