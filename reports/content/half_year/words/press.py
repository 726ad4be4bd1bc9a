"""The draft of a press release about a published round, in the region's own form: title, lead, body, quotes, contacts.
What somebody says, and who can be reached, is for people to fill in: nothing of that is made up."""

from i18n import Translator
from models.vocabulary.answers import Status
from reports.content.document import Block, Bullets, Heading, Paragraph, Section, SectionKind
from reports.content.half_year.report import Report
from reports.content.half_year.words.lights import change, share


def press_title(t: Translator, report: Report) -> str:
    """The headline."""
    return t("{share} of the activities run according to plan", share=_on_plan(t, report))


def press_section(t: Translator, report: Report) -> Section:
    """What follows the headline."""
    totals = report.totals
    lead = t("Of {total} activities of the regional development strategy, {green} run according to plan, {yellow} "
             "deviate and {red} do not reach their goal. That is what the follow-up of {first} to {last} shows.",
             total=t.number(totals.total), green=t.number(totals.green), yellow=t.number(totals.yellow),
             red=t.number(totals.red), first=t.day(report.period_from), last=t.day(report.period_to))  # fmt: skip
    blocks: list[Block] = [
        Paragraph(t("Press release, {day}", day=t.day(report.as_of)), is_note=True),
        Paragraph(lead),
        *_body(t, report),
        Heading(2, t("Quotes")),
        Bullets((
            t("[Quote: the regional development director writes or approves it]"),
            t("[Quote: the chair of the regional executive board writes or approves it]"),
        )),
        Heading(2, t("Facts")),
        Bullets(tuple(f"{goal.name}: {goal.counts.sentence(t)}" for goal in report.goals)),
        Heading(2, t("Contacts")),
        Bullets((
            t("Development strategist: [name, phone, e-mail]"),
            t("Regional development director: [name, phone, e-mail]"),
            t("Press contact, weekdays 08–16.30: [phone, e-mail]"),
        )),
    ]  # fmt: skip
    return Section(SectionKind.OVERVIEW, t("Press release"), tuple(blocks), starts_page=False)


def _body(t: Translator, report: Report) -> list[Block]:
    blocks: list[Block] = [
        Paragraph(t("{answered} of {total} activities were reported on ({share}).",
                    answered=t.number(report.totals.answered), total=t.number(report.totals.total),
                    share=share(t, report.totals.answered, report.totals.total)))
    ]  # fmt: skip
    if report.previous_round:
        words = t("Compared with {round}: {change}.", round=report.previous_round,
                  change=change(t, report.totals, report.previous).lower())  # fmt: skip
        blocks.append(Paragraph(words))
    with_action = [each for each in report.deviations if each.action]
    if report.deviations:
        blocks.append(Paragraph(t.plural(
            "There is {n} deviation, and {actions} has an action.",
            "There are {n} deviations, and {actions} of them have an action.",
            len(report.deviations), actions=t.number(len(with_action)),
        )))  # fmt: skip
    # An activity that stands under several goals is told once.
    reds = dict.fromkeys(row.activity for row in report.rows if row.status is Status.RED)
    if reds:
        blocks.append(Paragraph(t("Those that do not reach their goal:")))
        blocks.append(Bullets(tuple(reds)))
    blocks.append(Paragraph(t("[Link to the whole follow-up]")))
    return blocks


def _on_plan(t: Translator, report: Report) -> str:
    return share(t, report.totals.green, report.totals.total)
