"""Presses on cards: sent again, of another making, of an older version, with too little or too much in them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.routes import BUTTONS
from models.operations.tables import InboundRequest
from models.people.directory_cache import load_directory
from models.vocabulary.outbox import DeliveryState
from tests.dialogues.harness import open_now as open_round
from tests.dialogues.harness import stored
from tests.dialogues.meeting import GUEST, Meeting
from tests.dialogues.teams_chat import TeamsPerson, TeamsSheet
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.cards import actions_of, card_of, text_of
from tests.fakes.teams.tenant import MANAGEMENT, Json
from tests.until import until

OWNER = "00000000-0000-4000-8000-000000000001"
OTHER = "00000000-0000-4000-8000-000000000002"
COORDINATOR = "00000000-0000-4000-8000-000000000021"


def form(bot: Meeting, row: str = "12") -> tuple[TeamsPerson, TeamsSheet]:
    open_round(bot)
    anna = bot.chat.person(OWNER)
    return anna, anna.command("/rapportera", row).wait_view()


def submission(teams: FakeTeams, sheet: TeamsSheet, account: str = OWNER, **values: str) -> Json:
    action = next(each for each in actions_of(card_of(sheet.activity) or {}) if each["verb"] == "form_submit")
    filled = {f"field.{name}": value for name, value in values.items()}
    return activities.press(teams.tenant, teams.service_url, teams.tenant.people[account], action, filled, sheet.ts)


def test_the_same_request_again_has_one_effect_and_the_same_answer(bot: Meeting, teams: FakeTeams) -> None:
    _, sheet = form(bot)
    sent = submission(teams, sheet, status="green", comment="Löper på.")
    answers = [teams.deliver({**sent, "id": id_}) for id_ in (sent["id"], sent["id"], "another-id", "a-third")]
    assert answers == [answers[0]] * 4
    assert answers[0][0] == 200
    assert "Sparat: rad 12" in str(answers[0][1])
    said = activities.message(teams.tenant, teams.service_url, teams.tenant.people[OWNER], "rapportera 13 grön Ja.")
    before = len(teams.tenant.posts)
    assert [teams.deliver(said) for _ in range(3)] == [(200, None)] * 3
    bot.drain()
    assert [(a.version, a.comment) for a in stored(bot)] == [(1, "Löper på."), (1, "Ja.")]
    receipts = [post for post in teams.tenant.posts[before:] if "ditt svar är sparat" in str(post.activity)]
    assert len(receipts) == 1


def test_quick_presses_that_go_back_and_forth_all_count(bot: Meeting, teams: FakeTeams) -> None:
    """Within the seconds in which a press may be sent anew under any id, what was pressed last tells."""
    person = teams.tenant.people[OWNER]

    def pressed(language: str, **more: Any) -> Any:
        action = {"verb": "language_said", "data": {"action": "language_said", "value": language}}
        return teams.deliver({**activities.press(teams.tenant, teams.service_url, person, action, {}, "5"), **more})

    def language() -> str | None:
        found = bot.read(lambda session: load_directory(session).by_account("teams", OWNER))
        return found.language if found else None

    def effects() -> int:
        return bot.read(lambda s: s.scalar(select(func.count()).select_from(InboundRequest))) or 0

    before = effects()
    for count, each in enumerate(("en", "sv", "en"), start=1):
        answers = [pressed(each) for _ in range(3)]
        assert answers == [answers[0]] * 3
        assert (language(), effects()) == (each, before + count)
    bot.clock.move(minutes=1)
    # What has waited somewhere since it was pressed is not pressed anew.
    early = (bot.clock() - timedelta(seconds=50)).isoformat()
    pressed("en", timestamp=early)
    assert effects() == before + 3
    pressed("en")
    assert effects() == before + 4
    for count, odd in enumerate(("soon", None, 17, "2022-06-08T10:00:00"), start=1):
        pressed("sv" if count % 2 else "en", timestamp=odd)
        assert effects() == before + 4 + count


@pytest.mark.parametrize("lacking", ["verb", "action"])
def test_a_button_needs_its_meaning_only_once(bot: Meeting, teams: FakeTeams, lacking: str) -> None:
    _, sheet = form(bot)
    sent = submission(teams, sheet, status="green", comment="Löper på.")
    pressed = sent["value"]["action"]
    if lacking == "verb":
        del pressed["verb"]
    else:
        del pressed["data"]["action"]
    assert "Sparat: rad 12" in str(teams.deliver(sent)[1])
    assert [a.comment for a in stored(bot)] == ["Löper på."]


def test_odd_presses_are_answered_in_a_sentence_and_change_nothing(bot: Meeting, teams: FakeTeams) -> None:
    _, sheet = form(bot)
    sent = submission(teams, sheet, status="green", comment="Löper på.")
    data = sent["value"]["action"]["data"]

    def pressed(who: str = OWNER, **changed: Any) -> str:
        action = {"type": "Action.Execute", "verb": "x", "data": {**data, **changed}}
        person = teams.tenant.people[who]
        each = activities.press(teams.tenant, teams.service_url, person, action, {}, sheet.ts)
        status, body = teams.deliver(each)
        assert status == 200
        assert body["statusCode"] == 200
        assert body["value"]
        return str(body["value"])

    assert "fungerar inte längre" in pressed(action="from_an_older_version", form="")
    assert "fungerar inte längre" in pressed(action="form_submit", form="of_another_version")
    assert "fungerar inte längre" in pressed(action="form_submit", state="{")
    odd: list[Json] = [
        {"field.status": None, "field.comment": 17}, {"field.status": "purple"},
        {"field.status": ["green"], "field.comment": {"a": 1}},
    ]  # fmt: skip
    for fields in odd:
        assert "⚠" in pressed(OWNER, action="form_submit", **fields)
    # Somebody else presses it, in a copy: the rights are theirs, whatever the card says.
    assert "12" in pressed(OTHER, action="form_submit")
    pressed(GUEST, action="form_submit")
    pressed(value="\x00" * 50, action="answer_row", form="")
    # Every button with a value that no version has written: never an empty message.
    before = len(teams.tenant.posts)
    for name in BUTTONS:
        for value in ("", "x@1@"):
            pressed(OWNER, action=name, value=value, form="")
            pressed(COORDINATOR, action=name, value=value, form="")
    bot.drain()
    assert not [post for post in teams.tenant.posts[before:] if not text_of(post.activity).strip()]
    assert stored(bot) == []
    bot.drain()


def test_a_card_of_another_making_is_answered_in_a_message(bot: Meeting, teams: FakeTeams) -> None:
    open_round(bot)
    person = teams.tenant.people[OWNER]
    submit = activities.activity(teams.tenant, teams.service_url, "message", person, text=None,
                                 value={"action": "ask", "value": "hjälp"}, replyToId="1")  # fmt: skip
    before = len(bot.chat.in_conversation(person.conversation))
    assert teams.deliver(submit) == (200, None)
    bot.drain()
    assert len(bot.chat.in_conversation(person.conversation)) == before + 1


def test_a_refusal_is_in_the_card_with_what_is_written_even_after_a_restart(bot: Meeting, teams: FakeTeams) -> None:
    anna, sheet = form(bot)
    listeners = bot.program.teams.listeners  # type: ignore[union-attr]
    answer = anna.submit(sheet, {"status": "green", "comment": "\u200b"})
    assert answer.errors == {"comment": "Skriv en kort kommentar."}
    assert sheet.fields["status"] == "green"
    listeners._forms.forget()  # another process
    answer = anna.submit(sheet)
    assert (answer.note, answer.view) == ("Skriv en kort kommentar.", sheet)
    anna.submit(sheet, {"comment": "Löper på."})
    assert [a.comment for a in stored(bot)] == ["Löper på."]


def test_closing_a_form_keeps_what_is_written_as_a_draft(bot: Meeting) -> None:
    anna, sheet = form(bot)
    sheet.put("comment", "Halvt skrivet")
    closed = anna.close(sheet)
    assert closed.text.startswith("Formuläret är stängt och inget är skickat. Det du skrev finns kvar som utkast.")
    assert anna.command("/rapportera", "12").wait_view().fields["comment"] == "Halvt skrivet"


def test_a_card_that_is_gone_comes_as_a_new_one(bot: Meeting, teams: FakeTeams) -> None:
    _, sheet = form(bot)
    person = teams.tenant.people[OWNER]
    teams.fail("update", 404, body={"error": {"code": "ActivityNotFoundInConversation"}})
    before = len(bot.chat.in_conversation(person.conversation))
    assert "Sparat: rad 12" in str(teams.deliver(submission(teams, sheet, status="green", comment="Ja."))[1])
    until(bot.is_idle)
    bot.drain()
    new = bot.chat.in_conversation(person.conversation)[before:]
    assert [post for post in new if "Sparat: rad 12" in post.text]


def test_what_is_pressed_in_a_channel_is_answered_to_the_person_alone(bot: Meeting, teams: FakeTeams) -> None:
    open_round(bot)
    person = teams.tenant.people[OWNER]
    action = {"verb": "answer_row", "data": {"action": "answer_row", "value": "12"}}
    pressed = activities.press(teams.tenant, teams.service_url, person, action, {}, "5", f"{MANAGEMENT};messageid=5")
    status, body = teams.deliver(pressed)
    assert (status, body["value"]) == (200, "Svaret kommer till dig i vår egen chatt.")
    said = "rapportera 12 grön Går bra."
    written = activities.message(teams.tenant, teams.service_url, person, said, f"{MANAGEMENT};messageid=5")
    assert teams.deliver(written)[0] == 200
    bot.drain()
    private = bot.chat.in_conversation(person.conversation)
    assert any("ditt svar är sparat" in post.text for post in private)
    assert any("Rapportera rad 12" in post.text for post in private)
    channel = [post for post in bot.chat.in_conversation(MANAGEMENT) if post.posted.thread == "5"]
    assert channel == []
    # A question is answered where it is asked, in the thread.
    asked = activities.message(teams.tenant, teams.service_url, person, "status", f"{MANAGEMENT};messageid=5")
    assert teams.deliver(asked)[0] == 200
    bot.drain()
    [shown] = [post for post in bot.chat.in_conversation(MANAGEMENT) if post.posted.thread == "5"]
    assert "80 aktiviteter" in shown.text


def test_a_refused_text_comes_back_whole_however_long_it_is(bot: Meeting, teams: FakeTeams) -> None:
    open_round(bot)
    anna = bot.chat.person(OWNER)
    before = len(bot.deliveries())
    answer = anna.says("rapportera 12 grön " + "å" * 30_000)
    bot.drain()
    assert answer.text.count("å") >= 30_000
    assert {each.state for each in bot.deliveries()[before:]} == {DeliveryState.SENT}
    assert teams.tenant.violations == []
    assert stored(bot) == []


def test_text_longer_than_the_field_is_refused_and_kept(bot: Meeting, teams: FakeTeams) -> None:
    anna, sheet = form(bot)
    owner = "x" * 2000
    listeners = bot.program.teams.listeners  # type: ignore[union-attr]
    for is_known in (True, False):
        answer = anna.submit(sheet, {"status": "green", "comment": "Ja.", "action_owner": owner})
        refusal = "Högst 300 tecken får plats här och det här är 2000. Korta texten och skicka igen."
        assert refusal in (*answer.errors.values(), answer.note)
        assert sheet.fields["action_owner"] == owner
        if is_known:
            listeners._forms.forget()
    assert stored(bot) == []
    assert teams.tenant.violations == []
