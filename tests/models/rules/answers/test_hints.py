"""Hints: each rule, what it must not say, and how often it is right on the 80 real comments."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.answers.hints import (
    Earlier,
    Hint,
    HintRule,
    hints,
    personal_data_hints,
    read_unchanged,
    trouble_words,
)  # fmt: skip
from models.rules.text import plain
from models.rules.words.phrases import Line, Phrases, entries
from models.vocabulary.answers import Status
from tests.models.rules.answers.sentences import FINE, TROUBLE
from tests.until import PATIENCE_SECONDS

SAMPLES = Path(__file__).parents[4] / "samples" / "vastmanland-2022" / "activities.json"
# The real comments were read one by one: these tell of something that is not as planned, or not done.
TELL_OF_TROUBLE = {4, 41, 45}
# Two or three words that say less than the colour: begun, planned, developed, but not what.
SAY_NOTHING = {42, 60, 72}
# What the lists miss and what they take wrongly, of the sentences that were made up before the lists were tried.
MISSED = {"Ingen handläggare finns på plats, rekrytering pågår.", "Endast en av fyra träffar har blivit av."}
FALSE_ALARMS = {"Kompetensbristen i länet har kartlagts i en rapport."}

GREEN, YELLOW, RED = Status.GREEN, Status.YELLOW, Status.RED
COMMENT = "Arbetet pågår enligt projektplanen."


def rules(found: tuple[Hint, ...]) -> list[HintRule]:
    return [hint.rule for hint in found]


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("Upphandlingen är försenad.", ("försenad",)),
        ("FÖRSENINGAR i leveransen", ("FÖRSENINGAR",)),
        ("Upphandlingen ar forsenad", ("forsenad",)),
        ("Vi har inte riktigt hunnit, och underlag saknas.", ("saknas",)),
        ("Vi har inte hunnit och underlag saknas.", ("inte hunnit", "saknas")),
        ("Tidsbrist och vakanser.", ("Tidsbrist", "vakanser")),
        ("Inte klar utan försenad.", ("Inte klar", "försenad")),
        ("Inga problem. Leveransen är försenad.", ("försenad",)),
        ("Inga problem men leveransen är försenad.", ("försenad",)),
        ("Försenad, försenad och försenad.", ("Försenad", "försenad")),
        ("Förseningen är inte åtgärdad.", ("Förseningen",)),
        ("Risken saknar plan.", ("Risken", "saknar")),
    ],
)
def test_words_of_delay_and_trouble(comment: str, words: tuple[str, ...]) -> None:
    assert trouble_words(comment) == words


@pytest.mark.parametrize(
    "comment",
    ["Inga förseningar.", "Inte försenad.", "Upphandlingen är inte alls försenad.", "Resurser saknas inte.",
     "Utan större hinder eller problem.", "Inga förseningar, hinder eller risker.", "Varken pausad eller försenad.",
     "Förseningen är nu inhämtad.", "Risk- och sårbarhetsanalys klar.", "No delays.", "Deras svar har kommit."],
)  # fmt: skip
def test_negated_and_past_trouble_is_none(comment: str) -> None:
    assert trouble_words(comment) == ()


def test_the_plans_own_words_do_not_count() -> None:
    comment = "Riskerna är kartlagda och underlag saknas."
    assert trouble_words(comment) == ("Riskerna", "saknas")
    assert trouble_words(comment, "Kartlägga risker i länets vattentäkter.") == ("saknas",)
    activity = "Insatser mot kompetensbrist och psykisk ohälsa"
    assert trouble_words("Kompetensbristen har kartlagts.", activity) == ()


def test_trouble_is_pointed_out_under_green_only() -> None:
    comment = "Upphandlingen är försenad."
    assert hints(GREEN, comment) == (Hint(HintRule.TROUBLE_UNDER_GREEN, ("försenad",)),)
    assert hints(YELLOW, comment) == hints(RED, comment) == hints(Status.CANNOT_ASSESS, comment) == ()


@pytest.mark.parametrize(
    ("before", "hit"),
    [
        ([GREEN], True), ([YELLOW, GREEN], False), ([RED, GREEN], False), ([], False), ([None, None], False),
        # Last time is the round before, and no other (contract).
        ([None, GREEN], False), ([Status.CANNOT_ASSESS, GREEN], False), ([None, YELLOW], False),
    ],
)  # fmt: skip
def test_green_to_red_without_yellow(before: list[Status | None], hit: bool) -> None:
    earlier = [Earlier(status) for status in before]
    assert (HintRule.GREEN_TO_RED in rules(hints(RED, COMMENT, earlier=earlier))) is hit
    assert HintRule.GREEN_TO_RED not in rules(hints(YELLOW, COMMENT, earlier=earlier))


@pytest.mark.parametrize(
    ("before", "hit"),
    [
        ([COMMENT, COMMENT], True), (["arbetet  PÅGÅR – enligt projektplanen", COMMENT, "Annat."], True),
        ([COMMENT], False), ([COMMENT, "Annat."], False), (["Annat.", COMMENT, COMMENT], False),
        ([COMMENT, "", COMMENT], False),
    ],
)  # fmt: skip
def test_the_same_comment_three_periods_running(before: list[str], hit: bool) -> None:
    found = hints(GREEN, COMMENT, earlier=[Earlier(GREEN, comment) for comment in before])
    assert found == ((Hint(HintRule.SAME_COMMENT, (COMMENT,)),) if hit else ())


def test_no_comment_is_not_the_same_comment() -> None:
    assert hints(GREEN, "", earlier=[Earlier(GREEN), Earlier(GREEN)]) == ()


@pytest.mark.parametrize("comment", ["ok", "Bra.", "Planering pågår", "👍", "…", "Klart!"])
def test_a_comment_too_short_to_say_anything(comment: str) -> None:
    assert hints(GREEN, comment) == (Hint(HintRule.TOO_SHORT, (comment,)),)


@pytest.mark.parametrize("comment", ["Pågår enligt plan.", "Klart 14 juni.", "Antagen i fullmäktige."])
def test_three_words_may_say_it(comment: str) -> None:
    assert hints(GREEN, comment) == ()


def test_personal_data_is_pointed_out_whatever_the_colour() -> None:
    comment = "Fråga anna@example.se, bo@example.se eller 070-123 45 67 om 811218-9876."
    for status in (*Status, None):
        assert hints(status, comment) == (
            Hint(HintRule.EMAIL, ("anna@example.se", "bo@example.se")),
            Hint(HintRule.PHONE, ("070-123 45 67",)),
            Hint(HintRule.IDENTITY, ("811218-9876",)),
        )
    assert personal_data_hints("Anna på ekonomi") == ()


@pytest.mark.parametrize(
    ("comment", "words", "says_more"),
    [
        ("Oförändrat", "Oförändrat", False), ("Oförändrat läge sedan förra perioden.", "Oförändrat", False),
        ("Samma som förra gången.", "Samma som förra", False), ("samma som sist", "samma som sist", False),
        ("Inget nytt att rapportera.", "Inget nytt att rapportera", False), ("No change", "No change", False),
        ("Arbetet fortgår som tidigare.", "som tidigare", False), ("Unchanged since last time.", "Unchanged", False),
        ("Ingen förändring.", "Ingen förändring", False), ("Inget nytt, väntar.", "Inget nytt", False),
        ("Oförändrat. Upphandlingen väntar på beslut i juni.", "Oförändrat", True),
        ("Same as last time. Two municipalities have joined.", "Same as last", True),
    ],
)  # fmt: skip
def test_unchanged_needs_a_new_sentence(comment: str, words: str, says_more: bool) -> None:
    found = read_unchanged(comment)
    assert found
    assert (found.words, found.says_more) == (words, says_more)


@pytest.mark.parametrize("comment", ["", COMMENT, "Förändringsarbetet går framåt.", "Samma mål som i Sörmland."])
def test_other_comments_do_not_say_unchanged(comment: str) -> None:
    assert read_unchanged(comment) is None


def test_the_real_comments_as_if_green() -> None:
    """Prints the figures of docs/decisions.md: hits, and how many of them are right by the labels above."""
    rows = json.loads(SAMPLES.read_text("utf-8"))
    found = {row["order"]: hints(GREEN, row["comment"], activity=row["activity"]) for row in rows}
    counted = Counter(hint.rule for each in found.values() for hint in each)
    trouble, short = (
        {row for row, each in found.items() if rule in rules(each)}
        for rule in (HintRule.TROUBLE_UNDER_GREEN, HintRule.TOO_SHORT)
    )
    unchanged = {row["order"] for row in rows if read_unchanged(row["comment"])}
    print(f"{len(rows)} comments:", {rule.value: counted[rule] for rule in HintRule})  # noqa: T201
    print("trouble", sorted(trouble), "right", len(trouble & TELL_OF_TROUBLE), "missed", TELL_OF_TROUBLE - trouble)  # noqa: T201
    print("short", sorted(short), "right", len(short & SAY_NOTHING), "unchanged", sorted(unchanged))  # noqa: T201
    assert (trouble, short, unchanged) == (TELL_OF_TROUBLE, SAY_NOTHING, set())
    assert counted.total() == len(TELL_OF_TROUBLE) + len(SAY_NOTHING)


def test_the_made_up_comments() -> None:
    missed = {sentence for sentence in TROUBLE if not trouble_words(sentence)}
    wrong = {sentence for sentence in FINE if trouble_words(sentence)}
    print(f"made up: {len(TROUBLE) - len(missed)} of {len(TROUBLE)} found, {len(wrong)} of {len(FINE)} false")  # noqa: T201
    assert (missed, wrong) == (MISSED, FALSE_ALARMS)


@pytest.mark.parametrize(
    "name", ["trouble", "negation", "but", "not_only", "clause", "resolved", "unchanged", "filler"]
)
def test_every_form_in_the_lists_can_be_found(name: str) -> None:
    for form in (form for entry in entries(name) for form in entry.split("|")):
        assert form == form.strip().casefold()
        words = form.replace("*", "").replace("…", "nu")
        assert any(Line(words).find(Phrases([form]))), form


@given(st.text(max_size=300), st.sampled_from([*Status, None]), st.lists(st.text(max_size=30), max_size=3))
def test_any_text_is_read_and_what_hit_stands_in_it(comment: str, status: Status | None, before: list[str]) -> None:
    for hint in hints(status, comment, activity="Öka", earlier=[Earlier(GREEN, each) for each in before]):
        if hint.rule is not HintRule.GREEN_TO_RED:
            assert hint.words
        assert all(plain(words) in plain(comment) for words in hint.words)


def test_a_comment_of_any_length_is_read() -> None:
    """With a pattern that tries everything with everything, each of these would take ten minutes."""
    pieces = ["Upphandlingen är försenad och inte ", "a", "9", "07-", "inte " * 8, "a@a.", "se rad 1, "]
    program = f"""
from models.rules.answers.hints import hints, read_unchanged
from models.vocabulary.answers import Status
for piece in {pieces}:
    comment = (piece * 200_000)[:200_000]
    hints(Status.GREEN, comment, activity="Öka")
    read_unchanged(comment)
    print(piece, flush=True)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS
    )
    assert done.stdout.splitlines() == pieces
