"""What is said in text: `besvara beslut …`, `besvara fråga …`, `fråga …` and `läst`."""

import re

from actions.deviations.decisions import GivenDecision
from handlers.access import no_such_row_text, require_member
from handlers.answers.text.lines import answer_line
from handlers.answers.text.report import report
from handlers.context import Context, Refusal
from handlers.date_faults import date_fault_text
from handlers.deviations.about import RoundDeviations, deviations_now
from handlers.deviations.asking import ask, ask_row, choose_asked
from handlers.deviations.deciding import asked_about, choose_decision, decide, decision_form, past_fault
from handlers.deviations.decision_rights import require_decider
from handlers.deviations.reading import read_last, read_round
from handlers.deviations.replying import question_about, reply_button, send_reply
from messages.parts import Message, Reply
from messages.values.plan import PageValue
from messages.values.rows import RowValue
from models.plan.views import RowView
from models.rules.dates.reading import DateFault, read_first_day
from models.rules.text import clean, plain, shorten
from models.vocabulary.deviations import DecisionAnswer

_DECISION = re.compile(r"\s*(?:beslut(?:et)?|decisions?)\b[\s:]*", re.IGNORECASE)
_QUESTION = re.compile(r"\s*(?:fråga(?:n)?|fraga(?:n)?|question)\b[\s:]*", re.IGNORECASE)
_OWNER = re.compile(r"\s*(?:den\s+)?(?:ansvarig[a-zå]*|ägaren?|agaren?|(?:the\s+)?owners?)\b[\s:]*", re.IGNORECASE)
_SUMMARY = re.compile(
    r"\s*(?:the\s+)?(?:samman(?:st[äa]llning|fattning)(?:en)?|summary)\b(?:\s+(?:av|för|of|for)\b)?", re.IGNORECASE
)
_ROW = re.compile(r"\s*(?:(?:om|about)\s+)?(?:(?:rad|row|nr)\s*|#)?(\d{1,6})(?!\d)[\s:.,–-]*", re.IGNORECASE)
_ANSWER_WORD = re.compile(r"\s*(\w+)[\s:.,–-]*")
_UNTIL = re.compile(r"\s*(?:till|until|den|on|senast|by)\s+", re.IGNORECASE)
_ANSWERS = {
    "ja": DecisionAnswer.YES, "yes": DecisionAnswer.YES, "nej": DecisionAnswer.NO, "no": DecisionAnswer.NO,
    "senare": DecisionAnswer.LATER, "later": DecisionAnswer.LATER,
}  # fmt: skip


def answer_asked(ctx: Context, words: str) -> Reply:
    """`besvara [beslut]`: the decisions that wait; `besvara beslut 14`: the form; `besvara beslut 14 ja|nej|senare …`:
    answers it. `besvara fråga 14 …` replies to a question."""
    require_member(ctx)
    if question := _QUESTION.match(words):
        return _reply(ctx, words[question.end() :])
    noun = _DECISION.match(words)
    rest = words[noun.end() :] if noun else words
    if not rest.strip():
        return choose_decision(ctx, str(PageValue()))
    if noun is None and answer_line(rest):
        # "besvara 14 grön …" is an answer on a row.
        return report(ctx, rest)
    about = deviations_now(ctx)
    row, rest = _row_first(ctx, about, rest, ctx.t("answer decision ROW yes, no or later"))
    asked = asked_about(ctx, about, row)
    require_decider(ctx, asked)
    if not rest:
        return decision_form(ctx, about, row, asked)
    return decide(ctx, about, row, asked, _given(ctx, row, rest))


def _given(ctx: Context, row: RowView, words: str) -> GivenDecision:
    """`ja …`, `nej …`, `senare 2026-09-01 …`. Raises Refusal for anything else."""
    t, match = ctx.t, _ANSWER_WORD.match(words)
    answer = _ANSWERS.get(plain(match.group(1))) if match else None
    if match is None or answer is None:
        yes = t("yes")
        raise Refusal(t("Answer yes, no or later, for example: {words}", words=_example(ctx, row, yes)))
    rest = words[match.end() :].strip()
    if answer is not DecisionAnswer.LATER:
        return GivenDecision(answer, None, clean(rest))
    until = _UNTIL.match(rest)
    day, rest = read_first_day(rest[until.end() :] if until else rest, ctx.today)
    if isinstance(day, DateFault):
        later = t("later 2026-09-01")
        example = t("Later needs a day, for example: {words}", words=_example(ctx, row, later))
        raise Refusal(f"{date_fault_text(ctx, day)} {example}" if day.words else example)
    if fault := past_fault(ctx, day):
        raise Refusal(fault)
    return GivenDecision(answer, day, clean(rest.lstrip(" \n:.,;–-")))


def _example(ctx: Context, row: RowView, answer: str) -> str:
    command = ctx.options.commands["all"]
    return ctx.t("/{command} answer decision {row} {answer}", command=command, row=row.row, answer=answer)


def _reply(ctx: Context, words: str) -> Reply:
    about = deviations_now(ctx)
    row, rest = _row_first(ctx, about, words, ctx.t("answer question ROW your reply"))
    asked = question_about(ctx, row)
    reply = clean(rest)
    return send_reply(ctx, asked, row, reply) if reply else reply_button(ctx, str(asked.id))


def ask_owner(ctx: Context, words: str) -> Reply:
    """`fråga ansvarig`: the deviations to ask about; `fråga ansvarig 14`: the form; `fråga ansvarig 14 Varför …?`: asks
    it."""
    require_member(ctx)
    owner = _OWNER.match(words)
    rest = words[owner.end() :] if owner else words
    if not rest.strip():
        return choose_asked(ctx, str(PageValue()))
    about = deviations_now(ctx)
    row, rest = _row_first(ctx, about, rest, ctx.t("ask owner ROW your question"))
    question = clean(rest)
    if not question:
        return ask_row(ctx, str(RowValue.of(row, about.round.id)))
    return ask(ctx, about.round, row, question)


def have_read(ctx: Context, words: str) -> Message:
    """`läst`: the last summary has been read; `läst sammanställningen NAMN`: that of a round."""
    noun = _SUMMARY.match(words)
    name = (words[noun.end() :] if noun else words).strip()
    return read_round(ctx, name) if name else read_last(ctx)


def _row_first(ctx: Context, about: RoundDeviations, words: str, usage: str) -> tuple[RowView, str]:
    """The row that the words begin with, and the rest. Raises Refusal, which gives back what was written."""
    match = _ROW.match(words)
    if match is None:
        how = f"/{ctx.options.commands['all']} {usage}"
        called = ctx.t.quote(shorten(words.strip(), 300))
        raise Refusal(ctx.t("Which row is it about? I cannot see it in {words}. Write: {how}", words=called, how=how))
    row = about.plan.by_row.get(int(match.group(1)))
    if row is None:
        raise Refusal(no_such_row_text(ctx, about.plan, int(match.group(1))))
    return row, words[match.end() :].strip()
