"""The words after `status` that ask for something else than a part of the plan: how a round stands, and a comparison of
two rounds."""

import re

_ROUND = re.compile(r"\s*(?:omg[åa]ng(?:en)?|round)\b\s*", re.IGNORECASE)
_COMPARED = re.compile(r"\s*\b(?:j[äa]mf[öo]r(?:t|d|da)? (?:med|mot)|compared? (?:with|to))(?:\s+|$)", re.IGNORECASE)


def round_asked(words: str) -> str | None:
    """The name after `omgång` (`round`), "" for the current one; None when the words do not ask how a round stands."""
    match = _ROUND.match(words)
    return words[match.end() :].strip() if match and comparison_asked(words) is None else None


def comparison_asked(words: str) -> tuple[str, str] | None:
    """What stands before `jämfört med` (`compared with`), a part of the plan and a round, and the name after it, "" for
    the round before. None when the words ask for no comparison."""
    before, *after = _COMPARED.split(words, maxsplit=1)
    return (before.strip(), after[0].strip()) if after else None
