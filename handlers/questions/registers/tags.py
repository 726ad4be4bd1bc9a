"""*Vilka aktiviteter är märkta med resiliens?*: the rows that have a tag, or lack it."""

import re

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.kinds.tags import all_tags, short_name
from handlers.registers.shown import line_words
from handlers.standing.lists.rows import list_of
from handlers.standing.view import load_standing
from messages.parts import Bullets, Heading, Message, Paragraph, Text
from models.registers.all import BY_NAME
from models.registers.kinds.tags import VOCABULARIES
from models.registers.links.reach import Reach
from models.registers.tables import RegisterLine
from models.rules.text import plain, shorten

_TAGS = BY_NAME["tags"]
_MOST = 30
_WITHOUT = re.compile(r"\b(?:saknar|utan|inte|ej|lacks?|without|not)\b")


def tags_asked(ctx: Context, question: Question) -> Message:
    """The rows that have what the sentence names: a tag, or each tag of a vocabulary with how many have it."""
    require_member(ctx)
    t, tags, reach = ctx.t, all_tags(ctx), Reach(ctx.session, _TAGS.name, question.plan)
    named = [line for line in tags if _is_said(line, question.sentence)]
    kinds = {each.code for each in VOCABULARIES if any(plain(word) in question.sentence for word in each.also)}
    if not named or not tags:
        shown = [line for line in tags if not kinds or line.content["vocabulary"] in kinds]
        items: list[Text] = [
            (*line_words(ctx, _TAGS, line),
             ": " + t.plural("{n} activity", "{n} activities", len(reach.rows_of(line)))) for line in shown
        ]  # fmt: skip
        nothing = t("There are no lines yet. The coordinator adds them here, or imports a file.")
        return Message((Heading(t(_TAGS.title)), Bullets(tuple(items[:_MOST])) if items else Paragraph(nothing)))
    having = {number for line in named for number in reach.rows_of(line)}
    is_without = _WITHOUT.search(question.sentence) is not None
    rows = [row for row in question.rows if (row.row in having) is not is_without]
    name = ", ".join(str(line.content["name"]) for line in named)
    title = t("Without the tag {name}", name=t.quote(name)) if is_without else t("Tagged {name}", name=t.quote(name))
    lead = "" if rows else t("No activity has that tag. The coordinator sets it with {command}.",
                             command=t.quote(t("tags set 14 {name}", name=short_name(named[0]))))  # fmt: skip
    return list_of(ctx, load_standing(ctx, question.round), shorten(title, 150), rows, lead)


def _is_said(line: RegisterLine, sentence: str) -> bool:
    """Whether the sentence has the tag's key or its name; a long name by its first words."""
    words = f" {sentence} "
    names = {plain(line.key), plain(str(line.content["name"]))}
    return any(f" {name} " in words or (len(name) > 6 and f" {name}" in words) for name in names)
