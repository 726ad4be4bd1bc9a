import io
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.table import Table

from reports.content.document import Document
from reports.formats import report_docx
from reports.formats.word.fault import TemplateFault
from tests.reports.formats.bad_texts import BAD_TEXTS
from tests.reports.formats.documents import COMMENT, GOALS, sample_document


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document(60, draft="UTKAST")


@pytest.fixture(scope="module")
def word(document: Document) -> WordDocument:
    return read(report_docx.render(document))


def read(content: bytes) -> WordDocument:
    return docx.Document(io.BytesIO(content))


def has(table: Table, row: int, property_: str) -> bool:
    return bool(table._tbl.tr_lst[row].xpath(f"./w:trPr/w:{property_}"))


def test_headings_title_lists_and_captions_have_real_styles(word: WordDocument, document: Document) -> None:
    styled = [(each.style.name, each.text) for each in word.paragraphs if each.style and each.text]
    assert styled[0] == ("Title", document.title)
    assert [text for style, text in styled if style == "Heading 1"] == [
        "Avvikelserna i korthet", *(f"AKTIVITETER MÅLOMRÅDE – {goal}" for goal in GOALS), "Metod",
    ]  # fmt: skip
    assert ("Heading 2", "Sammanfattning") in styled
    assert ("List Bullet", "Rad 2 är gul.") in styled
    assert ("Caption", f"Aktiviteter, {GOALS[0]}") in styled


def test_tables_have_a_style_a_caption_a_description_and_a_heading_row_on_every_page(word: WordDocument) -> None:
    assert len(word.tables) == 1 + len(GOALS)
    for table in word.tables:
        assert table.style is not None
        assert table.style.name == "Table Grid"
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert properties.find(qn("w:tblDescription")).get(qn("w:val"))
        rows = len(table._tbl.tr_lst)
        assert [place for place in range(rows) if has(table, place, "tblHeader")] == [0]
        assert all(has(table, place, "cantSplit") for place in range(rows))


def test_the_status_is_a_symbol_and_a_word_on_its_colour(word: WordDocument) -> None:
    cell = word.tables[1].rows[1].cells[4]
    assert cell.text == "▲ Gult"
    assert cell._tc.xpath("./w:tcPr/w:shd/@w:fill") == ["ffd23f"]


def test_language_title_and_dates_are_the_documents(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    assert (properties.title, properties.author, properties.language) == (document.title, document.author, "sv")
    assert properties.created == properties.modified == datetime(2022, 7, 7, tzinfo=UTC)
    languages = word.styles.element.xpath("./w:docDefaults/w:rPrDefault/w:rPr/w:lang/@w:val")
    assert languages == ["sv-SE"]


def test_pictures_have_alternative_text(word: WordDocument) -> None:
    described = word.element.body.xpath(".//wp:docPr/@descr")
    assert described == ["Staplar: alla mål är gröna."]


def test_every_page_has_its_number_the_legend_and_the_drafts_word_and_goals_go_on_with_forts(
    word: WordDocument,
) -> None:
    headings = [f"forts. AKTIVITETER MÅLOMRÅDE – {goal}" for goal in GOALS]
    assert [section.header.paragraphs[-1].text for section in word.sections][1:4] == headings
    for section in word.sections:
        for header in (section.header, section.first_page_header):
            assert "UTKAST" in header.paragraphs[0].text
        for footer in (section.footer, section.first_page_footer):
            legend, last = footer.paragraphs
            assert "● Grönt  – löper på enligt plan" in legend.text
            fields = footer._element.xpath(".//w:fldSimple/@w:instr")
            assert [field.strip() for field in fields] == ["PAGE", "NUMPAGES"]
            assert "Sida" in last.text
        assert section.different_first_page_header_footer
    assert "forts." not in word.sections[1].first_page_header.paragraphs[-1].text


def test_only_a_row_that_is_taller_than_a_page_may_be_split() -> None:
    table = read(report_docx.render(sample_document(6, ("Mer än en sida. " * 1000, COMMENT)))).tables[1]
    assert [has(table, place, "cantSplit") for place in range(3)] == [True, False, True]


def test_every_text_is_text_and_nothing_is_live() -> None:
    content = report_docx.render(sample_document(3 * len(BAD_TEXTS), BAD_TEXTS))
    shown = [row.cells[3].paragraphs[0].text for table in read(content).tables[1:] for row in table.rows[1:]]
    assert shown[: len(BAD_TEXTS)] == [
        text.replace("\r\n", "\n").replace("\u2028", "\n").replace("\ufffe", "[U+FFFE]").translate(
            {1: "␁", 7: "␇", 0xB: "␋", 0x1F: "␟", 0x7F: "␡"}
        )
        for text in BAD_TEXTS
    ]  # fmt: skip
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    assert b"w:hyperlink" not in xml
    assert b"w:instrText" not in xml


def test_a_template_gives_its_styles_and_what_it_lacks_is_said_and_replaced(document: Document) -> None:
    template = docx.Document()
    template.add_paragraph("Det som står i mallen")
    template.styles["Heading 1"].font.name = "Regionens typsnitt"
    for name in ("Caption", "List Bullet"):
        style = template.styles[name].element
        style.getparent().remove(style)
    file = io.BytesIO()
    template.save(file)
    written = read(report_docx.render(document, file.getvalue()))
    assert written.styles["Heading 1"].font.name == "Regionens typsnitt"
    assert "Det som står i mallen" not in [each.text for each in written.paragraphs]
    assert "•\tRad 2 är gul." in [
        each.text for each in written.paragraphs if each.style and each.style.name == "List Bullet"
    ]
    assert written.styles["Caption"].type is WD_STYLE_TYPE.PARAGRAPH
    assert report_docx.remarks(file.getvalue()) == [
        f"The template has no style called {name}, so the program’s own is used for it."
        for name in ("List Bullet", "Caption")
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"<html>"])
def test_a_template_that_is_no_word_file_is_refused_in_words(document: Document, content: bytes) -> None:
    with pytest.raises(TemplateFault, match="save it as"):
        report_docx.render(document, content)


def test_libreoffice_opens_it(tmp_path: Path) -> None:
    if shutil.which("soffice") is None or not list(Path("/usr/lib/libreoffice/program").glob("libswlo.so")):
        pytest.skip("LibreOffice Writer is not installed (apt-get install libreoffice-writer-nogui)")
    file = tmp_path / "rapport.docx"
    file.write_bytes(report_docx.render(sample_document(3 * len(BAD_TEXTS), BAD_TEXTS, draft="UTKAST")))
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=300)
    text = (tmp_path / "rapport.txt").read_text(encoding="utf-8-sig")
    assert all(f"AKTIVITETER MÅLOMRÅDE – {goal}" in text for goal in GOALS)
    assert text.count("Tjugotusen tecken.") == BAD_TEXTS[0].count("Tjugotusen tecken.")
