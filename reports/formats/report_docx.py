"""The half-year report as a Word document, with the program's styles or those of a template."""

from reports.content.document import Document


def render(document: Document, template: bytes | None = None) -> bytes:
    """The document as the bytes of a Word file. `template` is one, too: its styles, fonts and theme are used; what it
    says, its headers and footers are not. Raises TemplateFault."""
    from reports.formats.word.writing import written

    return written(document, template)


def remarks(template: bytes) -> list[str]:
    """A sentence for each style that the report uses and the template lacks. Raises TemplateFault."""
    from reports.formats.word.styles import missing_styles

    return missing_styles(template)
