"""A request for more time: shows what would be moved to when, with a button that does it."""

import re
from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta

from actions.rounds.deadlines import check_extension, extend_round, extend_unit
from actions.rounds.life_cycle import RoundFault
from handlers.access import no_such_round_text, plan_of, require_coordinator
from handlers.context import Context, Refusal, no_longer
from handlers.question import Question
from handlers.refusals import refusal_of
from handlers.rounds.deadlines.reading import deadline_fault_text, deadline_notes, read_deadline
from handlers.rounds.finding import button_round, meant_round, round_first
from handlers.units import units_named
from messages.parts import Button, Buttons, Message, Paragraph, Part, Run, Small, in_lines, say
from messages.values.rounds import ChangeValue, DeadlineValue
from messages.words import STATE_NAMES
from models.plan.views import UnitView
from models.rounds.exceptions import unit_deadlines
from models.rounds.queries import current_round
from models.rounds.tables import Round
from models.rules.dates.reading import DateFault, DateFaultReason
from models.rules.text import shorten
from models.vocabulary.rounds import RoundState

_TO = re.compile(r"^(?:till|tills|to|until)\b\s*", re.IGNORECASE)
_TO_LAST = re.compile(r"\s*\b(?:till|tills|to|until)$", re.IGNORECASE)
_FOR = re.compile(r"^(?:för|for)\b\s*", re.IGNORECASE)
_BEFORE_TO = re.compile(r"(.*?)\s*(?:\b(till|tills|to|until)\b\s*(.*))?$", re.IGNORECASE | re.DOTALL)
# A day and a time of day in words are never longer.
_MOST_WORDS = 6
# A day that has passed is next year's: more likely a slip than meant.
_NUMBERS = {
    "en": 1, "ett": 1, "tva": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "tio": 10,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "another": 1,
}  # fmt: skip
_SPAN = r"(?:dag|vecka|veckor|manad|day|week|month)\w*"
_NUMBER = rf"\d{{1,2}}|{'|'.join(_NUMBERS)}"
_LONGER = re.compile(
    rf"\b(?:med|by|ytterligare|another) (?P<before>{_NUMBER}) (?P<unit_before>{_SPAN})\b"
    rf"|\b(?P<after>{_NUMBER}) (?:more |extra )?(?P<unit_after>{_SPAN})"
    r"(?= (?:till|extra|mer|langre|framat|fram|senare|more|longer|forward|later)\b|$)"
)
_HALF_A_YEAR = timedelta(days=182)
# What people write after the day.
_AFTER = re.compile(
    r"[ ,]+(?:i ?stället|istallet|tack|(?:på|pa) (?:sig|oss|mig)|instead|please|för alla|for everyone|också|då)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b20\d\d\b|/\d\d\b")


def extend(ctx: Context, words: str) -> Message:
    """`omgång förläng [NAMN] [för VERKSAMHET] till fredag kl 16`."""
    round_, rest = round_first(ctx, words)
    if round_ is None:
        return _without_a_name(ctx, words)
    unit, when = _unit_first(ctx, round_, rest)
    when = _TO.sub("", when)
    if not when.strip() and unit is None:
        return extend_question(ctx, round_)
    deadline = read_deadline(ctx, when)
    if isinstance(deadline, DateFault):
        raise Refusal(deadline_fault_text(ctx, deadline))
    return _question(ctx, round_, unit, deadline, deadline_notes(ctx, when, deadline))


def _without_a_name(ctx: Context, words: str) -> Message:
    """Words that begin with no round's name: the only round that can be meant, unless they begin with another name."""
    if not words or _TO.match(words) or _FOR.match(words):
        round_ = meant_round(ctx, "", "extend", (RoundState.OPEN,))
        if isinstance(round_, Message):
            return round_
        return extend(ctx, f"{round_.name} {words}")
    raise Refusal(_no_round_text(ctx, words))


def _no_round_text(ctx: Context, words: str) -> str:
    """Why there is no round in words that should begin with its name and end with a deadline."""
    tokens = words.split()
    for start in range(len(tokens)):
        if not isinstance(read_deadline(ctx, " ".join(tokens[start:])), DateFault):
            name = _TO_LAST.sub("", " ".join(tokens[:start]))
            return no_such_round_text(ctx, name) if name else ctx.t("Write the round’s name before the day.")
    return no_such_round_text(ctx, words)


def _unit_first(ctx: Context, round_: Round, words: str) -> tuple[UnitView | None, str]:
    """The unit after *för*, and the rest. Raises Refusal for a unit that the plan does not have."""
    if not _FOR.match(words):
        return None, words
    name, to, when = _BEFORE_TO.match(_FOR.sub("", words)).groups()  # type: ignore[union-attr] # matches everything
    units = units_named(ctx, plan_of(ctx, round_), name)
    if len(units) != 1:
        known = ctx.t.enumeration(unit.name for unit in units)
        raise Refusal(ctx.t("Which unit? Write one of {known}.", known=known))
    return units[0], f"{to} {when}"


def ask_to_extend(ctx: Context, question: Question) -> Message:
    """Reads the new deadline out of a sentence. Nothing is moved before the button is pressed."""
    require_coordinator(ctx)
    t = ctx.t
    round_ = question.round or current_round(ctx.session)
    states = {RoundState.OPEN, RoundState.PLANNED} | ({RoundState.CLOSED} if question.units else set())
    if round_ is None or round_.state not in states:
        raise Refusal(t("No round is open or planned, so there is no deadline to move."))
    deadline = _longer(ctx, question.sentence, round_) or _deadline_in(ctx, question.words)
    if deadline is None:
        example = t("/{command} round extend {round} to 2026-03-31", command=ctx.options.commands["all"],
                    round=round_.name)  # fmt: skip
        raise Refusal(t("To which day? Write for example {example}.", example=example), *_suggested(ctx, round_))
    if deadline - ctx.now > _HALF_A_YEAR and not _YEAR.search(question.words):
        raise Refusal(t("{day} is far ahead. Write the year if you mean it.", day=t.day(deadline)))
    unit = question.units[0] if len(question.units) == 1 else None
    return _question(ctx, round_, unit, deadline, [])


def _question(ctx: Context, round_: Round, unit: UnitView | None, deadline: datetime, notes: list[str]) -> Message:
    """What would be moved, and who would be told, with the button that does it."""
    t = ctx.t
    _check(ctx, round_, unit, deadline)
    name = f"{round_.name} · {unit.name}" if unit else round_.name
    old = unit_deadlines(round_).get(unit.id, round_.deadline) if unit else round_.deadline
    sentence = t("{round}: answer no later than {new}, instead of {old}. Nothing has been changed yet.",
                 round=name, new=t.instant(deadline), old=t.instant(old))  # fmt: skip
    parts: list[Part] = [Paragraph(sentence)]
    if deadline < old:
        parts.append(Paragraph(t("That is earlier than now: everybody gets less time.")))
    if unit and round_.state is RoundState.CLOSED:
        parts.append(Paragraph(t("The round stays closed for the others. Answers of {unit} are not late until then.",
                                 unit=unit.name)))  # fmt: skip
    parts.append(Small(t("Whoever has been asked is told.")))
    parts += [Small(note) for note in notes]
    label = (
        t("Move the deadline for {unit}", unit=shorten(unit.name, 40)) if unit else t("Move the deadline for everybody")
    )
    value = str(DeadlineValue(round_.id, deadline, unit.id if unit else None))
    return Message((*parts, Buttons((Button(label, "extend", value, primary=True),))))


def extend_question(ctx: Context, round_: Round) -> Message:
    """`omgång förläng [NAMN]`, and its button: the deadline, buttons that move it, and how to write another day."""
    t, command = ctx.t, ctx.options.commands["all"]
    if round_.state not in {RoundState.OPEN, RoundState.PLANNED}:
        state = t(STATE_NAMES[round_.state])
        again = Button(t("Open again …"), "round_ask", str(ChangeValue("reopen", round_.id)))
        raise Refusal(t("{round} is {state}, so the deadline cannot be moved.", round=round_.name, state=state),
                      *([again] if round_.state is RoundState.CLOSED else []))  # fmt: skip
    day = t("/{command} round extend {round} to 2026-03-31", command=command, round=round_.name)
    one_unit = t("/{command} round extend {round} for UNIT to 2026-03-31", command=command, round=round_.name)
    return Message((
        Paragraph((Run(t("Move the deadline of {round}?", round=round_.name), bold=True),)),
        Paragraph(t("It is {deadline}. Whoever has been asked is told.", deadline=t.instant(round_.deadline))),
        Small(t("Nothing has been changed yet.")),
        *in_lines(_suggested(ctx, round_)),
        Small(t("Another day: {how}. For one unit: {unit}.", how=day, unit=one_unit)),
    ))  # fmt: skip


def _suggested(ctx: Context, round_: Round) -> list[Button]:
    """Buttons that move the deadline by one and by two weeks."""
    days = [_moved(ctx, round_, timedelta(weeks=weeks)) for weeks in (1, 2)]
    return [
        Button(ctx.t("Move to {day} for everybody", day=ctx.t.day(day)), "extend", str(DeadlineValue(round_.id, day)))
        for day in days
    ]


def _moved(ctx: Context, round_: Round, span: timedelta | relativedelta) -> datetime:
    """The deadline moved, at the same time of day."""
    moved: datetime = round_.deadline.astimezone(ctx.options.zone) + span
    return moved.astimezone(UTC)


def _longer(ctx: Context, sentence: str, round_: Round) -> datetime | None:
    """The deadline moved by what the sentence says (`en vecka till`, `by two weeks`), at the same time of day. None
    it says no such thing."""
    match = _LONGER.search(sentence)
    if match is None:
        return None
    number, unit = match["before"] or match["after"], match["unit_before"] or match["unit_after"]
    n = int(number) if number.isdecimal() else _NUMBERS[number]
    span = relativedelta(months=n) if unit.startswith("m") else timedelta(days=n * (1 if unit.startswith("d") else 7))
    return _moved(ctx, round_, span)


def _check(ctx: Context, round_: Round, unit: UnitView | None, deadline: datetime) -> None:
    """Refuses at once what the button would refuse."""
    try:
        check_extension(round_, deadline, ctx.now, for_unit=unit is not None)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault


def _deadline_in(ctx: Context, words: str) -> datetime | None:
    """The day, with a time or without, that the sentence ends with; None when it names none. Raises Refusal for one
    that can be read in several ways."""
    tokens = _AFTER.sub("", words.rstrip(" .!?")).split()
    ambiguous: DateFault | None = None
    for start in range(max(len(tokens) - _MOST_WORDS, 0), len(tokens)):
        deadline = read_deadline(ctx, " ".join(tokens[start:]))
        if not isinstance(deadline, DateFault):
            return deadline
        if deadline.reason is not DateFaultReason.UNREADABLE:
            ambiguous = ambiguous or deadline
    if ambiguous:
        raise Refusal(deadline_fault_text(ctx, ambiguous))
    return None


def extend_now(ctx: Context, value: str) -> Message:
    """The button. `value` is a `DeadlineValue`."""
    at = DeadlineValue.read(value)
    round_ = button_round(ctx, at.round_id)
    if at.deadline is None:
        raise no_longer(ctx)
    unit = next((u for u in plan_of(ctx, round_).units if u.id == at.unit_id), None) if at.unit_id else None
    try:
        if unit:
            extend_unit(ctx.session, round_, unit, at.deadline, ctx.now, ctx.person().id)
        else:
            extend_round(ctx.session, round_, at.deadline, ctx.now, ctx.person().id, ctx.options)
    except RoundFault as fault:
        raise refusal_of(ctx, fault) from fault
    name = f"{round_.name} · {unit.name}" if unit else round_.name
    return say(ctx.t("{round} now has the deadline {deadline}.", round=name, deadline=ctx.t.instant(at.deadline)))
