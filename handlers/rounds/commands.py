"""`omgång …`: what a coordinator does with rounds."""

import re
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from actions.rounds import (
    RoundFault,
    close_round,
    extend_round,
    open_round,
    publish_round,
)  # fmt: skip
from handlers.access import access_round, no_such_round_text, plan_of, require_coordinator
from handlers.answers.report import report
from handlers.context import Context, Refusal
from handlers.rounds.deadline import deadline_fault_text, deadline_notes, read_deadline
from handlers.rounds.locking import ask_to_lock
from handlers.rounds.nudges import asking_moment
from handlers.rounds.states import STATE_NAMES, refusal_of
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Reply, Small, Text, say
from models.answers.missing import people_left
from models.answers.outcomes import outcomes, round_numbers
from models.answers.progress import asked_rows, progress
from models.answers.queries import current_answers
from models.people.views import PersonView
from models.plan.views import PlanView
from models.rounds.tables import Round
from models.rules.dates.reading import DateFault
from models.rules.text import fold, plain
from models.vocabulary import RoundState

_NO_CATCH_UP = timedelta(0)
_TO = re.compile(r"^(?:till|tills|to|until)\b\s*", re.IGNORECASE)
_TO_LAST = re.compile(r"\s*\b(?:till|tills|to|until)$", re.IGNORECASE)
# Where the end of a round's name is looked for, in characters.
_LONGEST_NAME = 200


def rounds(ctx: Context, words: str) -> Reply:
    """`omgång`, `omgång visa NAMN`, `omgång öppna|stäng|lås|publicera NAMN`, `omgång förläng NAMN DATUM`, `omgång rätta
    NAMN RAD …`. For coordinators only."""
    require_coordinator(ctx)
    verb, _, rest = words.strip().partition(" ")
    if not verb:
        return _list(ctx)
    action = _ACTIONS.get(plain(verb))
    if action is None:
        return _show_or_usage(ctx, words)
    if not rest.strip():
        raise Refusal(_which_round_text(ctx, verb))
    try:
        return action(ctx, rest.strip())
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault


def _which_round_text(ctx: Context, verb: str) -> str:
    return ctx.t("Which round? Write its name after {word}.", word=ctx.t.quote(verb))


def _show_or_usage(ctx: Context, words: str) -> Message:
    """`omgång NAMN`. When there is no such round, the refusal also says what can be written."""
    try:
        return _show(ctx, words)
    except Refusal as refusal:
        usage = ctx.t("round [show, open, close, lock, publish, extend, correct] [name]")
        example = ctx.t("Write for example {words}.", words=f"/{ctx.options.commands['all']} {usage}")
        raise Refusal(f"{refusal} {example}") from None


def _list(ctx: Context) -> Message:
    latest = list(ctx.session.scalars(select(Round).order_by(Round.deadline.desc()).limit(10)))
    if not latest:
        return say(ctx.t("There are no rounds yet. They are made on the server: malvakten round create --help"))
    items: list[Text] = [
        ctx.t("{name}: {state}, closed {time}", name=r.name, state=ctx.t(STATE_NAMES[r.state]),
              time=ctx.t.instant(r.closed_at)) if r.closed_at
        else ctx.t("{name}: {state}, deadline {deadline}", name=r.name, state=ctx.t(STATE_NAMES[r.state]),
                   deadline=ctx.t.instant(r.deadline))
        for r in latest
    ]  # fmt: skip
    return Message((Heading(ctx.t("Rounds")), Bullets(tuple(items))))


def _show(ctx: Context, name: str) -> Message:
    """A round's numbers, and the names of those who have rows left. For coordinators only."""
    round_, t = access_round(ctx, name), ctx.t
    plan = plan_of(ctx, round_)
    rows = outcomes(ctx.session, ctx.directory, round_, plan)
    numbers = round_numbers(rows, round_)
    parts: list[Part] = [
        Heading(round_.name[:150]),
        Paragraph(t("{state}. Opening {opens}, deadline {deadline}.", state=t(STATE_NAMES[round_.state]).capitalize(),
                    opens=t.instant(round_.opens_at), deadline=t.instant(round_.deadline))),
        *([Paragraph(t("Closed {time}.", time=t.instant(round_.closed_at)))] if round_.closed_at else []),
        Paragraph(t("{asked} rows asked, {answered} answered ({late} late), {excused} excused, {missing} missing.",
                    asked=numbers.asked, answered=numbers.answered, late=numbers.late, excused=numbers.excused,
                    missing=numbers.missing)),
    ]  # fmt: skip
    items = [_left_line(ctx, person, plan, round_) for person in people_left(ctx.session, ctx.directory, round_, plan)]
    if items and round_.state is not RoundState.PLANNED:
        parts += _left_parts(ctx, tuple(items))
    return Message(tuple(parts))


def _left_parts(ctx: Context, items: tuple[Text, ...]) -> list[Part]:
    """The contract: names of people who have not answered are for coordinators only, so never for a channel."""
    if ctx.is_public:
        return [Small(ctx.t("Ask in a direct message to get the names of those who have something left."))]
    note = Small(ctx.t("Only coordinators get this list."))
    return [Paragraph(ctx.t("These have something left:")), Bullets(items), note]


def _left_line(ctx: Context, person: PersonView, plan: PlanView, round_: Round) -> str:
    answers = current_answers(ctx.session, round_.id, plan.id)
    state = progress(
        asked_rows(ctx.session, round_, ctx.directory.asked_rows(person, plan, round_.id), answers), answers
    )
    return ctx.t("{name}: {left} of {total} left", name=person.name, left=len(state.left), total=state.total)


def _open(ctx: Context, name: str) -> Message:
    round_ = access_round(ctx, name)
    open_round(ctx.session, round_, ctx.now, ctx.options, _NO_CATCH_UP)
    asked_at = asking_moment(ctx, round_)
    if asked_at > ctx.now:
        return say(ctx.t("{round} is open. The owners are asked {time}.", round=round_.name,
                         time=ctx.t.instant(asked_at)))  # fmt: skip
    return say(ctx.t("{round} is open. The owners are being asked.", round=round_.name))


def _close(ctx: Context, name: str) -> Message:
    round_ = access_round(ctx, name)
    close_round(ctx.session, round_, ctx.now, ctx.options, by_hand=True)
    return say(ctx.t("{round} is closed ({time}). The summary is on its way to the management channel.",
                     round=round_.name, time=ctx.t.instant(ctx.now)))  # fmt: skip


def _publish(ctx: Context, name: str) -> Message:
    round_ = access_round(ctx, name)
    publish_round(ctx.session, round_, ctx.now, ctx.person().id)
    return say(ctx.t("{round} is published.", round=round_.name))


def _extend(ctx: Context, words: str) -> Message:
    """`NAMN till fredag kl 16`."""
    round_, when = _round_first(ctx, words)
    if round_ is None:
        raise Refusal(_no_round_text(ctx, words))
    day = _TO.sub("", when)
    deadline = read_deadline(ctx, day)
    if isinstance(deadline, DateFault):
        raise Refusal(deadline_fault_text(ctx, deadline))
    extend_round(ctx.session, round_, deadline, ctx.now, ctx.person().id, ctx.options)
    moved = ctx.t("{round} now has the deadline {deadline}.", round=round_.name, deadline=ctx.t.instant(deadline))
    return say(moved, *(Small(note) for note in deadline_notes(ctx, day, deadline)))


def _no_round_text(ctx: Context, words: str) -> str:
    """Why there is no round in words that should begin with its name and end with a deadline."""
    tokens = words.split()
    for start in range(len(tokens)):
        if not isinstance(read_deadline(ctx, " ".join(tokens[start:])), DateFault):
            name = _TO_LAST.sub("", " ".join(tokens[:start]))
            return no_such_round_text(ctx, name) if name else ctx.t("Write the round’s name before the day.")
    return no_such_round_text(ctx, words)


def _correct(ctx: Context, words: str) -> Reply:
    """Answers in a named round, also when another one is open: `NAMN RAD` opens the form, `NAMN RAD FÄRG KOMMENTAR`
    stores an answer."""
    round_, rest = _round_first(ctx, words)
    if round_ is None:
        access_round(ctx, words)
        raise Refusal(_which_round_text(ctx, words))
    if not rest:
        raise Refusal(ctx.t("Which row? Write its number after {name}.", name=ctx.t.quote(round_.name)))
    return report(ctx, rest, round_)


def _round_first(ctx: Context, words: str) -> tuple[Round | None, str]:
    """The round that the words begin with, and the rest. Names may have spaces, so the longest name that fits is
    taken."""
    rounds = {round_.key: round_ for round_ in ctx.session.scalars(select(Round))}
    ends = [match.start() for match in re.finditer(r"\s+|$", words[:_LONGEST_NAME])]
    for end in reversed(ends):
        round_ = rounds.get(fold(words[:end]))
        if round_ is not None:
            return round_, words[end:].strip()
    return None, words


_ACTIONS: dict[str, Callable[[Context, str], Reply]] = {
    **dict.fromkeys(("ratta", "correct"), _correct),
    **dict.fromkeys(("visa", "show"), _show),
    **dict.fromkeys(("oppna", "open"), _open),
    **dict.fromkeys(("stang", "close"), _close),
    **dict.fromkeys(("las", "lock"), ask_to_lock),
    **dict.fromkeys(("publicera", "publish"), _publish),
    **dict.fromkeys(("forlang", "extend"), _extend),
}
