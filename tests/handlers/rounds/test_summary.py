"""The summary for management, what the coordinators get beside it, and the numbers of a round."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messages.coordinators.rounds.closed import closed_message
from messages.management.digest import summary, summary_change
from messages.parts import Heading, Message, plain_words
from messages.words import count
from models.answers.outcomes import outcomes, round_numbers
from models.answers.queries import current_answers
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.rounds.tables import Round
from models.vocabulary.answers import Status
from reports.content.words import Counts
from tests.handlers.conftest import Office

OWNERS = {"UAGFOLK01": [12, 13, 14, 16, 17, 25, 28, 29, 30], "UAGHALL01": [1, 3, 4, 5], "UAGTARN01": [76, 77]}
COUNTS = re.compile(r"(\d+) aktivitet(?:er)? – (\d+) grönt, (\d+) gult, (\d+) rött, (\d+) kan inte bedömas, "
                    r"(\d+) ej rapporterat")  # fmt: skip


def plan_of(office: Office) -> PlanView:
    return load_directory(office.session).plans[0]


def words(office: Office, found: Round, language: str = "sv") -> str:
    from i18n import translator

    t = translator(language, office.options.zone)
    message = summary(office.session, t, office.options, found, plan_of(office))
    return "\n".join((plain_words(message), "I tråden:", plain_words(Message(message.thread))))


def test_totals_with_denominators_then_red_then_yellow_each_whole(office: Office) -> None:
    earlier = office.open("Förra")
    office.answer("UAGFOLK01", 13, Status.GREEN, "Gick bra då.")
    office.close(earlier)
    office.now += timedelta(days=60)
    found = office.open()
    office.ask(found)
    office.answer("UAGFOLK01", 12, Status.YELLOW, "Sen.", cause="Sjukdom", action="Vikarie",
                  action_owner="Enheten", action_due=date(2022, 9, 1))  # fmt: skip
    office.answer("UAGFOLK01", 13, Status.RED, "x" * 599 + "YZ")
    office.answer("UAGFOLK01", 14, Status.GREEN, "Denna kommentar syns inte.")
    office.answer("UAGHALL01", 1, Status.CANNOT_ASSESS)
    office.now += timedelta(days=30)
    office.close(found)
    text = words(office, found)
    lines = text.split("\n")
    assert lines[0] == "Sammanställning: Halvår 2022"
    assert lines[2] == "80 aktiviteter – 1 grönt, 1 gult, 1 rött, 1 kan inte bedömas, 76 ej rapporterat"
    assert "• Hållbar utveckling: 5 aktiviteter – 1 kan inte bedömas, 4 ej rapporterat" in lines
    order = [
        text.index(w)
        for w in ("Sedan Förra: 1 ny röd och 1 ny gul.", "🔴 Nya röda (1)\n• Rad 13.", "🟡 Nya gula (1)\n• Rad 12.",
                  "Per mål\n", "Ej rapporterat (76): Samhällsutveckling", "I tråden:", "🔴 Rött · Rad 13.",
                  "🟡 Gult · Rad 12.", "Ej rapporterat\n")
    ]  # fmt: skip
    assert order == sorted(order)
    red = text[text.index("🔴 Rött · Rad 13.") : text.index("🟡 Gult · Rad 12.")]
    for part in ("Målområde Ett välmående Västmanland · Folkhälsa", "x" * 599 + "Y…”", "/malvakten status 13",
                 "Åtgärd: ingen angiven än", "Förra gången (8 juni 2022): 🟢 Grönt – ”Gick bra då.”"):  # fmt: skip
        assert part in red
    yellow = text[text.index("🟡 Gult · Rad 12.") :]
    for part in ("Kommentar: ”Sen.”", "Orsak: Sjukdom", "Åtgärd: Vikarie", "Ansvarig: Enheten",
                 "Klart senast: 1 september 2022", "Förra perioden: ”Länsdialogen"):  # fmt: skip
        assert part in yellow
    assert "Denna kommentar syns inte" not in text
    assert "• Folkhälsa: 6 aktiviteter ej rapporterade" in lines
    assert "• Välfärd / Samhällsutveckling: 2 aktiviteter ej rapporterade" in lines
    assert "Ägare" not in text
    assert "@" not in text
    english = words(office, found, "en")
    assert "80 activities – 1 green, 1 yellow, 1 red, 1 cannot be assessed, 76 not reported" in english
    assert "Still" not in english


def test_unreachable_units_are_said_and_names_only_to_coordinators(office: Office) -> None:
    found = office.open()
    office.ask(found, "UAGTARN01", "UAGKULT01")
    office.now += timedelta(days=30)
    office.close(found)
    text = words(office, found)
    assert "• Tärna folkhögskola: 2 aktiviteter ej rapporterade (2 kunde inte nås)" in text
    # The unit's other owner was reached.
    assert "• Kultur och ideell sektor: 15 aktiviteter ej rapporterade\n" in text
    told = plain_words(closed_message(office.session, office.options.translator(), found, plan_of(office)))
    assert "De här kunde inte nås:\n• Ägare Kultur och ideell sektor 1: kontot är avstängt\n• Ägare Tärna" in told
    assert "• Ägare Folkhälsa: raderna 12, 13, 14, 16, 17, 25, 28, 29 och 30" in told
    assert "• Ägare Ledningsstaben: rad 60" in told


def test_nobody_is_missing_who_was_asked_less_than_a_day_before(office: Office) -> None:
    found = office.open()
    office.now += timedelta(days=29, hours=2)
    office.ask(found)
    office.now += timedelta(hours=22)
    office.close(found)
    text = words(office, found)
    assert "• Folkhälsa: 9 aktiviteter saknar svar, men frågorna hann inte vara ute ett dygn." in text
    assert "ej rapporterade\n" not in text
    told = plain_words(closed_message(office.session, office.options.translator(), found, plan_of(office)))
    assert "80 aktiviteter saknar svar, men frågorna hann inte vara ute ett dygn. De räknas inte som" in told
    assert "Alla som har fått frågan har svarat." not in told
    rows = outcomes(office.session, load_directory(office.session), found, plan_of(office))
    numbers = round_numbers(rows, found)
    assert (numbers.excused, numbers.missing) == (80, 0)
    # An answer that comes after the closing does not change what the summary says of the closing.
    office.now += timedelta(hours=1)
    office.answer("UAGFOLK01", 12, Status.GREEN)
    assert words(office, found) == text


def test_when_everything_is_green_the_summary_is_numbers_only(office: Office) -> None:
    found = office.open()
    office.ask(found)
    for row in plan_of(office).rows:
        office.answer("USAMORD01", row.row, Status.GREEN)
    office.close(found)
    text = words(office, found)
    assert "80 aktiviteter – 80 grönt, 0 gult, 0 rött, 0 kan inte bedömas, 0 ej rapporterat" in text
    assert "Alla aktiviteter är rapporterade." in text
    message = summary(office.session, office.options.translator(), office.options, found, plan_of(office))
    assert sum(isinstance(part, Heading) for part in message.parts) == 1


def test_a_late_and_a_changed_answer_are_called_so(office: Office) -> None:
    found = office.open()
    office.answer("UAGFOLK01", 12, Status.GREEN)
    office.close(found)
    office.now += timedelta(hours=1)
    t = office.options.translator()
    for row, kind in ((13, "Sent svar"), (12, "Ändrat svar")):
        answer = office.answer("UAGFOLK01", row, Status.RED).answer
        assert answer.late
        plan = plan_of(office)
        message = summary_change(office.session, t, office.options, found, plan, plan.by_row[row], answer)
        assert plain_words(message).startswith(f"{kind} · 8 juni 2022 kl. 10.00\n🔴 Rött · Rad {row}.")


KINDS = ("aktivitet(?:er)? –", "grönt", "gult", "rött", "kan inte bedömas", "ej rapporterat")


def goals_of(text: str) -> str:
    """The lines of the goals."""
    return text[
        text.index("Per mål\n") : text.index("\nEj rapporterat (" if "Ej rapporterat (" in text else "\nI tråden:")
    ]


ANSWERS = st.lists(st.tuples(st.integers(1, 80), st.sampled_from(Status)), max_size=40)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ANSWERS, ANSWERS)
def test_the_five_counts_always_add_up_to_the_total(
    new_office: Callable[[], Office], in_time: list[tuple[int, Status]], late: list[tuple[int, Status]]
) -> None:
    office = new_office()
    found = office.open()
    office.ask(found)
    for row, status in in_time:
        office.answer("USAMORD01", row, status)
    office.now += timedelta(days=30, seconds=1)
    office.close(found)
    closed = office.now
    office.now += timedelta(days=1)
    for row, status in late:
        office.answer("USAMORD01", row, status)
    lines = [tuple(map(int, match)) for match in COUNTS.findall(words(office, found))]
    assert all(total == sum(rest) for total, *rest in lines)
    whole = lines[0]
    in_goals = [sum(map(int, re.findall(rf"(\d+) {kind}", goals_of(words(office, found))))) for kind in KINDS]
    assert list(whole) == in_goals
    # As of the closing: what came after is not in it.
    last = dict(in_time)
    assert whole[1:5] == tuple(list(last.values()).count(status) for status in
                               (Status.GREEN, Status.YELLOW, Status.RED, Status.CANNOT_ASSESS))  # fmt: skip
    plan = plan_of(office)
    as_of = current_answers(office.session, found.id, plan.id, closed)
    assert count(plan.rows, as_of) == Counts(*whole[:5])
    numbers = round_numbers(outcomes(office.session, load_directory(office.session), found, plan), found)
    assert numbers.answered == len({**last, **dict(late)})
    assert numbers.late == len(dict(late))
    assert numbers.answered + numbers.excused + numbers.missing == 80
    assert numbers.asked == 80
