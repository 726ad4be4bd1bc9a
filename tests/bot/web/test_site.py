"""The open site shows what is published and nothing else."""

import asyncio
import urllib.request
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.requests import Request

from actions.locking import lock_round
from actions.rounds import close_round, open_round, publish_round
from bot.transactions import Transactions
from bot.web.app import site_routes
from models.options import Options
from models.rounds.queries import round_named
from models.storage.database import Database
from tests.harness import Running
from tests.until import PATIENCE_SECONDS


def _page(bot: Running, query: str = "") -> str:
    with urllib.request.urlopen(f"{bot.url}/{query}", timeout=PATIENCE_SECONDS) as answer:
        text: str = answer.read().decode()
    return text


def _move(bot: Running, *steps: str) -> None:
    options = bot.program.dispatcher.options
    with bot.program.database.write() as session:
        found = round_named(session, "halvår 2022")
        assert found is not None
        for step in steps:
            if step == "open":
                open_round(session, found, bot.clock(), options, bot.program.settings.catch_up_max)
            elif step == "close":
                close_round(session, found, bot.clock(), options)
            elif step == "lock":
                lock_round(session, found, bot.clock(), options, why="Prövning.")
            else:
                publish_round(session, found, bot.clock())


def test_only_a_published_round_is_shown(bot: Running) -> None:
    bot.create_round()
    _move(bot, "open")
    bot.slack.person("UAGFOLK01").command("/rapportera", "16 röd <script>alert(1)</script>")
    for steps in ((), ("close",), ("lock",)):
        _move(bot, *steps)
        assert "Halvår 2022" not in _page(bot)
    _move(bot, "publish")
    page = _page(bot)
    assert "80 aktiviteter – 0 grönt, 0 gult, 1 rött, 0 kan inte bedömas, 79 ej rapporterat" in page
    assert "alert(1)" not in page
    assert "Ägare" not in page
    assert '<html lang="en">' in _page(bot, "?lang=en")


def test_without_a_database_a_visitor_gets_a_sentence(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    transactions = Transactions(database)
    options = Options(zone=ZoneInfo("Europe/Stockholm"))
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    answer = asyncio.run(site_routes(transactions, options)[0].endpoint(Request(scope)))
    assert answer.status_code == 503
    assert "Försök igen" in answer.body.decode()
    transactions.close()
    database.close()
