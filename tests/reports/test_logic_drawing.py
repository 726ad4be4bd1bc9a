"""A change logic as a drawing: whatever is written in it is shown as written, in boxes that hold it."""

import re
from xml.etree import ElementTree as ET

from i18n import translator
from models.registers.kinds.logic import PARTS, assumption, evidence
from reports.content.registers.logic import drawn_as_text, logic_of
from reports.formats.logic_svg import logic_svg
from tests.conftest import STOCKHOLM

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert(1)</script> ]]> &amp; \"'\x00\x1b[31m\u202egnp.exe \ud800"
T = translator("sv", STOCKHOLM)


def drawn(content: dict[str, object], linked: list[str] | None = None) -> tuple[ET.Element, str]:
    svg = logic_svg(T, logic_of(T, "L1", content, linked or []))  # type: ignore[arg-type]
    assert svg == logic_svg(T, logic_of(T, "L1", content, linked or []))  # type: ignore[arg-type]
    return ET.fromstring(svg), svg.decode()  # noqa: S314 - it is our own


def words(root: ET.Element) -> str:
    return " ".join(each.text or "" for each in root.iter(f"{SVG}text"))


def test_every_part_and_arrow_is_drawn_in_order_and_told_to_screen_readers() -> None:
    content: dict[str, object] = {"title": "Kulturgaranti", **{part: f"om {part}." for part in PARTS}}
    content |= {assumption("result"): "Att kommunerna är med", evidence("result"): "Utvärdering 2021"}
    root, svg = drawn(content, ["rad 50"])
    shown = words(root)
    places = [shown.index(f"om {part}.") for part in PARTS]
    assert places == sorted(places)
    assert "Antagande: Att kommunerna är med Underlag: Utvärdering 2021" in shown
    assert "Hör till: rad 50" in shown
    assert len(list(root.iter(f"{SVG}polygon"))) == len(PARTS) - 1
    assert root.get("role") == "img"
    assert root.get("lang") == "sv"
    named = {each.get("id"): each.text or "" for each in root if each.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert list(named) == (root.get("aria-labelledby") or "").split()
    assert named["title"] == "Kulturgaranti"
    assert all(f"om {part}." in named["description"] for part in PARTS)
    # Readable in greyscale: black on white and light grey, nothing by colour alone.
    assert {"#000000", "#ffffff", "#f4f4f4"} == set(re.findall(r"#[0-9a-f]{6}", svg))


def test_what_nobody_has_written_is_dashed_and_said() -> None:
    root, _ = drawn({"title": "Ny", "need": "Behov finns"})
    boxes = [each for each in root.iter(f"{SVG}rect") if each.get("stroke")]
    assert [bool(box.get("stroke-dasharray")) for box in boxes] == [False] + [True] * 7
    assert words(root).count("Antagande: ej ifyllt") == 7
    root, _ = drawn({"title": "Ny", evidence("goal"): "Mätt 2021"})
    assert "Antagande: ej ifyllt Underlag: Mätt 2021" in words(root)


def test_no_text_is_markup_and_none_runs_out_of_its_box() -> None:
    long = "Västmanländskvattenkraftsutredning" * 20
    content: dict[str, object] = {
        "title": HOSTILE,
        **dict.fromkeys(PARTS, f"{HOSTILE}\n{long}\n{'ord ' * 300}\n漢字漢字" * 3),
    }
    content[assumption("goal")] = HOSTILE
    root, svg = drawn(content, [HOSTILE])
    assert "<script" not in svg
    assert not {"\u202e", "\x1b"} & set(svg)
    assert words(root).count("alert(1)") >= len(PARTS) + 3
    assert {each.tag.removeprefix(SVG) for each in root.iter()} == {
        "svg", "title", "desc", "rect", "g", "text", "line", "polygon",
    }  # fmt: skip
    width, height = float(root.get("width") or 0), float(root.get("height") or 0)
    for each in root.iter(f"{SVG}text"):
        size, text = float(each.get("font-size") or 0), each.text or ""
        wide = sum(2 if ord(c) > 0x2E80 and ord(c) != 0xFFFD else 1 for c in text)
        assert float(each.get("x") or 0) + wide * size * 0.6 <= width
        assert float(each.get("y") or 0) < height
    bottom = 0.0
    for box in (each for each in root.iter(f"{SVG}rect") if each.get("stroke")):
        assert float(box.get("y") or 0) >= bottom
        bottom = float(box.get("y") or 0) + float(box.get("height") or 0)


def test_as_text_it_reads_from_top_to_bottom_in_english_too() -> None:
    t = translator("en", STOCKHOLM)
    told = drawn_as_text(t, logic_of(t, "L1", {"title": "Bridge", "need": "A\nB", assumption("goal"): "Money"}, []))
    assert told.startswith(
        "L1 Bridge\n\n[Need]\nA\nB\n  |\n  |  Assumption: Money\n  |  Evidence: not filled in\n  v\n[Goal]\n"
    )


def test_a_word_without_end_is_cut_at_the_line_and_each_letter_is_looked_at_once() -> None:
    # 60,000 letters of which some are twice as wide: looked at again and again they would take hours.
    word = "Västmanland漢" * 5000
    root, _ = drawn({"title": "T", "need": f"Ett {word} slut"})
    lines = [each.text or "" for each in root.iter(f"{SVG}text")]
    first = next(number for number, line in enumerate(lines) if "漢" in line)
    last = next(number for number, line in enumerate(lines) if line.endswith("slut"))
    assert "".join(lines[first - 1 : last + 1]).replace(" ", "") == f"Ett{word}slut"
