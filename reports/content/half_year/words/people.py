"""Texts that people write, and drafts of them, as they stand in the report."""

from i18n import N_, Translator
from reports.content.document import Block, Bullets, Paragraph
from reports.content.half_year.report import Report, Sentence, Words

_ROLES = {"coordinator": N_("coordinator"), "manager": N_("manager"), "owner": N_("activity owner")}
_MOST_ROWS = 12


def role(t: Translator, name: str) -> str:
    """`samordnare`."""
    return t(_ROLES[name]) if name in _ROLES else name


def words_blocks(t: Translator, words: Words) -> list[Block]:
    """A text with who signed it. One that the program composed is told sentence by sentence, each with its rows."""
    if words.sentences:
        note = t("Draft, composed from the answers. Nobody has signed it.")
        return [Paragraph(note, is_note=True), Bullets(tuple(sentence(t, each) for each in words.sentences))]
    parts: list[Block] = [Paragraph(part) for part in words.text.split("\n") if part.strip()]
    if words.signed_at is None or words.signed_as is None:
        return [*parts, Paragraph(t("Nobody has signed this text."), is_note=True)]
    signed = t("Signed by {role}, {day}.", role=role(t, words.signed_as), day=t.day(words.signed_at))
    return [*parts, Paragraph(signed, is_note=True)]


def sentence(t: Translator, each: Sentence) -> str:
    """`Två åtgärder är försenade. (rad 14 och 33)`"""
    return f"{each.text} ({rows(t, each.rows)})" if each.rows else each.text


def rows(t: Translator, numbers: tuple[int, ...]) -> str:
    """`rad 14`, `rad 3, 7 och 9`, of many the first ones and how many more."""
    shown = [str(number) for number in numbers[:_MOST_ROWS]]
    if len(numbers) > _MOST_ROWS:
        shown.append(t("{n} more", n=t.number(len(numbers) - _MOST_ROWS)))
    return t.plural("row {rows}", "rows {rows}", len(numbers), rows=t.enumeration(shown))


def signatures(t: Translator, report: Report) -> list[str]:
    """Who has signed, by role and day; with their names if names are asked for."""
    told = []
    for each in report.signed:
        who = f"{each.name}, {role(t, each.role)}" if each.name else role(t, each.role)
        told.append(t("{who}, {day}", who=who[:1].upper() + who[1:], day=t.day(each.at)))
    return told
