"""Reading an answer from one line (contract, "Answers by text")."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.answers.text_answer import TextAnswer, is_misspelt_status, read_text_answer
from models.rules.typography import as_seen
from models.vocabulary.answers import Status

TODAY = date(2025, 5, 13)


def read(said: str, today: date = TODAY) -> TextAnswer:
    return read_text_answer(said, today)


LABELS = ["Orsak", "Åtgärd", "Ansvarig", "Klart", "Cause", "Action", "Responsible", "Due"]


@pytest.mark.parametrize(
    ("said", "status", "comment"),
    [
        ("14 gul Försenad.", Status.YELLOW, "Försenad."),
        ("14 GUL, Försenad.", Status.YELLOW, "Försenad."),
        ("14 gul: Försenad.", Status.YELLOW, "Försenad."),
        ("14 Gult\nFörsenad.", Status.YELLOW, "Försenad."),
        ("14\u00a0gul\u00a0Försenad.", Status.YELLOW, "Försenad."),
        ("14 yellow Late.", Status.YELLOW, "Late."),
        ("rad 14 grön Bra.", Status.GREEN, "Bra."),
        ("#14 gron Bra.", Status.GREEN, "Bra."),
        ("Row 14: green Fine.", Status.GREEN, "Fine."),
        ("14 Grönt Bra.", Status.GREEN, "Bra."),
        (unicodedata.normalize("NFD", "14 grön Väl på väg."), Status.GREEN, "Väl på väg."),
        ("14 röd Stopp.", Status.RED, "Stopp."),
        ("14 ROTT Stopp.", Status.RED, "Stopp."),
        ("14 red Stopped.", Status.RED, "Stopped."),
        ("14 🟢 Bra.", Status.GREEN, "Bra."),
        ("14 🟡Försenad.", Status.YELLOW, "Försenad."),
        ("14 🔴\ufe0f: Stopp.", Status.RED, "Stopp."),
        ("14 :red_circle: Stopp.", Status.RED, "Stopp."),
        ("14 🟢 :) bra", Status.GREEN, ":) bra"),
        ("14 gul :( dåligt", Status.YELLOW, ":( dåligt"),
        ("14 kan inte bedömas För tidigt.", Status.CANNOT_ASSESS, "För tidigt."),
        ("14 Kan inte  BEDOMAS: För tidigt.", Status.CANNOT_ASSESS, "För tidigt."),
        ("14 cannot assess, Too early.", Status.CANNOT_ASSESS, "Too early."),
        ("14 gul", Status.YELLOW, ""),
        ("14 gul \u200b\u2060\ufe0f", Status.YELLOW, ""),
        ("14 gul \u2800\u3164", Status.YELLOW, ""),
    ],
)
def test_the_closed_list_of_status_words(said: str, status: Status, comment: str) -> None:
    answer = read(said)
    assert (answer.row, answer.status, answer.comment) == (14, status, comment)


@pytest.mark.parametrize(
    ("said", "unread"),
    [
        ("14 g Går bra", "g"), ("14 G", "G"), ("14 r Stopp", "r"), ("14 gul? Försenad", "gul?"),
        ("14 gulgrön Hm", "gulgrön"), ("14 gül Hm", "gül"), ("14 Försenad", "Försenad"), ("14 kan inte Hm", "kan"),
        ("14 cannot be assessed Hm", "cannot"), ("14 gult/rött", "gult/rött"), ("14 bra", "bra"),
        ("14gulgrön Hm", "gulgrön"), ("14 gul-röd Hm", "gul-röd"), ("14 (gul) Hm", "(gul)"),
        ("14 g\u00ad Hm", "g\u00ad"), ("14 \u0433ul Hm", "\u0433ul"), ("14 3 dagar sen", "3"), ("14 -5 grader", "-5"),
    ],
)  # fmt: skip
def test_anything_else_is_asked_back_and_never_guessed(said: str, unread: str) -> None:
    answer = read(said)
    assert answer.status is None
    assert answer.unread_status == unread
    assert answer.comment == said.removeprefix("14").strip()


@pytest.mark.parametrize("said", ["", "gul Försenad", "fjorton gul", "-14 gul", "\u200b"])
def test_without_a_row_number_there_is_no_row(said: str) -> None:
    assert read(said).row is None


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("g", True), ("gull", True), ("grönn", True), ("rött!", True), ("yelow", True), ("Försenad", False),
     ("god", False), ("Upphandlingen", False), ("grunden", False)],
)  # fmt: skip
def test_a_misspelt_colour_is_told_from_the_first_word_of_a_comment(word: str, is_one: bool) -> None:
    assert is_misspelt_status(word) is is_one


def test_the_labels_in_any_order_and_any_case() -> None:
    answer = read("14 gul Sen. KLART: 2026-03-31 ansvarig: Samordnaren Orsak: Överklagad\nåtgärd:Ny tidplan")
    assert answer.comment == "Sen."
    assert answer.fields == {"action_owner": "Samordnaren", "cause": "Överklagad", "action": "Ny tidplan"}
    assert answer.action_due == date(2026, 3, 31)


@pytest.mark.parametrize(
    "said",
    [
        "14 gul Sen, Orsak: Överklagad, Åtgärd: Ny tidplan; Ansvarig: Samordnaren, Klart: 2026-03-31,",
        "14 gul\nSen\n- Orsak: Överklagad\n- Åtgärd: Ny tidplan\n- Ansvarig: Samordnaren\n- Klart: 2026-03-31",
        "14 gul Sen\n• Orsak: Överklagad,\n• Åtgärd: Ny tidplan,\n• Ansvarig: Samordnaren,\n• Klart: 2026-03-31,",
        "14 gul Sen Or\u00adsak:\u00a0Överklagad A\u030atga\u0308rd: Ny tidplan ＡＮＳＶＡＲＩＧ：Samordnaren "
        "Klart: \uff12\uff10\uff12\uff16\u201103\u221231",
        "14 gul Sen \u2066Orsak: Överklagad\u2069 A\u200b\u030atgärd: Ny tidplan Ansvarig:\u2009Samordnaren "
        "Klart:\ufeff2026\u201303\u201331",
    ],
)
def test_the_signs_between_fields_are_no_part_of_them(said: str) -> None:
    answer = read(said)
    texts = {name: text.strip("\u2069\u2066") for name, text in answer.fields.items()}
    assert texts == {"cause": "Överklagad", "action": "Ny tidplan", "action_owner": "Samordnaren"}
    assert (answer.comment.strip("\u2066 "), answer.action_due) == ("Sen", date(2026, 3, 31))


def test_a_comment_that_is_a_list_keeps_its_signs() -> None:
    assert read("14 gul\n• ett\n• två,").comment == "• ett\n• två,"
    assert read("14 gul • ett\n• två\nOrsak: x").comment == "• ett\n• två"


def test_a_day_is_counted_from_when_it_was_written_and_has_passed_by_today() -> None:
    friday = read_text_answer("14 gul Sen. Klart: på fredag", date(2025, 5, 19), written=date(2025, 5, 14))
    assert (friday.action_due, friday.past_due) == (None, date(2025, 5, 16))
    ahead = read_text_answer("14 gul Sen. Klart: om två veckor", date(2025, 5, 19), written=date(2025, 5, 14))
    assert ahead.action_due == date(2025, 5, 28)


def test_english_labels_and_one_without_diacritics() -> None:
    answer = read("14 yellow Late. Cause: appeal Atgard: plan Responsible: Unit Due: 2026-03-31")
    assert answer.fields == {"cause": "appeal", "action": "plan", "action_owner": "Unit"}
    assert answer.action_due == date(2026, 3, 31)


def test_a_label_counts_at_the_start_and_after_white_space_only() -> None:
    assert read("14 gul Orsak: x").fields == {"cause": "x"}
    answer = read("14 gul Se (orsak: y) och grundorsak: z, delåtgärd: w")
    assert answer.fields == {}
    assert answer.comment == "Se (orsak: y) och grundorsak: z, delåtgärd: w"


def test_a_label_counts_once_and_its_second_text_stays_comment() -> None:
    answer = read("14 gul Sen. Orsak: ett Orsak: två Åtgärd: tre")
    assert answer.fields == {"cause": "ett", "action": "tre"}
    assert answer.comment == "Sen. Orsak: två"


@pytest.mark.parametrize("word", ["actıon", "orſak", "actİon"])
def test_letters_that_only_look_like_a_labels_are_comment(word: str) -> None:
    answer = read(f"14 gul Sen. {word}: x")
    assert answer.fields == {}
    assert answer.comment == f"Sen. {word}: x"


@pytest.mark.parametrize(
    "when", ["snart", "2026-02-30", "2026-03-311", "", "12-11-10", "31 mars eller 15 april", "jul!?"]
)
def test_a_date_that_is_not_understood_stays_in_the_comment_and_is_told(when: str) -> None:
    answer = read(f"14 gul Sen. Klart: {when} Åtgärd: Ny tidplan")
    assert answer.action_due is None
    assert answer.date_fault is not None
    assert answer.date_fault.words == (when or "Klart")
    assert answer.comment == f"Sen. Klart: {when}".strip()
    assert answer.fields == {"action": "Ny tidplan"}


@pytest.mark.parametrize(
    ("when", "day"),
    [("31 mars 2026", "2026-03-31"), ("v. 13", "2026-03-27"), ("sista juni.", "2025-06-30"), ("2026-3-1", "2026-03-01"),
     ("om två veckor", "2025-05-27"), ("31\u00a0mars\u00a02026", "2026-03-31"), ("nästa fredag", "2025-05-23")],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(when: str, day: str) -> None:
    answer = read(f"14 gul Sen. Klart: {when} Åtgärd: Ny tidplan")
    assert (answer.action_due, answer.date_fault) == (date.fromisoformat(day), None)
    assert (answer.comment, answer.fields) == ("Sen.", {"action": "Ny tidplan"})


def test_a_day_of_a_deviation_that_has_passed_stays_in_the_comment_and_is_asked_about() -> None:
    answer = read("14 gul Sen. Klart: 2025-05-12")
    assert (answer.action_due, answer.past_due, answer.comment) == (None, date(2025, 5, 12), "Sen. Klart: 2025-05-12")
    today = read("14 gul Sen. Klart: 2025-05-13")
    assert (today.action_due, today.past_due) == (TODAY, None)
    assert read("14 grön Klart nu. Klart: 2025-05-12").action_due == date(2025, 5, 12)


def test_what_follows_a_date_is_comment() -> None:
    answer = read("14 gul Klart: 2026-03-31, om allt går väl")
    assert (answer.action_due, answer.comment) == (date(2026, 3, 31), "om allt går väl")


def test_a_long_comment_is_read_whole() -> None:
    assert read(f"14 gul {'å' * 20_001}").comment == "å" * 20_001


def letters(text: str) -> list[str]:
    return sorted(c for c in unicodedata.normalize("NFC", text) if not c.isspace())


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
PIECES = st.lists(st.one_of(TEXTS, st.sampled_from([f"\n{label}: " for label in LABELS] + ["Klart: 2026-03-31 "])))


@given(st.sampled_from(["gul", "Grönt", "RÖD", "kan inte bedömas", "🟡"]), PIECES)
def test_no_letter_is_lost(colour: str, pieces: list[str]) -> None:
    """Every character but white space ends in the comment, a field or the date; labels that counted are taken off."""
    said = "x " + " ".join(pieces)
    answer = read(f"14 {colour} {said}")
    kept = answer.comment + "".join(answer.fields.values())
    kept += answer.action_due.isoformat() if answer.action_due else ""
    lost = letters(said)
    for c in letters(kept):
        lost.remove(c)
    taken = "".join(lost).lower()
    allowed = sorted("".join(LABELS).lower() + "::::" + ".,;")
    # What is gone is at most one of each label with its colon, and one sign after a date; invisible texts alone too,
    # and the signs that stand between fields.
    between = ",;•·∙‣◦▪●○*" + "".join(c for c in taken if as_seen(c) == "-")
    blank = "\u115f\u1160\u3164\uffa0\u2800"
    seen = [c for c in taken if unicodedata.category(c)[0] in "LNPS" and c not in blank + between]
    for c in seen:
        assert c in allowed, (said, answer)
        allowed.remove(c)


@given(st.integers(1, 999_999), st.sampled_from(Status), TEXTS, TEXTS, st.dates(min_value=date(1000, 1, 1)))
def test_what_is_written_out_is_read_back(row: int, status: Status, comment: str, action: str, due: date) -> None:
    words = {Status.GREEN: "green", Status.YELLOW: "gul", Status.RED: "röd", Status.CANNOT_ASSESS: "cannot assess"}
    comment = re.sub(r"[:\s]+", " ", f"Text {comment}.").strip()
    action = re.sub(r"[:\s]+", " ", f"Text {action}.").strip()
    answer = read(f"{row} {words[status]} {comment} Åtgärd: {action} Klart: {due}", date(1000, 1, 1))
    assert (answer.row, answer.status, answer.action_due) == (row, status, due)
    assert answer.comment == unicodedata.normalize("NFC", comment).strip()
    assert answer.fields["action"] == unicodedata.normalize("NFC", action).strip()


@given(st.text(max_size=200))
def test_nothing_that_is_said_makes_the_reader_fail(said: str) -> None:
    read(said)
    read(f"14 gul {said}")
