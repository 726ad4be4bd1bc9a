"""What ends a round, begins it or shows it to others: said first, done by a button, with a reason where it takes
something back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from actions.reopening import LONGEST_REASON, deadline_when_reopened, reopen_round, unpublish_round
from actions.rounds import RoundFault, close_round, open_round, publish_round
from handlers.access import plan_of
from handlers.context import Context, Refusal
from handlers.rounds.finding import button_round, meant_round
from handlers.rounds.locking import lock_question
from handlers.rounds.nudges import asking_moment
from handlers.rounds.overview import show_one
from handlers.states import STATE_NAMES, refusal_of
from i18n import N_
from messages.parts import Button, Buttons, Form, Message, Paragraph, Part, Reply, Run, Small, TextField, say
from messages.values import ChangeValue
from models.answers.missing import people_left
from models.answers.outcomes import outcomes
from models.rounds.tables import Round
from models.rules.text import shorten
from models.vocabulary import RoundState

_NO_CATCH_UP = timedelta(0)


@dataclass(frozen=True)
class Change:
    """`wanted` is the state that the round is in before. `what` are the sentences that say what will happen, `done` the
    one that says what has. With `needs_reason` a form asks why."""

    wanted: RoundState
    question: str
    label: str
    what: Callable[[Context, Round], list[str]]
    act: Callable[[Context, Round, str], None]
    done: Callable[[Context, Round], str]
    needs_reason: bool = False


def ask(verb: str, ctx: Context, name: str) -> Message:
    """`omgång VERB [NAMN]`: what will happen and to whom, with the button that does it."""
    change = CHANGES[verb]
    round_ = meant_round(ctx, name, verb, (change.wanted,))
    return round_ if isinstance(round_, Message) else _question(ctx, verb, round_)


def asked(ctx: Context, value: str) -> Message:
    """The button to the question. `value` is a `ChangeValue`, as for the others."""
    at = ChangeValue.read(value)
    round_ = button_round(ctx, at.round_id)
    if at.verb in CHANGES:
        return _question(ctx, at.verb, round_)
    return lock_question(ctx, round_) if at.verb == "lock" else show_one(ctx, round_)


def _question(ctx: Context, verb: str, round_: Round) -> Message:
    change, t = CHANGES[verb], ctx.t
    _require(ctx, change, round_)
    parts: list[Part] = [Paragraph((Run(t(change.question, round=round_.name), bold=True),))]
    parts += [Paragraph(sentence) for sentence in change.what(ctx, round_)]
    label = shorten(t(change.label, round=round_.name), 70) + (" …" if change.needs_reason else "")
    action = "round_why" if change.needs_reason else "round_change"
    button = Button(label, action, str(ChangeValue(verb, round_.id)), primary=True)
    return Message((*parts, Small(t("Nothing has been changed yet.")), Buttons((button,))))


def _require(ctx: Context, change: Change, round_: Round) -> None:
    if round_.state is not change.wanted:
        state, wanted = ctx.t(STATE_NAMES[round_.state]), ctx.t(STATE_NAMES[change.wanted])
        raise Refusal(
            ctx.t("{name} is {state}; it must be {wanted} first.", name=round_.name, state=state, wanted=wanted)
        )


def change_now(ctx: Context, value: str) -> Message:
    """The button."""
    return _change(ctx, value, "")


def _change(ctx: Context, value: str, why: str) -> Message:
    at = ChangeValue.read(value)
    round_, change = button_round(ctx, at.round_id), CHANGES.get(at.verb)
    if change is None or (change.needs_reason and not why):
        raise Refusal(ctx.t("This no longer works. Write “help” to see what you can do."))
    try:
        change.act(ctx, round_, why)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault
    return say(change.done(ctx, round_))


def reason_form(ctx: Context, value: str) -> Form:
    """The button of a change that needs a reason."""
    at = ChangeValue.read(value)
    round_, change = button_round(ctx, at.round_id), CHANGES.get(at.verb)
    if change is None:
        raise Refusal(ctx.t("This no longer works. Write “help” to see what you can do."))
    _require(ctx, change, round_)
    t = ctx.t
    label = t(change.label, round=round_.name)
    why = TextField("why", t("Why?"), required=True, multiline=True, max_length=LONGEST_REASON)
    sentences = [Paragraph(sentence) for sentence in change.what(ctx, round_)]
    return Form("round_why", shorten(label, 24), shorten(label, 24), t("Cancel"), (*sentences, why), value)


def change_with_reason(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    return _change(ctx, state, values.get("why") or "")


def _what_opening_does(ctx: Context, round_: Round) -> list[str]:
    plan = plan_of(ctx, round_)
    people = sum(bool(ctx.directory.asked_rows(person, plan, round_.id)) for person in ctx.directory.people)
    asked_at = asking_moment(ctx, round_)
    when = ctx.t("now") if asked_at <= ctx.now else ctx.t.instant(asked_at)
    return [ctx.t.plural("{n} person is asked {when} and answers by {deadline}. This cannot be undone.",
                         "{n} people are asked {when} and answer by {deadline}. This cannot be undone.", people,
                         when=when, deadline=ctx.t.instant(round_.deadline))]  # fmt: skip


def _open(ctx: Context, round_: Round, _why: str) -> None:
    open_round(ctx.session, round_, ctx.now, ctx.options, _NO_CATCH_UP)


def _opened(ctx: Context, round_: Round) -> str:
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


def _close(ctx: Context, round_: Round, _why: str) -> None:
    close_round(ctx.session, round_, ctx.now, ctx.options, by_hand=True)


def _closed(ctx: Context, round_: Round) -> str:
    return ctx.t("{round} is closed ({time}). The summary is on its way to the management channel.", round=round_.name,
                 time=ctx.t.instant(ctx.now))  # fmt: skip


def _what_reopening_does(ctx: Context, round_: Round) -> list[str]:
    until = deadline_when_reopened(round_, ctx.now, ctx.options.zone)
    return [
        ctx.t("It is open until {deadline}, which you can move.", deadline=ctx.t.instant(until)),
        ctx.t("Everybody who was asked is told, and there is a new summary when it closes."),
    ]


def _reopen(ctx: Context, round_: Round, why: str) -> None:
    reopen_round(ctx.session, round_, why, ctx.now, ctx.options, ctx.person().id)


def _reopened(ctx: Context, round_: Round) -> str:
    return ctx.t("{round} is open again until {deadline}.", round=round_.name, deadline=ctx.t.instant(round_.deadline))


def _publish(ctx: Context, round_: Round, _why: str) -> None:
    publish_round(ctx.session, round_, ctx.now, ctx.person().id)


def _unpublish(ctx: Context, round_: Round, why: str) -> None:
    unpublish_round(ctx.session, round_, why, ctx.now, ctx.person().id)


CHANGES: dict[str, Change] = {
    "open": Change(RoundState.PLANNED, N_("Open {round} now?"), N_("Open {round}"), _what_opening_does, _open, _opened),
    "close": Change(RoundState.OPEN, N_("Close {round} now?"), N_("Close {round}"), _what_closing_does, _close,
                    _closed),
    "reopen": Change(RoundState.CLOSED, N_("Open {round} again?"), N_("Open {round} again"), _what_reopening_does,
                     _reopen, _reopened, needs_reason=True),
    "publish": Change(
        RoundState.LOCKED, N_("Publish {round}?"), N_("Publish {round}"),
        lambda ctx, _round: [ctx.t("Everybody can read it on the open follow-up site. You can take it down again.")],
        _publish, lambda ctx, round_: ctx.t("{round} is published.", round=round_.name),
    ),
    "unpublish": Change(
        RoundState.PUBLISHED, N_("Take {round} off the site?"), N_("Take {round} off the site"),
        lambda ctx, _round: [ctx.t("It stays locked, and can be published again. Whoever has a copy keeps it.")],
        _unpublish, lambda ctx, round_: ctx.t("{round} is off the site. It is locked.", round=round_.name),
        needs_reason=True,
    ),
}  # fmt: skip
