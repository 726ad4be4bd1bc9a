"""How large what is sent becomes: Microsoft allows 100 KB, counted in UTF-16, and older pages 40 KB."""

from collections.abc import Callable
from dataclasses import replace

from bot.teams.cards.files import LARGEST_PICTURE, activity_of_link, activity_of_picture, is_picture
from bot.teams.cards.paging import MOST_BYTES, size, split
from bot.teams.cards.render import activity_of, card_of_form
from i18n import translator
from messages.management.digest import summary
from messages.parts import File, Form, Message, TextField
from models.vocabulary.outbox import DeliveryKind
from tests.digests import SCENES, plan_of
from tests.golden.cards import faults_of_card
from tests.golden.support import BO, Scene
from tests.handlers.conftest import Office, new_office, office, office_database, office_url

__all__ = ["new_office", "office", "office_database", "office_url"]  # fixtures
AIM = 25_000


def sizes(message: Message) -> list[int]:
    return [size(activity_of(page)) for page in [*split(replace(message, thread=())), *split(Message(message.thread))]]


def test_the_longest_opening_message_of_the_plan_is_one_card(new_office: Callable[[], Office]) -> None:
    """The owner with most rows, 22: a page of them is in the message itself, the others follow."""
    scene = Scene(new_office(), "sv")
    [opening, *others] = sizes(scene.sent(DeliveryKind.PROMPT, BO))
    assert 5_000 < opening < 12_000
    assert len(others) == 1
    assert (opening + sum(others)) * 27 / 22 < AIM, "so would 27 rows be, if all were on one card"


def test_the_digest_of_500_deviations_is_cards_of_the_size_that_is_aimed_at(new_office: Callable[[], Office]) -> None:
    office = new_office()
    found = SCENES[500](office)
    message = summary(office.session, translator("sv", office.options.zone), office.options, found, plan_of(office))
    first, *rest = sizes(message)
    assert first < 12_000
    assert len(rest) <= 72
    assert max(rest) < AIM
    assert sum(rest) / len(rest) > MOST_BYTES / 2, "no more messages than needed"


def test_the_form_of_a_row_with_every_field_full_is_within_the_limit(new_office: Callable[[], Office]) -> None:
    scene = Scene(new_office(), "sv")
    form = scene.said(BO, "rapportera 34")
    assert isinstance(form, Form)
    full = {part.name: "å" * part.max_length for part in form.parts if isinstance(part, TextField)}
    assert len(full) > 3
    empty, whole = size(card_of_form(form)), size(card_of_form(form, values=full))
    assert empty < 8_000
    assert whole < 40_000


def test_a_picture_is_in_the_message_and_a_document_is_a_link() -> None:
    picture = File("per-goal.png", b"\x89PNG", "Per mål", "Samma siffror.", "Staplar.")
    assert is_picture(picture)
    assert not is_picture(replace(picture, content=b"x" * (LARGEST_PICTURE + 1)))
    activity = activity_of_picture(picture)
    assert (activity["text"], activity["textFormat"]) == ("Samma siffror.", "plain")
    content = "data:image/png;base64,iVBORw=="
    assert activity["attachments"] == [{"contentType": "image/png", "contentUrl": content, "name": "Staplar."}]
    report = File("Helår 2022.docx", b"PK", words="Rapporten.")
    assert not is_picture(report)
    card = activity_of_link(report, "https://malvakten.example.se/files/1")["attachments"][0]["content"]
    assert faults_of_card(card) == []
    assert card["body"][-1]["actions"][0]["url"] == "https://malvakten.example.se/files/1"
