"""The texts of an answer that may hold somebody's personal data, and what is found in them."""

from collections.abc import Mapping
from typing import Any

from models.rules.answers.personal_data import PersonalData, find_personal_data, masked
from models.vocabulary.answers import Personal

TEXTS = (
    "comment", "cause", "action", "action_owner", "decision_by", "change_reason", "follow_up_note", "late_reason",
)  # fmt: skip
_OPEN = (Personal.NONE, Personal.RIGHT)
Texts = Mapping[str, str | None]


def masked_for_all(texts: Texts, personal: Personal) -> dict[str, Any]:
    """Those of an answer's texts, by name, that everybody but the author reads otherwise; as they do."""
    if personal in _OPEN:
        return {}
    return {name: hidden for name, text in texts.items() if text and (hidden := masked(text)) != text}


def findings(texts: Texts) -> set[tuple[PersonalData, str]]:
    """What is found in all of them. Never for a log."""
    return {found for text in texts.values() if text for found in find_personal_data(text)}


def state_of(texts: Texts, said_right: Texts) -> Personal:
    """What is to be kept about new texts. What was said to be right in the version before (`said_right`) is right
    in this one, too."""
    personal = findings(texts)
    if not personal:
        return Personal.NONE
    return Personal.RIGHT if personal <= findings(said_right) else Personal.FOUND
