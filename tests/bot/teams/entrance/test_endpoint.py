"""Teams' HTTP entrance: who is let in, what is refused and how, and that no body reaches the log."""

import json
import time
from typing import Any

import pytest

from tests.dialogues.meeting import Meeting
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.tenant import TENANT, Json

OWNER = "00000000-0000-4000-8000-000000000001"
SECRET_WORDS = "Hemliga ord om en upphandling"
OTHER_TENANT = "00000000-0000-4000-9000-00000000feed"


def said(teams: FakeTeams, words: str = SECRET_WORDS, **changed: Any) -> Json:
    person = teams.tenant.people[OWNER]
    return {**activities.message(teams.tenant, teams.service_url, person, words), **changed}


def test_only_what_the_connector_has_signed_is_let_in(
    bot: Meeting, teams: FakeTeams, capfd: pytest.CaptureFixture[str]
) -> None:
    now = int(time.time())
    teams.keys |= {"unendorsed": None, "webchat": ["webchat"]}
    bot.program.teams.keys._may_ask_at = float("-inf")  # type: ignore[union-attr]
    assert teams.deliver(said(teams))[0] == 200
    assert teams.deliver(said(teams), teams.authorization(exp=now - 120))[0] == 200  # clocks differ
    refused: dict[str, str] = {
        "no header": "", "no bearer": "Basic eDp5", "garbage": "Bearer a.b.c", "no token": "Bearer ",
        "bad signature": teams.authorization()[:-8] + "AAAAAAAA",
        "another's key under our id": teams.authorization(key="stranger", kid="first"),
        "an unknown key": teams.authorization(key="stranger"),
        "another audience": teams.authorization(aud="00000000-0000-4000-9000-000000000bad"),
        "another issuer": teams.authorization(iss="https://sts.windows.net/x/"),
        "expired": teams.authorization(exp=now - 400), "not yet": teams.authorization(nbf=now + 400),
        "no expiry": teams.authorization(exp=None), "no service": teams.authorization(serviceurl=None),
        "another service": teams.authorization("https://elsewhere.example/"),
        "a shared secret": teams.authorization(alg="HS256"),
        "no endorsements": teams.authorization(key="unendorsed"),
        "endorsed for others": teams.authorization(key="webchat"),
    }  # fmt: skip
    found = {why: teams.deliver(said(teams), header)[0] for why, header in refused.items()}
    assert found == dict.fromkeys(refused, 401)
    unsaid = said(teams)
    del unsaid["serviceUrl"]
    assert teams.deliver(unsaid, teams.authorization())[0] == 401
    logged = capfd.readouterr()
    assert SECRET_WORDS not in logged.err + logged.out


def test_another_channel_tenant_or_service_is_refused(bot: Meeting, teams: FakeTeams) -> None:
    conversation = said(teams)["conversation"]
    evil = "https://smba.trafficmanager.net.example/emea/"
    refused = {
        "another channel": said(teams, channelId="webchat"), "no channel": said(teams, channelId=None),
        "another tenant's conversation": said(teams, conversation={**conversation, "tenantId": OTHER_TENANT}),
        "another tenant's data": said(teams, channelData={"tenant": {"id": OTHER_TENANT}}),
        "a tenant of another kind": said(teams, channelData={"tenant": {"id": [TENANT]}}),
        "a service of another's": said(teams, serviceUrl=evil),
        "a service behind a name": said(teams, serviceUrl=f"http://{teams.host}@elsewhere.example/"),
        "a service on another port": said(teams, serviceUrl="http://127.0.0.1:9/"),
        "plain http": said(teams, serviceUrl="http://smba.trafficmanager.net/emea/"),
    }  # fmt: skip
    assert {why: teams.deliver(each)[0] for why, each in refused.items()} == dict.fromkeys(refused, 403)
    bot.drain()
    assert not [call for call in teams.tenant.calls if SECRET_WORDS in json.dumps(call, ensure_ascii=False)]
    # What names no tenant is not another's, and a tenant has one name in any case.
    reduced = said(teams, "hjälp", conversation={"id": conversation["id"]})
    assert teams.deliver(reduced)[0] == 200
    assert teams.deliver(said(teams, "hjälp", channelData={"tenant": {"id": TENANT.upper()}}))[0] == 200


def test_what_is_no_activity_is_refused(bot: Meeting, teams: FakeTeams) -> None:
    signed = teams.authorization()
    person = teams.tenant.people[OWNER]
    service = {"serviceUrl": teams.service_url, "channelId": "msteams"}
    for body in (b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000, b"9" * 5000):
        assert teams.send(body, signed)[0] == 400, body[:20]
    assert teams.send(b" " * 1_000_001, signed)[0] == 413
    assert teams.send(b" " * 1_000_001)[0] == 413
    odd: list[Json] = [
        {}, {"type": 7}, {"type": "message"}, {"type": "invoke"}, said(teams, text=["a"]),
        said(teams, conversation="a"),
        {**said(teams), "from": {"id": "29:1", "aadObjectId": "../x"}}, said(teams, id="a b"),
        said(teams, entities={"type": "mention"}), said(teams, channelData=[]),
        activities.activity(teams.tenant, teams.service_url, "invoke", person, name="adaptiveCard/action", value=[1]),
    ]  # fmt: skip
    for each in odd:
        assert teams.deliver({**service, **each}, signed)[0] == 400, each
    # Kinds that say nothing to the program are taken and forgotten; an unknown question is told to be so.
    for kind in ("typing", "messageReaction", "event", "endOfConversation", "messageDelete", "neverHeardOf"):
        assert teams.deliver(activities.activity(teams.tenant, teams.service_url, kind, person)) == (200, None)
    unknown = activities.activity(teams.tenant, teams.service_url, "invoke", person, name="task/fetch", value={})
    assert teams.deliver(unknown)[0] == 501
    assert teams.deliver(said(teams, "hjälp"))[0] == 200


def test_keys_are_fetched_once_and_anew_for_a_new_key(bot: Meeting, teams: FakeTeams) -> None:
    for _ in range(3):
        assert teams.deliver(said(teams, "hjälp"))[0] == 200
    assert teams.fetched == ["metadata", "keys"]
    teams.keys, teams.key = {"second": ["msteams"]}, "second"
    assert teams.deliver(said(teams, "hjälp"))[0] == 200
    assert teams.fetched == ["metadata", "keys"] * 2
    # Whoever makes up names of keys does not make the program ask for each.
    for number in range(3):
        assert teams.deliver(said(teams), teams.authorization(kid=f"made-up-{number}"))[0] == 401
    assert teams.fetched == ["metadata", "keys"] * 2


def test_without_keys_it_is_to_be_sent_anew(bot: Meeting, teams: FakeTeams) -> None:
    door = bot.program.teams
    assert door is not None
    teams.tenant.faults.clear()
    teams.fail("keys", 500, times=1)
    door.keys._keys, door.keys._fresh_until = {}, float("-inf")
    assert teams.deliver(said(teams, "hjälp"))[0] == 503
    assert teams.deliver(said(teams, "hjälp"))[0] == 200
    # Keys that are too old to be fetched anew hold until they can be.
    teams.fail("keys", 500, times=1)
    door.keys._fresh_until = float("-inf")
    assert teams.deliver(said(teams, "hjälp"))[0] == 200
