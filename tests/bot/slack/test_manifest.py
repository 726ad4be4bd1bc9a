"""The manifest: valid, refused in words, and asking for exactly the scopes that the code uses."""

import ast
import asyncio
import inspect
import json
import re
import shlex
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from jsonschema import Draft7Validator
from slack_sdk.web.async_client import AsyncWebClient
from typer.testing import CliRunner

from bot.cli.commands import app
from bot.settings import Settings, load_settings
from bot.slack import manifest
from bot.slack.blocks import paging, render
from bot.slack.manifest import ManifestFault, bot_scopes, manifest_json
from bot.slack.members import Members
from bot.slack.messenger import SlackMessenger
from bot.slack.text.written import Listener, written
from bot.transactions import Transactions
from i18n import translator
from messages.parts import Message, Paragraph
from models.options import Options
from models.people.tables import Person
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.people import Membership
from scheduler.outbox.messenger import Address, History, Sent
from tests.fakes.slack import FakeSlack
from tests.until import PATIENCE_SECONDS

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "tests/data/slack-manifest.schema.json").read_text(encoding="utf-8"))
HTTPS = {"MALVAKTEN_BASE_URL": "https://malvakten.example.se/"}
URL = "https://malvakten.example.se/slack/events"
# The channel events that Slack's reference has beside those we take; a word of these in our code is noticed.
OTHER_EVENTS = {
    "app_home_opened", "channel_created", "channel_left", "channel_shared", "dnd_updated_user", "file_shared",
    "group_close", "group_left", "link_shared", "reaction_added", "user_profile_changed", "user_status_changed",
}  # fmt: skip


def settings(**env: str) -> Settings:
    return load_settings(env, ROOT / "tests/data")


def made(**env: str) -> dict[str, Any]:
    return manifest.manifest(settings(**env))


def faults(**env: str) -> list[str]:
    with pytest.raises(ManifestFault) as caught:
        made(**env)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("env", [HTTPS, {"SLACK_APP_TOKEN": "xapp-later"}], ids=["http", "socket"])
def test_the_manifest_keeps_to_the_schema(env: dict[str, str], language: str) -> None:
    text = manifest_json(settings(**env, MALVAKTEN_LANGUAGE=language))
    assert list(Draft7Validator(SCHEMA).iter_errors(json.loads(text))) == []
    assert "Målvakten" in text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_commands_are_the_four_and_in_the_installations_language(language: str) -> None:
    t = translator(language, settings().zone)
    commands = made(**HTTPS, MALVAKTEN_LANGUAGE=language)["features"]["slash_commands"]
    assert [c["command"] for c in commands] == ["/malvakten", "/malstatus", "/rapportera", "/avvikelser"]
    assert {(c["url"], c["should_escape"]) for c in commands} == {(URL, False)}
    assert commands[0]["description"] == t("Everything that Målvakten can do")
    assert commands[1]["usage_hint"] == t("status [goal, unit, row number or words]").split(" ", 1)[1]
    assert commands[2]["description"].lower() == t(
        "report on your activities, all in one sitting or one in a line of text"
    )
    assert commands[3]["usage_hint"] == t("deviations [goal]").split(" ", 1)[1]


def test_the_commands_names_are_the_settings() -> None:
    commands = made(**HTTPS, SLACK_COMMANDS="plan, /plan-status,plan_report,deviations")["features"]["slash_commands"]
    assert [c["command"] for c in commands] == ["/plan", "/plan-status", "/plan_report", "/deviations"]


def test_over_http_everything_comes_to_one_address() -> None:
    chosen = made(**HTTPS)["settings"]
    assert chosen["interactivity"] == {"is_enabled": True, "request_url": URL}
    assert chosen["event_subscriptions"]["request_url"] == URL
    assert chosen["socket_mode_enabled"] is False


def test_in_socket_mode_there_is_no_address() -> None:
    document = made(SLACK_APP_TOKEN="xapp-later", **HTTPS)
    assert document["settings"]["socket_mode_enabled"] is True
    assert document["settings"]["interactivity"] == {"is_enabled": True}
    assert "://" not in json.dumps(document)


def test_people_can_write_to_the_bot_and_there_is_a_home_tab() -> None:
    features = made(**HTTPS)["features"]
    assert features["app_home"] == {
        "home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False
    }  # fmt: skip
    assert features["bot_user"]["display_name"].isascii()


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_http_will_do_on_this_machine(url: str) -> None:
    assert made(MALVAKTEN_BASE_URL=url)["settings"]["interactivity"]["request_url"] == f"{url}/slack/events"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "is missing"),
        ("http://malvakten.example.se", "is not https"),
        ("http://127.0.0.1.example.se", "is not https"),
        ("https://", "more or less than a host"),
        ("https://malvakten.example.se?x=1", "more or less than a host"),
        ("https://anna:ord@malvakten.example.se", "more or less than a host"),
        ("https://malvakten.example.se:99999", "is no address"),
        ("https://[::1", "is no address"),
        ("https://malvakten.example.se/" + "x" * 3000, "takes 1 to 3000 characters"),
    ],
)
def test_an_address_that_slack_cannot_send_to_is_refused(url: str, why: str) -> None:
    (line,) = faults(MALVAKTEN_BASE_URL=url)
    assert line.startswith("MALVAKTEN_BASE_URL")
    assert why in line
    assert "ord@" not in line


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("malvakten,status,rapportera,avvikelser", ["/status is Slack's own"]),
        ("malvakten,malstatus,remind,search", ["/remind is Slack's own", "/search is Slack's own"]),
    ],
)
def test_names_that_slack_refuses_get_a_sentence_each(names: str, said: list[str]) -> None:
    lines = faults(SLACK_COMMANDS=names, **HTTPS)
    assert len(lines) == len(said)
    for line, words in zip(lines, said, strict=True):
        assert line.startswith("SLACK_COMMANDS")
        assert words in line


def test_every_fault_is_told_at_once() -> None:
    assert len(faults(SLACK_COMMANDS="status,a,remind,b")) == 3


def test_the_longest_name_is_taken() -> None:
    made(SLACK_COMMANDS=f"{'x' * 31},b,c,d", **HTTPS)


# -- scopes ----------------------------------------------------------------------------------------------------------


def web_api() -> dict[str, str]:
    """The SDK's functions and the Web API's names for them, such as users_lookupByEmail: users.lookupByEmail."""
    found = {}
    for name, function in inspect.getmembers(AsyncWebClient, inspect.isfunction):
        calls = re.findall(r'self\.api_call\(\s*"([\w.]+)"', inspect.getsource(function))
        if len(calls) == 1:
            found[name] = calls[0]
    return found


def names_in(folder: Path) -> set[str]:
    """Every attribute's name in the Python files of a folder."""
    return {
        node.attr
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }


def test_the_table_has_every_method_that_the_code_calls_and_no_other() -> None:
    known, used = web_api(), names_in(ROOT / "bot")
    assert known["users_lookupByEmail"] == "users.lookupByEmail"
    assert "api_call" not in used
    assert {known[name] for name in used & known.keys()} == {*manifest.METHODS, *manifest.APP_TOKEN_METHODS}


def test_the_table_has_every_event_that_the_code_handles_and_no_other() -> None:
    texts = set()
    for name in ("app", "decode", "text/written"):
        tree = ast.parse((ROOT / f"bot/slack/{name}.py").read_text(encoding="utf-8"))
        texts |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    types = {event.partition(".")[0] for event in manifest.EVENTS}
    assert {str(text) for text in texts} & (types | OTHER_EVENTS) == types
    listener = Listener(frozenset({"U0BOT"}), Options(ZoneInfo("Europe/Stockholm")), "C1")
    names = {"im": "message.im", "channel": "message.channels", "group": "message.groups", "mpim": "message.mpim"}
    answer = {"type": "message", "channel": "C1", "user": "U1", "text": "12 gul Försenat", "thread_ts": "1.1"}
    taken = {name for kind, name in names.items() if written({"event": {**answer, "channel_type": kind}}, listener)}
    assert taken == {event for event in manifest.EVENTS if event.startswith("message.")}


def test_the_scopes_are_those_of_the_tables() -> None:
    assert made(**HTTPS)["oauth_config"] == {"scopes": {"bot": bot_scopes()}}
    assert set(manifest.SCOPES) == set(bot_scopes())
    assert all(manifest.used_by(scope) for scope in bot_scopes())


Step = Callable[[AsyncWebClient, Transactions], Awaitable[bool]]
TOKEN = "0123456789abcdef"


async def _nobody(_email: str) -> str:
    raise AssertionError("no address is looked up here")


def _members_of(client: AsyncWebClient, transactions: Transactions) -> Members:
    options = Options(zone=ZoneInfo("Europe/Stockholm"))
    members = Members(client, transactions, lambda: datetime.now(UTC), options)
    # What is asked is which scopes it takes, not how soon a busy machine answers.
    members.look_up_seconds = PATIENCE_SECONDS
    return members


async def _posts_and_finds(client: AsyncWebClient, where: str) -> bool:
    """Posts, changes, finds again in the conversation and its thread, takes away."""
    messenger, message = SlackMessenger(client, _nobody), Message((Paragraph("Hej"),))
    sent = await messenger.post(Address(channel=where), message, TOKEN)
    if not isinstance(sent, Sent):
        return False
    under = Address(channel=where, thread=sent.ref.message)
    steps = [
        await messenger.post(under, message, "b" * 16),
        await messenger.rewrite(sent.ref, message, TOKEN),
        await messenger.look(Address(channel=where), TOKEN, datetime.now(UTC)),
        await messenger.look(under, "b" * 16, datetime.now(UTC)),
        await messenger.remove(sent.ref),
    ]
    return all(step.found if isinstance(step, History) else isinstance(step, Sent) for step in steps)


async def _direct(client: AsyncWebClient, _: Transactions) -> bool:
    address = Address(account="U0ANNA001")
    messenger = SlackMessenger(client, _nobody)
    sent = await messenger.post(address, Message((Paragraph("Hej"),)), TOKEN)
    seen = await messenger.look(address, TOKEN, datetime.now(UTC))
    return isinstance(sent, Sent) and bool(seen.found)


async def _public(client: AsyncWebClient, _: Transactions) -> bool:
    return await _posts_and_finds(client, "C0LEDNING")


async def _private(client: AsyncWebClient, _: Transactions) -> bool:
    return await _posts_and_finds(client, "G0LEDNING")


async def _by_email(client: AsyncWebClient, transactions: Transactions) -> bool:
    messenger = SlackMessenger(client, _members_of(client, transactions).account_of)
    sent = await messenger.post(Address(email="anna@example.se"), Message((Paragraph("Hej"),)), TOKEN)
    return isinstance(sent, Sent)


async def _members(client: AsyncWebClient, transactions: Transactions) -> bool:
    members = _members_of(client, transactions)
    if await members.look_up("U0ANNA001") is not Membership.FULL:
        return False
    await members.read_all()
    return True


EVERYTHING: dict[str, Step] = {
    "direct": _direct, "public": _public, "private": _private, "by e-mail": _by_email, "members": _members
}  # fmt: skip


def failing(scopes: set[str], folder: Path) -> set[str]:
    """What the program's own calls cannot do with these scopes, in a workspace that enforces them."""

    async def run(slack: FakeSlack) -> set[str]:
        database = Database(f"sqlite:///{folder}/malvakten.db")
        upgrade(database)
        with database.write() as session:
            session.add(Person(email="anna@example.se", name="Anna", roles=[]))
        transactions = Transactions(database)
        async with ClientSession() as session:
            client = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[], session=session)
            found = set()
            for name, step in EVERYTHING.items():
                try:
                    done = await step(client, transactions)
                except Exception:
                    done = False
                if not done:
                    found.add(name)
        transactions.close()
        database.close()
        return found

    with FakeSlack() as slack:
        slack.person("U0ANNA001", email="anna@example.se", name="Anna")
        slack.channel("C0LEDNING", "ledning")
        slack.channel("G0LEDNING", "ledning-hemlig", private=True)
        slack.scopes = scopes
        slack.expected |= {"missing_scope"}
        return asyncio.run(run(slack))


def test_with_the_manifests_scopes_every_call_is_allowed(tmp_path: Path) -> None:
    assert failing(set(bot_scopes()), tmp_path) == set()


@pytest.mark.parametrize(
    ("scope", "what"),
    [
        ("chat:write", {"direct", "public", "private", "by e-mail"}),
        ("im:write", {"direct"}),
        ("im:history", {"direct"}),
        ("channels:history", {"public"}),
        ("groups:history", {"private"}),
        ("users:read", {"members"}),
        ("users:read.email", {"by e-mail"}),
    ],
)
def test_each_scope_is_needed(scope: str, what: set[str], tmp_path: Path) -> None:
    assert failing(set(bot_scopes()) - {scope}, tmp_path) == what


# -- docs/slack.md ---------------------------------------------------------------------------------------------------

DOC = (ROOT / "docs/slack.md").read_text(encoding="utf-8")


def table_under(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the document, without its head."""
    section = DOC.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


def test_the_documents_table_is_the_modules() -> None:
    def shown(name: str) -> str:
        return name if name in manifest.FEATURES else f"`{name}`"

    assert table_under("What each scope is for") == [
        [f"`{scope}`", manifest.SCOPES[scope], ", ".join(shown(name) for name in manifest.used_by(scope))]
        for scope in bot_scopes()
    ]


def test_the_documents_limits_are_the_renderers() -> None:
    ours = {row[0]: row[2] for row in table_under("Limits that the renderer keeps")}
    assert ours["blocks in a message"] == str(paging.MOST_BLOCKS)
    assert ours["characters in a message's blocks, all together"] == f"{paging.MOST_CHARACTERS:,}"
    assert ours["one run of text"] == f"{render.LONGEST_RUN:,}"
    assert ours["text for notifications and screen readers"] == f"{render.LONGEST_NOTIFICATION:,}"


def test_the_documents_commands_exist() -> None:
    shells = "".join(re.findall(r"```sh\n(.*?)```", DOC, re.DOTALL)).replace("\\\n", " ")
    lines = [shlex.split(line) for line in shells.splitlines() if line.strip().startswith("malvakten ")]
    assert len(lines) >= 10
    for _, *words in lines:
        parsed = CliRunner().invoke(app, [*words, "--help"])
        options = [word for word in words if word.startswith("--")]
        assert parsed.exit_code == 0, words
        assert [option for option in options if option not in parsed.output] == [], words
