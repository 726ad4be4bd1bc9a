"""A strict fake Slack: a local server that plays the Web API, and the people who talk to the bot.

with FakeSlack() as slack:
    anna = slack.person("U0ANNA01", email="agare1@example.se", name="Anna")
    slack.bot_url = "http://127.0.0.1:8000"
    reply = anna.command("/rapportera", "14 gul Försenad.")
    assert reply.text.startswith("Tack")
    assert slack.violations == []
"""

from .forms import RefusedByClient
from .people import Person
from .reading import live_markup, visible_text
from .records import Call, Channel, Message, User, View
from .replies import Reply
from .server import FakeSlack

__all__ = [
    "Call",
    "Channel",
    "FakeSlack",
    "Message",
    "Person",
    "RefusedByClient",
    "Reply",
    "User",
    "View",
    "live_markup",
    "visible_text",
]
