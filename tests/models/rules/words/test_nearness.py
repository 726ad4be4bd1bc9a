"""Which names may be meant for one another, and which wordings can be versions of one activity."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.text import fold
from models.rules.words.nearness import near_names, near_wordings

PLAN = Path(__file__).parents[4] / "samples" / "vastmanland-2022" / "activities.json"

SAME_NAME = [
    ("Folkhälsan", "Folkhälsa"), ("FOLKHÄLSA", "Folkhälsa"), ("Folkhälsa.", "Folkhälsa"), ("Folk-hälsa", "Folkhälsa"),
    ("Folk hälsa", "Folkhälsa"), ("Folk hälsan", "Folkhälsa"), ("Folkhalsa", "Folkhälsa"), ("Folkhälssa", "Folkhälsa"),
    ("Folkhäsla", "Folkhälsa"), ("Sjukhuset", "Sjukhusen"), ("Skolor", "Skola"), ("Enheterna", "Enhet"),
    ("Kultur & fritid", "Kultur och fritid"), ("Kultur, fritid", "Kultur och fritid"), ("IT-enheten", "IT enheten"),
    ("Välmående län", "Ett välmående län"), ("Ett välmånde län", "Ett välmående län"),
    ("Näringsliv och\nkompetensförsörjning", "Näringsliv och kompetensförsörjning"),
    ("Näringsliv och kompetenförsörjnig", "Näringsliv och kompetensförsörjning"), ("Region Norr", "Region Norra"),
]  # fmt: skip
OTHER_NAME = [
    ("A", "B"), ("A", "Å"), ("Ö", "O"), ("IT", "HR"), ("Enhet 1", "Enhet 2"), ("Enhet 1", "Enhet 12"),
    ("Enhet 1.1", "Enhet 11"), ("Enhet A", "Enhet B"), ("Enhet A", "Enhet"), ("Enhet I", "Enhet II"),
    ("Region Nord", "Region Sör"), ("Region Nord", "Region Norr"), ("Norra", "Södra"), ("Väst", "Öst"),
    ("Västra", "Östra"), ("Närsjukvården Väst", "Närsjukvården Öst"), ("Enheten för IT", "Enheten för HR"),
    ("Mål", "Annat mål"), ("Kultur", "Natur"), ("Vård", "Välfärd"), ("Intern revision", "Extern revision"),
    ("Kultur", "Kultur och ideell sektor"), ("Ett välmående Västmanland", "Ett tillgängligt Västmanland"),
    ("Ohälsa", "Hälsa"),
]  # fmt: skip
SAME_ACTIVITY = [
    ("Aktivitet B", "Aktivitet B, ny lydelse"), ("Ta fram en plan", "Ta fram en ny plan"), ("Första", "Första steget"),
    ("Upphandling av vårdsystem", "Upphandlingen av ett nytt vårdsystem"), ("Stöd till unga", "Stöd för unga."),
    ("Genomföra projektet Omställning", "Genomföra projektet omställning i Västmanland under 2022"), ("Fas I", "fas I"),
]  # fmt: skip
OTHER_ACTIVITY = [
    ("Aktivitet A", "Aktivitet B"), ("Ny aktivitet", "Aktivitet B"), ("Gammalt", "Nytt"), ("A", "B"),
    ("Fas I", "Fas II"), ("Steg 1", "Steg 2"), ("Budget 2022", "Budget 2023"), ("Punkt 1.1", "Punkt 11"),
    ("Leda arbetet med Bokstart Västmanland.", "Leda arbetet med Språkfrö Västmanland."),
    ("Planera mötet", "Genomföra mötet"), ("Förebygga hälsa", "Förebygga ohälsa"), ("Med", "Till"),
    ("Driva projektet", "Driva projektet med fyra kommuner, två regioner och ett universitet"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME_NAME)
def test_names_that_may_be_meant_for_one_another(one: str, other: str) -> None:
    assert near_names(one, other)
    assert near_names(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER_NAME)
def test_names_that_are_meant_as_they_are(one: str, other: str) -> None:
    assert not near_names(one, other)
    assert not near_names(other, one)


@pytest.mark.parametrize(("one", "other"), SAME_ACTIVITY)
def test_wordings_that_can_be_versions_of_one_activity(one: str, other: str) -> None:
    assert near_wordings(one, other)
    assert near_wordings(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER_ACTIVITY)
def test_wordings_of_two_activities(one: str, other: str) -> None:
    assert not near_wordings(one, other)
    assert not near_wordings(other, one)


def test_nothing_in_the_real_plan_is_near_anything_else_in_it() -> None:
    rows = json.loads(PLAN.read_text(encoding="utf-8"))
    texts = sorted({row["activity"] for row in rows})
    names = [sorted({unit for row in rows for unit in row["units"]}), sorted({row["goal"] for row in rows})]
    assert [pair for pair in combinations(texts, 2) if near_wordings(*pair)] == []
    assert [pair for group in names for pair in combinations(group, 2) if near_names(*pair)] == []


texts = st.text(st.sampled_from("abcåäöABC 12.-&") | st.characters(), max_size=30)


@given(one=texts, other=texts)
def test_nearness_has_no_direction_and_takes_any_text(one: str, other: str) -> None:
    assert near_names(one, other) == near_names(other, one)
    assert near_wordings(one, other) == near_wordings(other, one)
    if any(character.isalnum() for character in fold(one)):
        assert near_names(one, f" {one.upper()}. ") or fold(one.upper()) != fold(one)
