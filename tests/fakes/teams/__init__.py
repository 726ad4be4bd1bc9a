"""Microsoft Teams played by a local server: the Bot Connector, the tokens for it, and the keys that it signs with."""

from .server import FakeTeams
from .tenant import CLIENT_ID, SECRET, TENANT

__all__ = ["CLIENT_ID", "SECRET", "TENANT", "FakeTeams"]
