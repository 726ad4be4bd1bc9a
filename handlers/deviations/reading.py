"""*Jag har läst*: once per person and round, with a receipt."""

from sqlalchemy import select

from actions.deviations.questions import say_read
from handlers.access import require_member, require_round, round_by_id
from handlers.context import Context, Refusal, no_longer
from handlers.deviations.about import reader
from messages.parts import Message, say
from messages.values.rows import RoundValue
from models.deviations.readers import reading_of
from models.rounds.queries import OVER
from models.rounds.tables import Round
from models.vocabulary.people import Role


def read_digest(ctx: Context, value: str) -> Message:
    """The button. `value` is a `RoundValue`."""
    require_member(ctx)
    round_ = round_by_id(ctx, RoundValue.read(value).round_id)
    if round_ is None:
        raise no_longer(ctx)
    return _read(ctx, round_)


def read_last(ctx: Context) -> Message:
    """The round that closed last."""
    require_member(ctx)
    last = select(Round).where(Round.state.in_(OVER)).order_by(Round.deadline.desc(), Round.id.desc()).limit(1)
    round_ = ctx.session.scalars(last).first()
    if round_ is None:
        raise Refusal(ctx.t("No round has closed yet, so there is no summary to have read."))
    return _read(ctx, round_)


def read_round(ctx: Context, name: str) -> Message:
    """The round with the name."""
    require_member(ctx)
    return _read(ctx, require_round(ctx, name))


def _read(ctx: Context, round_: Round) -> Message:
    """Only management's readers count."""
    t, by, person = ctx.t, reader(ctx), ctx.actor.person
    is_manager = person is not None and (person.is_coordinator or Role.MANAGER in person.roles)
    if not (ctx.actor.in_management or is_manager):
        raise Refusal(t("The summary is for management, in the management channel. Write “deviations” to see what it "
                        "tells."))  # fmt: skip
    if round_.state not in OVER:
        raise Refusal(t("{round} is not closed yet, so it has no summary to have read.", round=round_.name))
    if say_read(ctx.session, round_, by, ctx.now):
        return say(t("Thank you. It is noted that you have read the summary of {round}.", round=round_.name))
    earlier = reading_of(ctx.session, round_, by.key)
    when = t.instant(earlier.read_at if earlier else ctx.now)
    return say(t("You said {time} that you had read the summary of {round}. It counts once.", time=when,
                 round=round_.name))  # fmt: skip
