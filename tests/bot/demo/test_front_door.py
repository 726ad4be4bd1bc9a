"""Requests go to the handlers once, and the answers stand where they are seen."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import func, select

from bot.demo import decode
from bot.demo.front_door import Answer, Answered, Opened
from bot.demo.platform import MANAGEMENT, Post
from bot.demo.program import GUEST, MEMBER, ROUND
from bot.demo.stage import Stage
from messages.parts import Buttons, plain_words
from models.answers.tables import Answer as StoredAnswer
from tests.bot.demo.conftest import OWNER

T = TypeVar("T")
YELLOW = {
    "field.status": "yellow", "field.comment": "Påhittat: senare än tänkt", "field.cause": "Sjukdom",
    "field.action": "Ny tidplan", "field.action_owner": "Folkhälsochef", "field.action_due": "2022-10-31",
}  # fmt: skip


def on(stage: Stage, play: Callable[[], Awaitable[T]]) -> T:
    """Opens the round and plays."""

    async def opened() -> T:
        await stage.move_to(ROUND.opens_at)
        return await play()

    return asyncio.run(opened())


def data(**more: str) -> dict[str, str]:
    return {"reader": OWNER, "where": "messages", "key": uuid4().hex, **more}


async def say(stage: Stage, words: str, **more: str) -> Answer:
    return await stage.door.answer(decode.say(data(words=words, **more), stage.options))


async def open_form(stage: Stage) -> Opened:
    answer = await stage.door.answer(decode.press(data(action="report")))
    assert isinstance(answer, Opened)
    return answer


async def send(stage: Stage, opened: Opened, **values: str) -> Answer:
    fields = data(key=opened.key, form=opened.form.name, state=opened.form.state, **values)
    return await stage.door.answer(decode.submit(fields), opened.key)


def answers(stage: Stage) -> int:
    with stage.database.read() as session:
        return session.execute(select(func.count()).select_from(StoredAnswer)).scalar_one()


def last(stage: Stage, conversation: str, reader: str = OWNER) -> Post:
    return stage.platform.top_level(conversation, reader)[-1]


def test_an_owner_is_asked_when_the_clock_comes_to_the_opening(stage: Stage) -> None:
    assert stage.platform.top_level(OWNER, OWNER) == []
    asyncio.run(stage.move_to(ROUND.opens_at))
    [prompt] = stage.platform.top_level(OWNER, OWNER)
    assert ROUND.name in plain_words(prompt.message)


def test_a_typed_answer_is_stored_and_its_receipt_is_for_its_author(stage: Stage) -> None:
    on(stage, lambda: say(stage, "/rapportera 12 grönt Påhittat: löper på"))
    assert answers(stage) == 1
    receipt = last(stage, OWNER)
    assert plain_words(receipt.message).startswith("Tack")
    assert receipt.only_for == OWNER


def test_the_same_line_twice_at_once_is_one_answer_and_one_receipt(stage: Stage) -> None:
    async def twice() -> None:
        request = decode.say(data(words="/rapportera 12 grönt Påhittat: löper på"), stage.options)
        await asyncio.gather(*(stage.door.answer(request) for _ in range(5)))
        await stage.door.answer(request)

    on(stage, twice)
    assert answers(stage) == 1
    assert len([post for post in stage.platform.top_level(OWNER, OWNER) if post.token is None]) == 2


def test_a_form_sent_twice_is_one_answer_and_opens_the_same_next_form(stage: Stage) -> None:
    async def twice() -> tuple[Answer, Answer]:
        opened = await open_form(stage)
        first, second = await asyncio.gather(send(stage, opened, **YELLOW), send(stage, opened, **YELLOW))
        return first, second

    first, second = on(stage, twice)
    assert isinstance(first, Opened)
    assert first == second
    assert answers(stage) == 1


def test_a_form_that_is_not_taken_keeps_what_was_written_and_can_be_mended(stage: Stage) -> None:
    async def mend() -> tuple[Opened, Answer, Answer]:
        opened = await open_form(stage)
        refused = await send(stage, opened, **{**YELLOW, "field.cause": ""})
        return opened, refused, await send(stage, opened, **YELLOW)

    opened, refused, taken = on(stage, mend)
    assert isinstance(refused, Opened)
    assert refused.form == opened.form
    assert set(refused.faults) == {"cause"}
    assert refused.values is not None
    assert refused.values["comment"] == YELLOW["field.comment"]
    assert isinstance(taken, Opened)
    assert not taken.faults
    assert answers(stage) == 1


def test_the_opening_message_is_rewritten_in_place(stage: Stage) -> None:
    async def answer() -> int:
        await say(stage, "/rapportera 12 grönt Påhittat: löper på")
        await stage.settle()
        directory, view = await stage.directory(), await stage.view()
        return len(directory.owned_rows(directory.by_email[OWNER], view.plan))

    total = on(stage, answer)
    [prompt] = [post for post in stage.platform.top_level(OWNER, OWNER) if post.token]
    assert prompt.edited
    assert stage.options.translator()("{done} of {total} done", done=1, total=total) in plain_words(prompt.message)


def test_a_red_answer_comes_to_the_management_channel(stage: Stage) -> None:
    async def answer() -> None:
        await say(stage, "/rapportera 12 rött Påhittat: står stilla. Åtgärd: omstart")
        await stage.settle()

    on(stage, answer)
    assert "omstart" in plain_words(last(stage, MANAGEMENT).message)
    assert last(stage, MANAGEMENT).only_for is None


def test_a_page_is_turned_in_place_and_sharing_shows_it_to_all(stage: Stage) -> None:
    async def turn() -> None:
        await say(stage, "status Ett tillgängligt Västmanland", where=MANAGEMENT, reader=MEMBER)
        shown = last(stage, MANAGEMENT, MEMBER)
        [goal] = [part for part in shown.message.parts if isinstance(part, Buttons)]
        more, share = goal.buttons[0], goal.buttons[-1]
        for button in (more, share):
            fields = data(reader=MEMBER, where=MANAGEMENT, action=button.action, value=button.value, post=shown.id)
            await stage.door.answer(decode.press(fields))

    on(stage, turn)
    typed, page, shared = stage.platform.top_level(MANAGEMENT, MEMBER)
    assert (typed.author, page.only_for, page.edited, shared.only_for) == (MEMBER, MEMBER, True, None)
    assert stage.platform.top_level(MANAGEMENT, OWNER) == [shared]


def test_a_delivered_message_is_never_overwritten_by_a_press(stage: Stage) -> None:
    async def press() -> None:
        prompt = last(stage, OWNER)
        await say(stage, "status Ett tillgängligt Västmanland")
        more = next(part.buttons[0] for part in last(stage, OWNER).message.parts if isinstance(part, Buttons))
        await stage.door.answer(decode.press(data(action=more.action, value=more.value, post=prompt.id)))

    on(stage, press)
    assert len(stage.platform.top_level(OWNER, OWNER)) == 4
    assert ROUND.name in plain_words(stage.platform.top_level(OWNER, OWNER)[0].message)
    assert not stage.platform.top_level(OWNER, OWNER)[0].edited


def test_a_colleague_outside_the_people_file_may_ask_and_a_guest_may_not(stage: Stage) -> None:
    async def ask() -> None:
        await say(stage, "status", reader=MEMBER)
        await say(stage, "status", reader=GUEST)

    on(stage, ask)
    t = stage.options.translator()
    heading = t("Status of the activity plan")
    assert heading in plain_words(last(stage, MEMBER, MEMBER).message)
    assert heading not in plain_words(last(stage, GUEST, GUEST).message)


def test_closing_a_sitting_that_is_done_answers_with_a_message(stage: Stage) -> None:
    async def fill_all() -> Answer:
        answer: Answer = await open_form(stage)
        for _ in range(50):
            if not isinstance(answer, Opened):
                break
            green = {"field.status": "green", "field.comment": "Påhittat: bra", "field.scope": "both"}
            answer = await send(stage, answer, **green)
        return answer

    assert on(stage, fill_all) == Answered()
    assert last(stage, OWNER).only_for == OWNER
