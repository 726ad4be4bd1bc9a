"""Texts that are longer than their fields. Most platforms let nobody write them; none of it is cut."""

from collections.abc import Mapping

from i18n import Translator
from messages.parts import Form, TextField


def lengths_of(form: Form) -> dict[str, int]:
    """The longest text that each field of a form takes."""
    return {part.name: part.max_length for part in form.parts if isinstance(part, TextField)}


def too_long(t: Translator, longest: Mapping[str, int], values: Mapping[str, str]) -> dict[str, str]:
    """A sentence for each text that is too long, by field."""
    return {
        name: t("At most {most} characters fit here, and this is {count}. Shorten it and send it again.", most=most,
                count=len(values[name]))
        for name, most in longest.items() if len(values.get(name, "")) > most
    }  # fmt: skip
