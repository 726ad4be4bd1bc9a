"""A document with every part, for the tests of the forms that draw one."""

from dataclasses import replace
from datetime import date

from reports.content.document import (
    Bar,
    Bullets,
    Chart,
    Column,
    Document,
    Heading,
    Legend,
    Light,
    Noted,
    Paragraph,
    Section,
    SectionKind,
    Table,
)

GREEN, YELLOW, RED = Light("●", "Grönt", "#2e9e5b"), Light("▲", "Gult", "#ffd23f"), Light("■", "Rött", "#c1121f")
CANNOT, MISSING = Light("◆", "Kan inte bedömas", "#c9ccd1"), Light("○", "Ej rapporterat", "#ffffff")
LIGHTS = (GREEN, YELLOW, RED, CANNOT, MISSING)
MEANINGS = (
    "löper på enligt plan",
    "avvikelse emot måluppfyllelse",
    "når ej måluppfyllelse",
    "skälet står i kommentaren",
    "inget svar",
)
LEGEND = Legend("Teckenförklaring:", tuple(zip(LIGHTS, MEANINGS, strict=True)))
COLUMNS = (
    Column("Nr", 5, is_number=True),
    Column("Aktivitet", 27),
    Column("Verksamhet", 16),
    Column("Kommentar", 38),
    Column("Status", 14),
)
GOALS = ("Hållbar utveckling", "Digital omställning", "Ett välmående Västmanland")
COMMENT = "Arbetet löper på enligt plan och fortsätter under hösten tillsammans med länets kommuner."


def sample_document(rows: int = 30, comments: tuple[str, ...] = (), draft: str = "") -> Document:
    """A document of so many rows, spread over three goals. The first rows have these comments."""
    each = [rows // 3 + (place < rows % 3) for place in range(3)]
    starts = [sum(each[:place]) for place in range(3)]
    return Document(
        title="Halvårsuppföljning Halvår 2022",
        subtitle="Regional utvecklingsstrategi, 1 januari–30 juni 2022",
        language="sv",
        date=date(2022, 7, 7),
        draft=draft,
        author="Region Västmanland",
        subject="Uppföljning av aktivitetsplanen",
        keywords=("uppföljning", "aktivitetsplan"),
        footer="Halvår 2022 · 2022-07-07",
        page_of="Sida {page} av {pages}",
        legend=LEGEND,
        sha256="ab" * 32,
        rebuild="malvakten report --from-snapshot halvar-2022.json --format pdf",
        sections=(
            overview(tuple(each)),
            *(
                goal(place, tuple(range(start + 1, start + number + 1)), comments)
                for place, (start, number) in enumerate(zip(starts, each, strict=True))
            ),
            Section(
                SectionKind.APPENDIX,
                "Metod",
                (Heading(2, "Metod"), Paragraph("Så räknades det."), LEGEND, Bullets(("Kontrollsumma: " + "ab" * 32,))),
            ),
        ),
    )


def overview(numbers: tuple[int, ...]) -> Section:
    columns = (
        Column("Mål", 30),
        *(Column(name, 14, is_number=True) for name in ("Antal", "Grönt", "Gult", "Rött", "Besvarat")),
    )
    rows = tuple(
        (name, str(number), str(number), "0", "0", "100 %") for name, number in zip(GOALS, numbers, strict=True)
    )
    return Section(
        SectionKind.OVERVIEW,
        "Översikt",
        (
            Table("Läget per mål", "En rad för varje mål med antal efter status.", columns, rows),
            Chart(
                "Läget per mål",
                "Staplar: alla mål är gröna.",
                LIGHTS,
                tuple(Bar(name, (max(number - 2, 0), 1, 1, 0, 0)) for name, number in zip(GOALS, numbers, strict=True)),
            ),
            Heading(2, "Avvikelserna i korthet"),
            Bullets(("Rad 2 är gul.", "Rad 3 är röd.")),
        ),
        starts_page=False,
    )


def goal(place: int, numbers: tuple[int, ...], comments: tuple[str, ...]) -> Section:
    heading = f"AKTIVITETER MÅLOMRÅDE – {GOALS[place]}"
    rows = tuple(
        (
            str(number),
            f"Fortsatt samverka och verka för aktivitet {number} i Västmanlands län.",
            "Näringsliv och kompetensförsörjning",
            Noted(
                comments[number - 1] if number <= len(comments) else COMMENT,
                ("Orsak: leveransen dröjer.",) if number % 7 == 2 else (),
            ),
            LIGHTS[number % 5],
        )
        for number in numbers
    )
    table = Table(
        f"Aktiviteter, {GOALS[place]}",
        "Aktivitet, verksamhet, kommentar och status.",
        COLUMNS,
        rows,
        f"forts. {heading}",
    )
    summary = Paragraph("Utkast: de flesta aktiviteter löper på.", is_note=True)
    return Section(SectionKind.GOAL, GOALS[place], (Heading(2, heading), Heading(3, "Sammanfattning"), summary, table))


def with_draft(document: Document) -> Document:
    return replace(document, draft="UTKAST")
