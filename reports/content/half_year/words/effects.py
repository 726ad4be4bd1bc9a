"""The section that asks about effects; there is none when there is nothing to ask."""

from i18n import Translator
from reports.content.document import Bullets, Heading, Paragraph, Section, SectionKind
from reports.content.effects import effect_words
from reports.content.half_year.report import Report


def effects_sections(t: Translator, report: Report) -> tuple[Section, ...]:
    """What green activities and an indicator that goes the other way than is wanted give to think about."""
    if not report.effects:
        return ()
    title = t("Questions about effects")
    lead = t("Activities may run according to plan while what they are to bring about has not come yet, or depends on "
             "something else. These are questions to talk about, not assessments.")  # fmt: skip
    questions = Bullets(tuple(effect_words(t, each) for each in report.effects))
    return (Section(SectionKind.APPENDIX, title, (Heading(2, title), Paragraph(lead), questions)),)
