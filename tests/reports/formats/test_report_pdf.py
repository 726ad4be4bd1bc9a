import io
from dataclasses import replace

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from reports.content.document import Document
from reports.formats import report_pdf
from tests.reports.formats.documents import COMMENT, GOALS, sample_document
from tests.reports.formats.pdfs import faults, pages, squeezed


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_document(60, draft="UTKAST")


@pytest.fixture(scope="module")
def content(document: Document) -> bytes:
    return report_pdf.render(document)


def test_it_is_pdf_ua_1_and_pdf_a_2a_and_the_checker_sees_faults(content: bytes) -> None:
    assert faults(content) == []
    assert faults(content.replace(b"/StructTreeRoot", b"/StructTreeRoox"))


def test_each_page_has_the_legend_its_number_and_the_word_of_a_draft(content: bytes) -> None:
    texts = pages(content)
    for number, text in enumerate(texts, start=1):
        assert f"Sida {number} av {len(texts)}" in text
        assert "UTKAST" in text
        assert squeezed("● Grönt – löper på enligt plan") in squeezed(text)


def test_a_page_that_begins_in_a_table_repeats_its_headings_and_says_that_it_goes_on(content: bytes) -> None:
    texts = pages(content)
    for goal in GOALS:
        of_goal = [text for text in texts if goal in text and "Kommentar" in text]
        assert len(of_goal) > 1
        assert [f"forts. AKTIVITETER MÅLOMRÅDE – {goal}" in text for text in of_goal] == [False] + [True] * (
            len(of_goal) - 1
        )
    assert sum("forts." in text for text in texts) == sum("Kommentar" in text for text in texts) - len(GOALS)


def test_headings_are_bookmarks_and_the_date_is_the_documents(content: bytes, document: Document) -> None:
    reader = PdfReader(io.BytesIO(content))
    outline = str(reader.outline)
    assert all(f"AKTIVITETER MÅLOMRÅDE – {goal}" in outline for goal in GOALS)
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert str(reader.metadata.creation_date).startswith("2022-07-07")


def test_all_fonts_are_embedded(content: bytes) -> None:
    reader = PdfReader(io.BytesIO(content))
    objects = [
        reader.get_object(number) for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())))
    ]
    descriptors = [each for each in objects if isinstance(each, DictionaryObject) and "/FontName" in each]
    assert len(descriptors) > 2
    assert all({"/FontFile2", "/FontFile3"} & each.keys() for each in descriptors)


def test_the_same_document_gives_the_same_bytes(content: bytes, document: Document) -> None:
    assert report_pdf.render(document) == content
    assert report_pdf.render(replace(document, draft="")) != content


def test_a_row_that_fits_on_a_page_is_not_split_and_a_taller_one_is() -> None:
    long, longer = "Tolv rader. " * 120, "Mer än en sida. " * 1000
    texts = pages(report_pdf.render(sample_document(90, (*[COMMENT] * 10, long, *[COMMENT] * 10, longer))))
    assert sum("Tolv rader." in text for text in texts) == 1
    assert sum("Mer än en sida." in text for text in texts) > 2
    assert "".join(map(squeezed, texts)).count(squeezed("Mer än en sida.")) == 1000
