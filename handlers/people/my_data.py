"""What the program knows about the asker, in words."""

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from handlers.context import Context
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Small, Text
from models.answers.tables import Answer, Draft
from models.following.tables import Following
from models.people.views import PersonView
from models.rules.absence import write_absence
from models.vocabulary.people import Role

_LANGUAGES = {"sv": "svenska", "en": "English"}


def my_data(ctx: Context) -> Message:
    """The asker's entry in the people file, absence, answers and drafts. Only they see it."""
    t, person = ctx.t, ctx.actor.person
    if ctx.is_public:
        return Message((Paragraph(t("Ask me in a direct message, so that nobody else reads the answer.")),))
    if person is None:
        known = t("You are not in the people file. The only thing I keep is that your account is a member here.")
        return Message((Paragraph(known),))
    parts: list[Part] = [Heading(t("What I know about you")), Bullets(tuple(_lines(ctx, person)))]
    note = t("The name, address, unit and role come from the people file, which the coordinator keeps. Answers are "
             "public records and are kept.")  # fmt: skip
    return Message((*parts, Small(note)))


def _lines(ctx: Context, person: PersonView) -> list[Text]:
    t = ctx.t
    units = t.enumeration(unit.name for unit in ctx.directory.units if unit.id in person.units) or t("none")
    roles = {Role.OWNER: t("activity owner"), Role.MANAGER: t("manager"), Role.COORDINATOR: t("coordinator")}
    deputy = ctx.directory.own_deputy(person)
    leave = ctx.directory.leave.get(person.id, ())
    away = t.enumeration(write_absence(each, t.language) for each in leave) or t("none")
    return [
        t("Name: {name}", name=person.name),
        t("E-mail: {address}", address=person.email),
        t("Unit: {units}", units=units),
        t("Role: {roles}", roles=t.enumeration(roles[role] for role in Role if role in person.roles)),
        t("Account in Slack: {account}", account=person.slack_user_id or t("none")),
        t("Language: {language}", language=_LANGUAGES[t.language]),
        t("Deputy: {name}", name=deputy.name if deputy else t("none")),
        t("Absence: {days}", days=away),
        t("Answers you have given: {n}", n=t.number(_number_of(ctx, Answer.author_id, person))),
        t("What you follow: {n}", n=t.number(_number_of(ctx, Following.person_id, person))),
        t("Drafts that are not sent: {n}", n=t.number(_number_of(ctx, Draft.person_id, person))),
    ]


def _number_of(
    ctx: Context, column: InstrumentedAttribute[int | None] | InstrumentedAttribute[int], person: PersonView
) -> int:
    number: int = ctx.session.execute(select(func.count()).where(column == person.id)).scalar_one()
    return number
