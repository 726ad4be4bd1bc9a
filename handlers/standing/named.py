"""What words behind a command name of the plan."""

import re

from models.plan.find import Found, find, row_number, row_scope
from models.plan.mentions import mentions
from models.plan.views import PlanView
from models.rules.text import plain
from models.rules.words.sentence import as_asked, is_filler

# `avvikelser för Välfärd`, `deviations in row 14`
_LEADING = re.compile(r"^(?:(?:på|pa|för|for|om|inom|hos|under|i|in|on|of|about|within) )+(?=\S)", re.IGNORECASE)


def find_named(plan: PlanView, words: str) -> Found | None:
    """What the words name, by themselves or in a sentence; None when they only hold a sentence together."""
    words = _LEADING.sub("", words)
    if all(is_filler(word) for word in plain(words).split()) and row_number(words) is None:
        return None
    matches = find(plan, words)
    if matches.scopes or row_number(words) is not None:
        return matches
    mentioned = mentions(plan, as_asked(words), written=words)
    if mentioned.is_empty:
        return None
    if mentioned.left_out or mentioned.elsewhere:
        return matches
    if mentioned.row is not None:
        return find(plan, str(mentioned.row))
    if len(mentioned.titles) == 1 and not mentioned.groups:
        return Found((row_scope(mentioned.titles[0]),), texts=mentioned.texts)
    if scope := mentioned.scope():
        return Found((scope,))
    if len(mentioned.groups) == 1 and not mentioned.unknown:
        return Found(mentioned.groups[0])
    return matches
