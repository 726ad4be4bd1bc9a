"""What can be done with a whole round: what will happen and to whom, and doing it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from actions.disposal import check_removable, remove_round
from actions.rounds.life_cycle import RoundFault, close_round, open_round, publish_round
from actions.rounds.reopening import deadline_when_reopened, reopen_round, unpublish_round
from handlers.access import plan_of
from handlers.context import Context
from handlers.refusals import refusal_of
from handlers.rounds.unanswered.nudges import asking_moment
from i18n import N_
from models.answers.missing import people_left
from models.answers.outcomes import outcomes
from models.answers.queries import current_answers
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState

_NO_CATCH_UP = timedelta(0)


@dataclass(frozen=True)
class Change:
    """`wanted` are the states that the round may be in before. `what` are the sentences that say what will happen;
    `act` does it, with a reason or "", and says what has happened. With `needs_reason` a form asks why."""

    wanted: tuple[RoundState, ...]
    question: str
    label: str
    what: Callable[[Context, Round], list[str]]
    act: Callable[[Context, Round, str], str]
    needs_reason: bool = False


def _what_opening_does(ctx: Context, round_: Round) -> list[str]:
    plan = plan_of(ctx, round_)
    people = sum(bool(ctx.directory.asked_rows(person, plan, round_.id)) for person in ctx.directory.people)
    asked_at = asking_moment(ctx, round_)
    when = ctx.t("now") if asked_at <= ctx.now else ctx.t.instant(asked_at)
    return [ctx.t.plural("{n} person is asked {when} and answers by {deadline}. This cannot be undone.",
                         "{n} people are asked {when} and answer by {deadline}. This cannot be undone.", people,
                         when=when, deadline=ctx.t.instant(round_.deadline))]  # fmt: skip


def _open(ctx: Context, round_: Round, _why: str) -> str:
    open_round(ctx.session, round_, ctx.now, ctx.options, _NO_CATCH_UP)
    asked_at = asking_moment(ctx, round_)
    if asked_at > ctx.now:
        return ctx.t("{round} is open. The owners are asked {time}.", round=round_.name, time=ctx.t.instant(asked_at))
    return ctx.t("{round} is open. The owners are being asked.", round=round_.name)


def _what_closing_does(ctx: Context, round_: Round) -> list[str]:
    t = ctx.t
    plan = plan_of(ctx, round_)
    left = people_left(ctx.session, ctx.directory, round_, plan)
    rows = sum(each.missing for each in outcomes(ctx.session, ctx.directory, round_, plan))
    waiting = t("Everybody has answered.")
    if rows:
        waiting = t.plural("{rows} is still without an answer, from {people}.",
                           "{rows} are still without an answer, from {people}.", rows,
                           rows=t.plural("{n} row", "{n} rows", rows),
                           people=t.plural("{n} person", "{n} people", len(left)))  # fmt: skip
    return [
        waiting,
        t("The summary goes to the management channel. Answers are still taken, and marked as late."),
        t("You can open the round again."),
    ]


def _close(ctx: Context, round_: Round, _why: str) -> str:
    close_round(ctx.session, round_, ctx.now, ctx.options, by_hand=True)
    return ctx.t("{round} is closed ({time}). The summary is on its way to the management channel.", round=round_.name,
                 time=ctx.t.instant(ctx.now))  # fmt: skip


def _what_reopening_does(ctx: Context, round_: Round) -> list[str]:
    until = deadline_when_reopened(round_, ctx.now, ctx.options.zone)
    return [
        ctx.t("It is open until {deadline}, which you can move.", deadline=ctx.t.instant(until)),
        ctx.t("Everybody who was asked is told, and there is a new summary when it closes."),
    ]


def _reopen(ctx: Context, round_: Round, why: str) -> str:
    reopen_round(ctx.session, round_, why, ctx.now, ctx.options, ctx.person().id)
    return ctx.t("{round} is open again until {deadline}.", round=round_.name, deadline=ctx.t.instant(round_.deadline))


def _publish(ctx: Context, round_: Round, _why: str) -> str:
    publish_round(ctx.session, round_, ctx.now, ctx.person().id)
    return ctx.t("{round} is published.", round=round_.name)


def _unpublish(ctx: Context, round_: Round, why: str) -> str:
    unpublish_round(ctx.session, round_, why, ctx.now, ctx.person().id)
    return ctx.t("{round} is off the site. It is locked.", round=round_.name)


def _what_removing_does(ctx: Context, round_: Round) -> list[str]:
    try:
        check_removable(round_)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault
    answers = len(current_answers(ctx.session, round_.id, plan_of(ctx, round_).id))
    return [
        ctx.t.plural("{n} answer and everything else that was gathered in the round is deleted.",
                     "{n} answers and everything else that was gathered in the round are deleted.", answers),
        ctx.t("Messages that have been sent stay where they are. This cannot be undone."),
    ]  # fmt: skip


def _remove(ctx: Context, round_: Round, why: str) -> str:
    name = round_.name
    remove_round(ctx.session, round_, why, ctx.now, ctx.person().id)
    return ctx.t("{round} is removed.", round=name)


CHANGES: dict[str, Change] = {
    "open": Change((RoundState.PLANNED,), N_("Open {round} now?"), N_("Open {round}"), _what_opening_does, _open),
    "close": Change((RoundState.OPEN,), N_("Close {round} now?"), N_("Close {round}"), _what_closing_does, _close),
    "reopen": Change(
        (RoundState.CLOSED,), N_("Open {round} again?"), N_("Open {round} again"), _what_reopening_does, _reopen,
        needs_reason=True,
    ),
    "publish": Change(
        (RoundState.LOCKED,), N_("Publish {round}?"), N_("Publish {round}"),
        lambda ctx, _round: [ctx.t("Everybody can read it on the open follow-up site. You can take it down again.")],
        _publish,
    ),
    "unpublish": Change(
        (RoundState.PUBLISHED,), N_("Take {round} off the site?"), N_("Take {round} off the site"),
        lambda ctx, _round: [ctx.t("It stays locked, and can be published again. Whoever has a copy keeps it.")],
        _unpublish, needs_reason=True,
    ),
    "remove": Change(
        (RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED), N_("Remove {round}?"), N_("Remove {round}"),
        _what_removing_does, _remove, needs_reason=True,
    ),
}  # fmt: skip
