"""`omgång rapport`: the half-year report comes as files, and the texts of it are written in a form."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.rounds.locking import lock_round
from models.outbox.tables import Delivery
from models.reporting.tables import ReportText
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import Role
from tests.dialogues.chat import Bot
from tests.dialogues.harness import closing, drain, verify_dialogue
from tests.reports.rounds import the_round

pytestmark = [pytest.mark.one_database, pytest.mark.round_is_open]
BOSS = "samordnare"


def files(bot: Bot) -> Sequence[tuple[str, str, DeliveryState]]:
    """The files of reports: what of it, in which form, and whether it has been sent."""

    def read(session: Session) -> list[tuple[str, str, DeliveryState]]:
        query = select(Delivery).where(Delivery.kind == DeliveryKind.FILE, Delivery.key.startswith("report:"))
        rows = session.scalars(query.order_by(Delivery.id))
        return [(row.payload["kind"], row.payload["form"], row.state) for row in rows if row.payload]

    return bot.read(read)


def test_the_report_comes_as_files_to_the_coordinator_alone(bot: Bot) -> None:
    verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 röd Försenad.", "Tack…"),
            ("folkhälsa", "/malvakten omgång rapport", "Det här kan bara samordnaren göra…"),
            (BOSS, "/malvakten omgång rapport",
             "Rapporten för Halvår 2022 görs nu. Den kommer hit som Word och pdf, oftast inom en minut.…utkast…"),
            (BOSS, "[En halv sida]", "Rapporten för Halvår 2022 görs nu. Den kommer hit som Word,…"),
            (BOSS, "/malvakten omgång rapport Halvår 1999", "…Det finns ingen omgång…"),
            (BOSS, "/malvakten omgång rapport Halvår 2022 pressmeddelande", "Halvår 2022 är inte publicerad.…"),
            (BOSS, "/malvakten omgång rapport Halvår 2022 redovisning", "Halvår 2022 gäller inte ett helt år."),
        ],
    )  # fmt: skip
    bot.write(lambda session: setattr(the_round(session), "period_to", date(2022, 12, 31)))
    verify_dialogue(bot, [
        (BOSS, "/malvakten omgång rapport Halvår 2022 redovisning", "Rapporten för Halvår 2022 görs nu.…"),
    ])  # fmt: skip
    drain(bot)
    sent = DeliveryState.SENT
    assert files(bot) == [
        ("whole", "docx", sent), ("whole", "pdf", sent), ("brief", "docx", sent), ("yearly", "docx", sent),
    ]  # fmt: skip


def test_texts_are_written_and_signed_until_the_lock(bot: Bot) -> None:
    talk = verify_dialogue(
        bot,
        [
            ("folkhälsa", "/rapportera 12 grön Klart.", "Tack…"),
            (BOSS, "/malvakten omgång rapport", "Rapporten för Halvår 2022…"),
            (BOSS, "[Sammanfattning: Ett välmående Västmanland …]",
             "…Ett välmående Västmanland…1 aktivitet av 19 löper på enligt plan. (rad 12)…"),
            (BOSS, "{text: Det går bra.}", "…Kvar som utkast: Ett välmående Västmanland.…"),
            (BOSS, "/malvakten omgång rapport", "Rapporten för Halvår 2022…"),
            (BOSS, "[Sammanfattning: Ett välmående Västmanland …]", "…Ett välmående Västmanland…"),
            (BOSS, "{signed: signed}", "…Undertecknat: Ett välmående Västmanland.…"),
            *closing(),
            (BOSS, "/malvakten omgång rapport", "Rapporten för Halvår 2022…"),
            (BOSS, "[Inledning …]", "…Rapportens inledning…"),
        ],
    )  # fmt: skip
    bot.write(lambda session: lock_round(session, the_round(session), bot.clock(), bot.options, why="Prov."))
    late = talk.person(BOSS).submit(talk.form(BOSS), {"text": "För sent."})
    assert "Halvår 2022 låstes" in str(late.errors), "beside the text, which stays in the form"
    frozen = "…Den görs ur den frysta sammanställningen.…"
    verify_dialogue(bot, [(BOSS, "/malvakten omgång rapport Halvår 2022", frozen)])
    texts = bot.read(lambda session: [(each.text, each.signed_as) for each in session.scalars(select(ReportText))])
    assert texts == [("Det går bra.", None), ("Det går bra.", Role.COORDINATOR)]
