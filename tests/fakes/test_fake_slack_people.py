"""People of the fake Slack against a small bot that is a real server with real signatures."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
import uvicorn
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.fakes.slack import FakeSlack, Message, RefusedByClient
from tests.fakes.slack.limits import ACK_SECONDS
from tests.quick_server import QuickServer
from tests.until import PATIENCE_SECONDS, until

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


FORM: Json = {
    "type": "modal",
    "callback_id": "report",
    "title": plain("Rapportera"),
    "submit": plain("Spara"),
    "close": plain("Avbryt"),
    "notify_on_close": True,
    "private_metadata": "row=14",
    "blocks": [
        {
            "type": "input",
            "block_id": "status",
            "label": plain("Status"),
            "dispatch_action": True,
            "element": {
                "type": "radio_buttons",
                "action_id": "status",
                "options": [option("Grön", "green"), option("Gul", "yellow"), option("Röd", "red")],
                "initial_option": option("Grön", "green"),
            },
        },
        {
            "type": "input",
            "block_id": "comment",
            "label": plain("Kommentar"),
            "element": {"type": "plain_text_input", "action_id": "comment", "max_length": 40},
        },
        {
            "type": "input",
            "block_id": "due",
            "label": plain("Klart"),
            "optional": True,
            "element": {"type": "datepicker", "action_id": "due"},
        },
    ],
}
BUTTONS: list[Json] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Hej *Anna*"}},
    {
        "type": "actions",
        "block_id": "rows",
        "elements": [
            {"type": "button", "action_id": "open", "text": plain("Öppna 14"), "value": "14"},
            {"type": "button", "action_id": "skip", "text": plain("Senare"), "value": "later"},
        ],
    },
]


class ToyBot:
    """Answers what the tests tell it to, and keeps what it was sent."""

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack
        self.client = WebClient(token=slack.token, base_url=slack.api_url, retry_handlers=[])
        self.seen: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[Any] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.verifier = SignatureVerifier(slack.signing_secret)

    async def handle(self, request: Request) -> Response:
        body = await request.body()
        if not self.verifier.is_valid_request(body, dict(request.headers)):
            return Response(status_code=401)
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        sent: Json = json.loads(body) if body.startswith(b"{") else form
        payload = json.loads(sent["payload"]) if "payload" in sent else sent
        self.seen.append(payload)
        self.headers.append(dict(request.headers))
        await asyncio.to_thread(self.may_answer.wait)
        answer = self.answers.pop(0) if self.answers else ""
        if callable(answer):
            answer = await asyncio.to_thread(answer, payload)
        if isinstance(answer, Response):
            return answer
        return PlainTextResponse(answer) if isinstance(answer, str) else JSONResponse(answer)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as running:
        running.ack_timeout = PATIENCE_SECONDS
        running.clock.hold()
        yield running


@pytest.fixture
def bot(slack: FakeSlack) -> Iterator[ToyBot]:
    toy = ToyBot(slack)
    app = Starlette(routes=[Route("/slack/events", toy.handle, methods=["POST"])])
    config = uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")
    server = QuickServer(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    slack.bot_url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield toy
    server.should_exit = True
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()


def opens(bot: ToyBot, view: Json = FORM) -> Any:
    def answer(payload: Json) -> str:
        bot.client.views_open(trigger_id=payload["trigger_id"], view=view)
        return ""

    return answer


def test_a_command_is_signed_and_shaped_as_slack_does(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01", email="agare1@example.se", name="Anna Ek")
    bot.answers = ["Tack &amp; hej"]
    reply = anna.command("/rapportera", "14 gul A & B <b> å")
    assert reply.text == "Tack & hej"
    seen = bot.seen[0]
    assert seen["text"] == "14 gul A & B <b> å"
    assert (seen["command"], seen["user_id"], seen["channel_id"]) == ("/rapportera", "U0ANNA01", anna.dm)
    assert seen["channel_name"] == "directmessage"
    assert seen["response_url"].startswith(slack.url)
    assert slack.violations == []
    assert [m.text for m in slack.ephemerals("U0ANNA01")] == ["Tack & hej"]


def test_a_wrong_secret_is_seen_by_the_bot(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    slack.signing_secret = "another"
    reply = anna.command("/rapportera")
    assert (reply.status, reply.failure) == (401, "dispatch_failed")
    assert slack.violations[0].startswith("dispatch_failed: /rapportera")


def test_a_late_answer_does_not_count(slack: FakeSlack, bot: ToyBot) -> None:
    assert FakeSlack().ack_timeout == ACK_SECONDS == 3
    slack.ack_timeout = 0.2
    bot.may_answer.clear()
    reply = slack.person("U0ANNA01").command("/malstatus")
    bot.may_answer.set()
    assert reply.failure == "operation_timeout"
    assert slack.violations[0].startswith("operation_timeout")


def test_nobody_waits_for_an_answer_when_no_time_is_allowed_for_it(slack: FakeSlack, bot: ToyBot) -> None:
    slack.ack_timeout = 0.0
    assert slack.person("U0ANNA01").command("/malstatus").failure == "operation_timeout"
    until(lambda: bot.seen)


def test_a_broken_ack_is_a_violation(slack: FakeSlack, bot: ToyBot) -> None:
    bot.answers = [{"text": "x", "blocks": [{"type": "header", "text": plain("h" * 151)}]}, {"txt": "x"}]
    anna = slack.person("U0ANNA01")
    assert anna.command("/malstatus").failure == "invalid_blocks"
    assert anna.command("/malstatus").failure == "invalid_payload"
    assert "json-pointer:/blocks/0/text/text" in slack.violations[0]
    assert len(slack.violations) == 2


def test_an_answer_for_all_is_in_the_channel(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    slack.channel("C0LEDNING", "ledning")
    bot.answers = [{"response_type": "in_channel", "text": "alla", "blocks": BUTTONS}]
    reply = anna.command("/malstatus", channel="C0LEDNING")
    assert reply.text == "Hej Anna\n[Öppna 14] [Senare]"
    assert [m.ts for m in slack.messages("C0LEDNING")] == [reply.message.ts if reply.message else None]


def test_a_form_from_open_to_stored(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    bot.answers = [opens(bot)]
    view = anna.command("/rapportera").view
    assert view is not None
    assert view.text.startswith("Rapportera\nStatus [Grön] [Gul] [Röd]")
    chosen = anna.choose(view, "Status", "Gul")
    assert bot.seen[-1]["type"] == "block_actions"
    assert bot.seen[-1]["actions"][0]["selected_option"]["value"] == "yellow"
    assert bot.seen[-1]["container"] == {"type": "view", "view_id": view.id}
    assert chosen.sent
    assert not anna.choose(view, "Klart", "2026-03-31").sent
    bot.answers = [{"response_action": "errors", "errors": {"comment": "Skriv mer"}}, ""]
    assert anna.submit(view, {"Kommentar": "x"}).errors == {"comment": "Skriv mer"}
    assert not view.closed
    old = view.hash
    assert anna.submit(view, {"comment": "Försenad"}).failure == ""
    sent = bot.seen[-1]["view"]
    assert sent["state"]["values"] == {
        "status": {"status": {"type": "radio_buttons", "selected_option": option("Gul", "yellow")}},
        "comment": {"comment": {"type": "plain_text_input", "value": "Försenad"}},
        "due": {"due": {"type": "datepicker", "selected_date": "2026-03-31"}},
    }
    assert (sent["hash"], sent["private_metadata"], sent["root_view_id"]) == (old, "row=14", view.id)
    assert view.closed
    assert slack.violations == []
    with pytest.raises(LookupError):
        anna.submit(view)


@pytest.mark.parametrize(
    ("values", "block"),
    [({}, "comment"), ({"comment": "x" * 41}, "comment"), ({"comment": "x", "due": "31/3"}, "due")],
)
def test_the_client_refuses_what_slacks_client_refuses(slack: FakeSlack, bot: ToyBot, values: Json, block: str) -> None:
    anna = slack.person("U0ANNA01")
    bot.answers = [opens(bot)]
    reply = anna.command("/rapportera")
    with pytest.raises(RefusedByClient) as refused:
        anna.submit(reply, values)
    assert list(refused.value.errors) == [block]
    assert len(bot.seen) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"response_action": "errors", "errors": {"nowhere": "fel"}},
        {"response_action": "errors", "errors": {"comment": ""}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "close"},
        {"response_action": "update"},
        {"response_action": "update", "view": {**FORM, "title": plain("t" * 25)}},
        {"response_action": "clear", "view": FORM},
        "sparat",
    ],
)
def test_a_broken_response_action_is_a_violation(slack: FakeSlack, bot: ToyBot, body: Any) -> None:
    anna = slack.person("U0ANNA01")
    bot.answers = [opens(bot), body]
    view = anna.command("/rapportera").wait_view()
    assert anna.submit(view, {"comment": "x"}).failure
    assert len(slack.violations) == 1
    assert not view.closed


def test_push_update_and_clear_keep_the_stack(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    push = {"response_action": "push", "view": FORM}
    bot.answers = [opens(bot), push, push, push]
    first = anna.command("/rapportera").wait_view()
    second = anna.submit(first, {"comment": "x"}).wait_view()
    assert second.raw["previous_view_id"] == second.raw["root_view_id"] == first.id
    third = anna.submit(second, {"comment": "x"}).wait_view()
    assert anna.submit(third, {"comment": "x"}).failure == "push_limit_reached"
    before = third.hash
    bot.answers = [{"response_action": "update", "view": {**FORM, "private_metadata": "2"}}]
    assert anna.submit(third).view is third
    assert third.hash != before
    assert third.values["comment"]["comment"]["value"] == "x"  # what was typed stays over an update
    bot.answers = [{"response_action": "clear"}]
    anna.submit(third)
    assert first.closed
    assert third.closed


def test_closing_is_told_only_when_asked_for(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    quiet = {k: v for k, v in FORM.items() if k != "notify_on_close"}
    bot.answers = [opens(bot), "", opens(bot, quiet)]
    assert anna.close(anna.command("/rapportera")).sent
    assert (bot.seen[-1]["type"], bot.seen[-1]["is_cleared"]) == ("view_closed", False)
    assert not anna.close(anna.command("/rapportera")).sent


def test_buttons_of_a_message(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    posted = bot.client.chat_postMessage(channel="U0ANNA01", text="Hej", blocks=BUTTONS)
    message = anna.inbox[0]
    assert message.text == "Hej Anna\n[Öppna 14] [Senare]"
    anna.click(message, "Öppna")
    seen = bot.seen[-1]
    assert seen["type"] == "block_actions"
    assert seen["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": posted["channel"],
        "is_ephemeral": False,
    }
    assert seen["actions"][0]["value"] == "14"
    assert {"action_id", "block_id", "action_ts", "text", "type", "value"} == set(seen["actions"][0])
    assert seen["message"]["ts"] == posted["ts"]
    assert seen["state"] == {"values": {}}
    anna.click({"channel": posted["channel"], "ts": posted["ts"]}, "skip")
    with pytest.raises(LookupError):
        anna.click(message, "Radera")
    with pytest.raises(LookupError):
        anna.click(message, "n")  # both labels
    assert slack.violations == []


def test_an_ephemeral_answer_is_replaced_through_its_response_url(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    bot.answers = [{"text": "Hej", "blocks": BUTTONS}]
    reply = anna.command("/rapportera")
    click = anna.click(reply, "Senare")
    seen = bot.seen[-1]
    assert seen["container"]["is_ephemeral"] is True
    assert "message" not in seen
    answer = WebhookClient(seen["response_url"], retry_handlers=[]).send(text="Klart", replace_original=True)
    assert answer.status_code == 200
    assert click.wait_followup().text == "Klart"
    assert reply.text == "Klart"
    assert slack.violations == []


def test_a_response_url_holds_five_times_and_thirty_minutes(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    reply = anna.command("/malstatus")
    hook = WebhookClient(bot.seen[-1]["response_url"], retry_handlers=[])
    assert [hook.send(text=str(i)).status_code for i in range(6)] == [200] * 5 + [404]
    assert [m.text for m in reply.followups] == ["0", "1", "2", "3", "4"]
    anna.command("/malstatus")
    hook = WebhookClient(bot.seen[-1]["response_url"], retry_handlers=[])
    assert hook.send(blocks=[{"type": "what"}]).status_code == 400
    slack.clock.advance(30 * 60 + 1)
    assert hook.send(text="x").body == '{"ok": false, "error": "expired_url"}'
    assert [v.split(":")[0] for v in slack.violations] == ["used_url", "invalid_blocks", "expired_url"]


def test_talk_is_escaped_and_stored(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    slack.channel("C0LEDNING", "ledning")
    anna.says("status <b> & c")
    event = bot.seen[-1]["event"]
    assert (event["type"], event["channel_type"]) == ("message", "im")
    assert event["text"] == "status &lt;b&gt; &amp; c"
    assert anna.inbox[0].text == "status <b> & c"
    anna.says("hjälp", channel="C0LEDNING")
    assert bot.seen[-1]["event"]["type"] == "app_mention"
    assert bot.seen[-1]["event"]["text"] == f"<@{slack.bot_user_id}> hjälp"


def test_an_event_is_sent_again_until_it_is_taken(slack: FakeSlack, bot: ToyBot) -> None:
    bot.answers = [Response(status_code=500), Response(status_code=500), ""]
    reply = slack.event({"type": "user_change", "user": slack.user_object(slack.bot_user_id)})
    assert reply.attempts == 3
    assert len({seen["event_id"] for seen in bot.seen}) == 1
    assert [h.get("x-slack-retry-num") for h in bot.headers] == [None, "1", "2"]
    assert bot.headers[1]["x-slack-retry-reason"] == "http_error"
    slack.events.retries = False
    bot.answers = [Response(status_code=500), ""]
    assert slack.event({"type": "team_join"}).attempts == 1


def test_a_replay_is_the_same_request(slack: FakeSlack, bot: ToyBot) -> None:
    reply = slack.person("U0ANNA01").command("/malstatus")
    slack.replay(reply)
    assert bot.seen[0] == bot.seen[1]
    assert bot.headers[0]["x-slack-signature"] == bot.headers[1]["x-slack-signature"]


def test_only_the_person_concerned_can_act(slack: FakeSlack, bot: ToyBot) -> None:
    anna, bo = slack.person("U0ANNA01"), slack.person("U0BO0001")
    bot.answers = [{"text": "Hej", "blocks": BUTTONS}, opens(bot)]
    hidden = anna.command("/rapportera").message
    view = anna.command("/rapportera").view
    assert isinstance(hidden, Message)
    assert view is not None
    with pytest.raises(LookupError):
        bo.click(hidden, "Senare")
    with pytest.raises(LookupError):
        bo.submit(view, {"comment": "x"})


def test_a_select_in_a_message_sends_its_choice(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    menu = {"type": "static_select", "action_id": "goal", "options": [option("Mål ett", "1"), option("Mål två", "2")]}
    block = {"type": "section", "block_id": "s", "text": plain("Mål"), "accessory": menu}
    bot.client.chat_postMessage(channel="U0ANNA01", text="Mål", blocks=[block])
    anna.choose(anna.inbox[0], "Mål", "två")
    assert bot.seen[-1]["actions"][0]["selected_option"]["value"] == "2"
    values = bot.seen[-1]["state"]["values"]
    assert values == {"s": {"goal": {"type": "static_select", "selected_option": option("Mål två", "2")}}}


def test_the_home_tab(slack: FakeSlack, bot: ToyBot) -> None:
    anna = slack.person("U0ANNA01")
    anna.opens_home()
    assert bot.seen[-1]["event"]["type"] == "app_home_opened"
    bot.client.views_publish(user_id=anna.id, view={"type": "home", "blocks": BUTTONS})
    home = slack.home(anna.id)
    assert home is not None
    anna.click(home, "Öppna")
    assert bot.seen[-1]["view"]["type"] == "home"
