"""The words after `följ`."""

import re
from dataclasses import dataclass

_STOP = re.compile(
    r"^(?:sluta|avsluta|stoppa|inte|ta bort|stop|end|remove|not)\b"
    r"(?: (?:att )?(?:folj\w*|prenumerera|follow\w*))?(?: (?:pa|med))?"
)
_WEEKLY = re.compile(r"^(?:ett |the |a )?(?:veckobrev\w*|veckobreven|weekly(?: letter| digest)?|newsletter)$")
_ALL = re.compile(r"^(?:alla?|allt|all|everything)$")
_LEAD = re.compile(r"^(?:pa |att folja )")


@dataclass(frozen=True)
class FollowWords:
    """`stops` when it asks to end; `is_weekly` for the weekly letter, `is_all` for everything; `rest` names something
    else, "" for nothing."""

    stops: bool = False
    is_weekly: bool = False
    is_all: bool = False
    rest: str = ""


def read_follow_words(words: str) -> FollowWords:
    """Reads folded words (`models.rules.text.plain`)."""
    stop = _STOP.match(words)
    rest = _LEAD.sub("", words[stop.end() :].strip() if stop else words)
    return FollowWords(stop is not None, _WEEKLY.match(rest) is not None, _ALL.match(rest) is not None, rest)
