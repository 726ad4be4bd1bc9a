"""The fake's Web API, asked through slack_sdk."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.request
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.fakes.slack import FakeSlack, live_markup, visible_text
from tests.until import PATIENCE_SECONDS

Json = dict[str, Any]
META = {"event_type": "delivery", "event_payload": {"key": "k1"}}
VIEW: Json = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": []}


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        running.clock.hold()
        running.person("U0ANNA01", email="agare1@example.se", name="Anna")
        running.channel("C0LEDNING", "ledning")
        yield running


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    return WebClient(token=slack.token, base_url=slack.api_url, retry_handlers=[], timeout=int(PATIENCE_SECONDS))


def refused(call: Any, **args: Any) -> Any:
    """The JSON of a refusal."""
    with pytest.raises(SlackApiError) as error:
        call(**args)
    return error.value.response.data


def test_a_user_id_opens_the_direct_message(slack: FakeSlack, client: WebClient) -> None:
    answer = client.chat_postMessage(channel="U0ANNA01", text="Hej", metadata=META)
    assert answer["channel"].startswith("D")
    assert client.conversations_open(users="U0ANNA01")["channel"]["id"] == answer["channel"]
    assert slack.messages("U0ANNA01")[0].metadata == META
    assert [c.outcome for c in slack.calls("chat.postMessage")] == ["ok"]
    assert slack.violations == []


def test_json_and_form_bodies_are_the_same(slack: FakeSlack, client: WebClient) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Å"}}]
    client.chat_postMessage(channel="C0LEDNING", text="t", blocks=blocks)
    client.api_call("chat.postMessage", data={"channel": "C0LEDNING", "text": "t", "blocks": json.dumps(blocks)})
    assert [m.text for m in slack.messages("C0LEDNING")] == ["Å", "Å"]
    answer = refused(client.api_call, api_method="chat.postMessage", data={"channel": "C0LEDNING", "blocks": "{["})
    assert answer["error"] == "invalid_blocks_format"


def test_invalid_blocks_say_where(slack: FakeSlack, client: WebClient) -> None:
    answer = refused(client.chat_postMessage, channel="C0LEDNING", text="t", blocks=[{"type": "what"}])
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == ["[ERROR] unsupported type: what [json-pointer:/blocks/0/type]"]
    assert slack.violations[0].startswith("invalid_blocks: chat.postMessage")
    assert slack.messages("C0LEDNING") == []


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked"])
def test_a_token_can_be_refused(slack: FakeSlack, client: WebClient, code: str) -> None:
    slack.token_error = code
    assert refused(client.auth_test)["error"] == code


def test_another_token_is_refused(slack: FakeSlack) -> None:
    assert refused(WebClient(token="xoxb-x", base_url=slack.api_url).auth_test)["error"] == "invalid_auth"


def test_scopes(slack: FakeSlack, client: WebClient) -> None:
    assert "chat:write" in client.auth_test().headers["x-oauth-scopes"]
    slack.scopes = {"users:read", "channels:history"}
    answer = refused(client.chat_postMessage, channel="C0LEDNING", text="t")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "email" not in client.users_info(user="U0ANNA01")["user"]["profile"]
    assert client.conversations_history(channel="C0LEDNING")["messages"] == []
    answer = refused(client.conversations_history, channel=slack.store.dm("U0ANNA01").id)
    assert answer["needed"] == "im:history"


def test_where_a_bot_may_post(slack: FakeSlack, client: WebClient) -> None:
    slack.channel("C1", bot_is_member=False)
    slack.channel("C2", private=True, bot_is_member=False)
    slack.channel("C3", archived=True)
    slack.person("U0GONE01", deleted=True)
    wanted = {"C1": "not_in_channel", "C2": "channel_not_found", "C3": "is_archived", "C9": "channel_not_found"}
    for channel, code in {**wanted, "U0GONE01": "channel_not_found"}.items():
        assert refused(client.chat_postMessage, channel=channel, text="t")["error"] == code
    slack.messages_tab_enabled = False
    assert refused(client.chat_postMessage, channel="U0ANNA01", text="t")["error"] == "messages_tab_disabled"
    assert refused(client.conversations_open, users="U0GONE01")["error"] == "user_disabled"
    assert len(slack.violations) == 7


def test_expected_codes_are_no_violations(slack: FakeSlack, client: WebClient) -> None:
    slack.expected.add("channel_not_found")
    refused(client.chat_postMessage, channel="C9", text="t")
    assert refused(client.users_lookupByEmail, email="ingen@example.se")["error"] == "users_not_found"
    assert client.users_lookupByEmail(email="Agare1@example.se")["user"]["id"] == "U0ANNA01"
    assert slack.violations == []


def test_text(slack: FakeSlack, client: WebClient) -> None:
    assert refused(client.api_call, api_method="chat.postMessage", data={"channel": "C0LEDNING"})["error"] == "no_text"
    answer = client.chat_postMessage(channel="C0LEDNING", text="x" * 40_001)
    assert answer["warning"] == "message_truncated"
    assert len(slack.messages("C0LEDNING")[0].raw["text"]) == 40_000


def test_history_is_newest_first_by_pages_and_hides_metadata(slack: FakeSlack, client: WebClient) -> None:
    sent = [client.chat_postMessage(channel="C0LEDNING", text=str(i), metadata=META)["ts"] for i in range(5)]
    client.chat_postMessage(channel="C0LEDNING", text="svar", thread_ts=sent[0])
    assert sent == sorted(set(sent))
    first = client.conversations_history(channel="C0LEDNING", limit=2)
    assert [m["text"] for m in first["messages"]] == ["4", "3"]
    assert "metadata" not in first["messages"][0]
    cursor = first["response_metadata"]["next_cursor"]
    rest = client.conversations_history(channel="C0LEDNING", cursor=cursor, include_all_metadata=True)
    assert [m["text"] for m in rest["messages"]] == ["2", "1", "0"]
    assert rest["messages"][0]["metadata"] == META
    assert rest["messages"][-1]["reply_count"] == 1
    between = client.conversations_history(channel="C0LEDNING", oldest=sent[1], latest=sent[3])
    assert [m["ts"] for m in between["messages"]] == [sent[2]]
    inclusive = client.conversations_history(channel="C0LEDNING", oldest=sent[1], latest=sent[3], inclusive=True)
    assert len(inclusive["messages"]) == 3
    assert refused(client.conversations_history, channel="C0LEDNING", cursor="x")["error"] == "invalid_cursor"
    assert refused(client.conversations_history, channel="U0ANNA01")["error"] == "channel_not_found"


def test_threads(slack: FakeSlack, client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C0LEDNING", text="a")["ts"]
    reply = client.chat_postMessage(channel="C0LEDNING", text="b", thread_ts=parent, metadata=META)["ts"]
    got = client.conversations_replies(channel="C0LEDNING", ts=parent, include_all_metadata=True)["messages"]
    assert [m["ts"] for m in got] == [parent, reply]
    assert got[1]["metadata"] == META
    assert [m.text for m in slack.messages("C0LEDNING")] == ["a"]
    assert [m.text for m in slack.thread("C0LEDNING", parent)] == ["b"]
    for wrong in (reply, "1.000001"):
        answer = refused(client.chat_postMessage, channel="C0LEDNING", text="c", thread_ts=wrong)
        assert answer["error"] == "cannot_reply_to_message"
    assert refused(client.conversations_replies, channel="C0LEDNING", ts="1.1")["error"] == "thread_not_found"


def test_update_and_delete(slack: FakeSlack, client: WebClient) -> None:
    blocks = [{"type": "divider"}]
    sent = client.chat_postMessage(channel="U0ANNA01", text="a", blocks=blocks, metadata=META)
    place = {"channel": sent["channel"], "ts": sent["ts"]}
    client.chat_update(**place, text="b", blocks=[])
    message = slack.messages("U0ANNA01")[0]
    assert (message.text, message.metadata, message.blocks) == ("b", META, [])
    assert message.versions[0]["text"] == "a"
    assert refused(client.chat_update, channel="U0ANNA01", ts=sent["ts"], text="c")["error"] == "channel_not_found"
    assert refused(client.chat_update, **place, text="x" * 4001)["error"] == "msg_too_long"
    client.chat_update(**place, text="d", blocks=blocks)
    slack.violations.clear()
    client.chat_update(**place, text="e")
    assert slack.violations[0].startswith("ambiguous_update")
    client.chat_delete(**place)
    assert slack.messages("U0ANNA01") == []
    assert refused(client.chat_update, **place, text="f")["error"] == "message_not_found"


def test_ephemerals_are_in_no_history(slack: FakeSlack, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C0LEDNING", user="U0ANNA01", text="viskat")
    assert client.conversations_history(channel="C0LEDNING")["messages"] == []
    assert [m.text for m in slack.ephemerals("U0ANNA01")] == ["viskat"]
    slack.person("U0BO0001")
    answer = refused(client.chat_postEphemeral, channel="C0LEDNING", user="U0BO0001", text="x")
    assert answer["error"] == "user_not_in_channel"


def test_users_by_pages(slack: FakeSlack, client: WebClient) -> None:
    slack.person("U0GUEST1", guest=True)
    slack.person("U0OTHER1", stranger=True, tz=None)
    slack.person("U0GONE01", deleted=True)
    slack.page_size = 2
    seen: dict[str, Json] = {}
    for page in client.users_list():
        assert len(page["members"]) <= 2
        seen |= {member["id"]: member for member in page["members"]}
    assert len(seen) == 5
    assert seen["U0ANNA01"]["tz"] == "Europe/Stockholm"
    assert seen["U0GUEST1"]["is_restricted"] is True
    assert seen["U0OTHER1"]["team_id"] != slack.team_id
    assert "tz" not in seen["U0GONE01"]
    assert client.users_info(user="U0ANNA01", include_locale=True)["user"]["locale"] == "sv-SE"


def test_a_trigger_lives_three_seconds_and_once(slack: FakeSlack, client: WebClient) -> None:
    def open_(trigger_id: str) -> Any:
        return refused(client.views_open, trigger_id=trigger_id, view=VIEW)["error"]

    trigger = slack.store.new_trigger("U0ANNA01").id
    assert open_("1.2.abc") == "invalid_trigger_id"
    client.views_open(trigger_id=trigger, view=VIEW)
    assert open_(trigger) == "exchanged_trigger_id"
    late = slack.store.new_trigger("U0ANNA01").id
    slack.clock.advance(3.1)
    assert open_(late) == "expired_trigger_id"


def test_views_have_hashes_ids_and_a_stack_of_three(slack: FakeSlack, client: WebClient) -> None:
    view = client.views_open(trigger_id=slack.store.new_trigger("U0ANNA01").id, view=VIEW)["view"]
    changed = client.views_update(view_id=view["id"], hash=view["hash"], view={**VIEW, "external_id": "e"})["view"]
    answer = refused(client.views_update, view_id=view["id"], hash=view["hash"], view=VIEW)
    assert answer["error"] == "hash_conflict"
    assert client.views_update(external_id="e", hash=changed["hash"], view=VIEW)["view"]["id"] == view["id"]
    assert refused(client.views_update, view_id="V1", view=VIEW)["error"] == "not_found"
    last = view["id"]
    for _ in range(2):
        trigger = slack.store.new_trigger("U0ANNA01", last).id
        last = client.views_push(trigger_id=trigger, view=VIEW)["view"]["id"]
    trigger = slack.store.new_trigger("U0ANNA01", last).id
    assert refused(client.views_push, trigger_id=trigger, view=VIEW)["error"] == "push_limit_reached"


def test_an_upload(slack: FakeSlack, client: WebClient) -> None:
    client.files_upload_v2(channel="C0LEDNING", filename="svar.csv", content="a;b", initial_comment="Svaren")
    message = slack.messages("C0LEDNING")[0]
    assert (message.text, message.raw["files"][0]["name"]) == ("Svaren", "svar.csv")
    assert [f["data"] for f in slack.store.files.values()] == [b"a;b"]


def test_pace(slack: FakeSlack, client: WebClient) -> None:
    slack.pace_limit(per_channel_seconds=1.0, burst=2, per_minute=None, retry_after="0.5")
    for _ in range(2):
        client.chat_postMessage(channel="U0ANNA01", text="x")
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel="U0ANNA01", text="x")
    assert error.value.response.status_code == 429
    assert error.value.response.headers["Retry-After"] == "0.5"
    client.chat_postMessage(channel="C0LEDNING", text="x")
    slack.clock.advance(1.0)
    client.chat_postMessage(channel="U0ANNA01", text="x")
    slack.pace_limit(per_channel_seconds=None, per_minute=8)
    client.chat_postMessage(channel="C0LEDNING", text="x")
    client.chat_postMessage(channel="C0LEDNING", text="x")
    refused(client.chat_postMessage, channel="C0LEDNING", text="x")
    assert [v.split(":")[0] for v in slack.violations] == ["ratelimited"] * 2


def test_live_markup_is_found() -> None:
    message = {
        "text": "Hej <!channel>",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "<@U1> <http://x|y> &lt;!here&gt; a < b"}},
            {"type": "section", "text": {"type": "plain_text", "text": "<!everyone>"}},
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": "<!here>"}, {"type": "broadcast", "range": "here"}],
                    }
                ],
            },
        ],
    }
    assert live_markup(message) == ["<!channel>", "<@U1>", "<http://x|y>", "broadcast:here"]
    assert live_markup({"text": "&lt;!channel&gt; [a](b)"}) == []
    assert live_markup([{"type": "markdown", "text": "[a](http://b)"}]) == ["[a](http://b)"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*Tack* _du_ ~nej~", "Tack du nej"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("&lt;b&gt; &amp;lt; å", "<b> &lt; å"),
        ("<https://x.se|länk> <@U1> <!here>", "länk @U1 @here"),
        ("`*kod*` *fet*", "*kod* fet"),
        ("* punkt *", "* punkt *"),
    ],
)
def test_what_a_person_reads(text: str, shown: str) -> None:
    assert visible_text({"text": text}) == shown


def test_a_server_can_be_down_and_up_again(slack: FakeSlack, client: WebClient) -> None:
    client.auth_test()
    slack.down()
    with pytest.raises(OSError, match="refused"):
        client.auth_test()
    slack.up()
    client.auth_test()


def test_socket_mode(slack: FakeSlack) -> None:
    url = WebClient(token=slack.app_token, base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)[
        "url"
    ]
    seen: list[Json] = []

    async def bot() -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
            async for message in socket:
                envelope = json.loads(message.data)
                seen.append(envelope)
                if envelope["type"] in {"hello", "disconnect"}:
                    continue
                ack: Json = {"envelope_id": envelope["envelope_id"]}
                if envelope["accepts_response_payload"]:
                    ack["payload"] = {"text": "Tack"}
                await socket.send_str(json.dumps(ack))

    thread = threading.Thread(target=lambda: asyncio.run(bot()))
    thread.start()
    slack.wait_for(lambda: slack.sockets.connections)
    anna = slack.person("U0ANNA01")
    assert anna.command("/malstatus").text == "Tack"
    assert anna.says("hej").failure == ""
    slack.sockets.disconnect()
    thread.join(PATIENCE_SECONDS)
    assert [e["type"] for e in seen] == ["hello", "slash_commands", "events_api", "disconnect"]
    assert slack.violations == []


def test_admin(slack: FakeSlack, client: WebClient) -> None:
    def ask(path: str, body: Json | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{slack.url}/_admin/{path}", data)
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            return json.load(answer)

    assert ask("user", {"id": "U0BO0001", "email": "agare2@example.se"})["result"]["dm"].startswith("D")
    ask("channel", {"id": "C0NY0001", "name": "ny"})
    ask("faults", {"kind": "error", "error": "fatal_error"})
    ask("settings", {"latency": 0})
    assert refused(client.chat_postMessage, channel="C0NY0001", text="x")["error"] == "fatal_error"
    client.chat_postMessage(channel="C0NY0001", text="x")
    assert [m["text"] for m in ask("messages?channel=C0NY0001")] == ["x"]
    assert [c["outcome"] for c in ask("calls?method=chat.postMessage")] == ["fatal_error", "ok"]
    assert ask("violations") == []
    acted = ask("act", {"user": "U0BO0001", "do": "command", "args": ["/malstatus", "x"]})["result"]
    assert acted["failure"] == "dispatch_failed"  # nobody listens
