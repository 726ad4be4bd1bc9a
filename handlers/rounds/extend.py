"""A request for more time: shows what would be moved to when, with a button that does it."""

import re
from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta

from actions.rounds import extend_round
from handlers.access import require_coordinator, round_by_id
from handlers.context import Context, Refusal
from handlers.question import Question
from handlers.rounds.deadline import deadline_fault_text, read_deadline
from messages.parts import Button, Buttons, Message, Paragraph, Part, say
from messages.values import DeadlineValue
from models.rounds.queries import current_round
from models.rounds.tables import Round
from models.rules.dates.reading import DateFault, DateFaultReason
from models.vocabulary import RoundState

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


def ask_to_extend(ctx: Context, question: Question) -> Message:
    """Reads the new deadline out of a sentence. Nothing is moved before the button is pressed."""
    require_coordinator(ctx)
    t = ctx.t
    round_ = question.round or current_round(ctx.session)
    if round_ is None or round_.state not in {RoundState.OPEN, RoundState.PLANNED}:
        raise Refusal(t("No round is open or planned, so there is no deadline to move."))
    deadline = _longer(ctx, question.sentence, round_) or _deadline_in(ctx, question.words)
    if deadline is None:
        example = t("/{command} round extend {round} to 2026-03-31", command=ctx.options.commands["all"],
                    round=round_.name)  # fmt: skip
        raise Refusal(t("To which day? Write for example {example}.", example=example), *_suggested(ctx, round_))
    if deadline - ctx.now > _HALF_A_YEAR and not _YEAR.search(question.words):
        raise Refusal(t("{day} is far ahead. Write the year if you mean it.", day=t.day(deadline)))
    sentence = t("{round}: answer no later than {new}, instead of {old}. Nothing has been changed yet.",
                 round=round_.name, new=t.instant(deadline), old=t.instant(round_.deadline))  # fmt: skip
    parts: list[Part] = [Paragraph(sentence)]
    if deadline < round_.deadline:
        parts.append(Paragraph(t("That is earlier than now: everybody gets less time.")))
    if question.units:
        parts.insert(
            0, Paragraph(t("The deadline is moved for everybody; one unit alone cannot be given more time yet."))
        )
    label = t("Move the deadline for everybody")
    value = str(DeadlineValue(round_.id, deadline))
    return Message((*parts, Buttons((Button(label, "extend", value, primary=True),))))


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
    require_coordinator(ctx)
    at = DeadlineValue.read(value)
    round_ = round_by_id(ctx, at.round_id)
    if round_ is None or at.deadline is None:
        raise Refusal(ctx.t("This no longer works. Write “help” to see what you can do."))
    extend_round(ctx.session, round_, at.deadline, ctx.now, ctx.person().id, ctx.options)
    return say(
        ctx.t("{round} now has the deadline {deadline}.", round=round_.name, deadline=ctx.t.instant(at.deadline))
    )
