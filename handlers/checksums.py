"""What a form was opened with, so that only what somebody has changed since is stored."""

import zlib
from collections.abc import Mapping

from models.rules.text import storable

# Of the fields that were not empty when a form was opened: the checksum of each initial text, by field name.
Checksums = Mapping[str, str]


def checksum(text: str) -> str:
    """Tells whether a text is another one than it was, without keeping it."""
    return f"{zlib.crc32(text.encode()):x}"


def checksums(values: Mapping[str, str]) -> dict[str, str]:
    return {name: checksum(text) for name, text in values.items() if text}


def changed(values: Mapping[str, str], initial: Checksums) -> dict[str, str]:
    """The fields whose text is not the one that the form was opened with. A field that was emptied is there with ""."""
    # Browsers send a line end as two characters.
    texts = {name: storable(text).replace("\r\n", "\n") for name, text in values.items()}
    return {name: text for name, text in texts.items() if (checksum(text) if text else None) != initial.get(name)}
