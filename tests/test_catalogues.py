"""What the compiled catalogues hold, and what is said from them."""

from zoneinfo import ZoneInfo

from babel.messages.mofile import read_mo

from i18n import LOCALES, translator
from i18n.__main__ import load


def test_a_text_that_translates_itself_is_said_without_being_compiled() -> None:
    with (LOCALES / "en" / "LC_MESSAGES" / "malvakten.mo").open("rb") as file:
        assert not [message.id for message in read_mo(file) if message.id and message.string == message.id]
    english = translator("en", ZoneInfo("Europe/Stockholm"))
    for message in load("en"):
        if isinstance(message.id, str):
            assert english(message.id) == (message.string if message.id else "")
