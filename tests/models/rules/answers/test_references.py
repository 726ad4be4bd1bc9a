"""Comments that point at another answer, and comments that only look so."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.answers.references import Reference, ReferenceKind, find_reference

SAMPLES = Path(__file__).parents[4] / "samples" / "vastmanland-2022" / "activities.json"
ROW, ACTIVITY, ABOVE, BELOW, EARLIER = (
    ReferenceKind.ROW, ReferenceKind.ACTIVITY, ReferenceKind.ABOVE, ReferenceKind.BELOW, ReferenceKind.EARLIER,
)  # fmt: skip


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("Se tidigare svar", Reference(EARLIER, "Se tidigare svar", is_only=True)),
        ("se tidigare svar ovan.", Reference(ABOVE, "se tidigare svar ovan", is_only=True)),
        ("Sker kontinuerligt, se tidigare svar ovan.", Reference(ABOVE, "se tidigare svar ovan")),
        ("Se ovan", Reference(ABOVE, "Se ovan", is_only=True)),
        ("SE OVAN!", Reference(ABOVE, "SE OVAN", is_only=True)),
        ("Se nedan.", Reference(BELOW, "Se nedan", is_only=True)),
        ("Enligt ovan.", Reference(ABOVE, "Enligt ovan", is_only=True)),
        ("Se svaret ovan för mer information.", Reference(ABOVE, "Se svaret ovan", is_only=True)),
        ("Samma som ovan", Reference(ABOVE, "Samma som ovan", is_only=True)),
        ("samma som föregående", Reference(EARLIER, "samma som föregående", is_only=True)),
        ("Samma svar som på rad 14", Reference(ROW, "Samma svar som på rad 14", (14,), is_only=True)),
        ("samma som rad 14", Reference(ROW, "samma som rad 14", (14,), is_only=True)),
        ("Samma som 14", Reference(ROW, "Samma som 14", (14,), is_only=True)),
        ("se rad 14", Reference(ROW, "se rad 14", (14,), is_only=True)),
        ("Se rad #14.", Reference(ROW, "Se rad #14", (14,), is_only=True)),
        ("Se rad nr 14", Reference(ROW, "Se rad nr 14", (14,), is_only=True)),
        ("Se aktivitet 14", Reference(ROW, "Se aktivitet 14", (14,), is_only=True)),
        ("Se även rad 58 och 69", Reference(ROW, "Se även rad 58 och 69", (58, 69), is_only=True)),
        ("Se rad 58, 69 och rad 74.", Reference(ROW, "Se rad 58, 69 och rad 74", (58, 69, 74), is_only=True)),
        ("Se rad 14–16", Reference(ROW, "Se rad 14–16", (14, 15, 16), is_only=True)),
        ("Upphandlingen är klar. Jfr rad 38.", Reference(ROW, "Jfr rad 38", (38,))),
        ("Framgår av raden ovan", Reference(ABOVE, "Framgår av raden ovan", is_only=True)),
        ("Se aktiviteten Framtagande av ny regional kulturplan.",
         Reference(ACTIVITY, "Se aktiviteten Framtagande av ny regional kulturplan", (),
                   "Framtagande av ny regional kulturplan", is_only=True)),
        ("Pågår. Se aktivitet ”Leda projektet Vägar framåt”.",
         Reference(ACTIVITY, "Se aktivitet ”Leda projektet Vägar framåt", (), "Leda projektet Vägar framåt")),
        ("Dito", Reference(ABOVE, "Dito", is_only=True)),
        ("see above", Reference(ABOVE, "see above", is_only=True)),
        ("See previous answer.", Reference(EARLIER, "See previous answer", is_only=True)),
        ("same as row 14", Reference(ROW, "same as row 14", (14,), is_only=True)),
        ("Same as rows 14 and 15", Reference(ROW, "Same as rows 14 and 15", (14, 15), is_only=True)),
        ("Under way, see row 7.", Reference(ROW, "see row 7", (7,))),
    ],
)  # fmt: skip
def test_references_are_recognised(comment: str, expected: Reference) -> None:
    assert find_reference(comment) == expected


@pytest.mark.parametrize(
    "comment",
    [
        "", "Pågår enligt plan.", "Vi ser ovanligt många deltagare.", "Enligt tidigare beslut i regionstyrelsen.",
        "Se 3 nya projekt på webbplatsen.", "Se webbplatsen.", "Arbetet fortlöper som tidigare år.",
        "Som planerat.", "Enligt punkt 3 i handlingsplanen.", "Samma som 2022.", "Se bilaga 2.",
        "Det ska bli roligt att se resultatet.", "Samma aktivitet som i Sörmland.", "Same as last year.",
        "Dialog med rad av aktörer, 14 kommuner.", "Vi får se.", "Se över avtalen.",
        "Som ett led i aktivitet för unga.",
        "Samma som förra perioden.", "Ett dito projekt har startat.", "See the website.",
    ],
)  # fmt: skip
def test_other_comments_are_none(comment: str) -> None:
    assert find_reference(comment) is None


def test_of_the_real_comments_the_one_that_points_at_another_is_found_and_no_other() -> None:
    rows = json.loads(SAMPLES.read_text("utf-8"))
    found = {row["order"]: find_reference(row["comment"]) for row in rows}
    hits = {row: reference for row, reference in found.items() if reference}
    print(f"references: {len(hits)} of {len(rows)} comments: {hits}")  # noqa: T201 - figures for docs/decisions.md
    assert hits == {44: Reference(ABOVE, "se tidigare svar ovan")}


@given(st.text(max_size=200) | st.lists(st.sampled_from(
    ["se", "samma som", "rad", "14", ",", "och", "ovan", "aktivitet", "tidigare", "svar", "-", "15", ".", "pågår"]
), max_size=12).map(" ".join))  # fmt: skip
def test_any_text_is_read_and_the_words_stand_in_it(comment: str) -> None:
    found = find_reference(comment)
    if found:
        assert found.words
        assert bool(found.rows) == (found.kind is ROW)
        assert bool(found.name) == (found.kind is ACTIVITY)
