"""Who did something, by their role and not by their name."""

from i18n import Translator
from models.answers.queries import AnswerView
from models.people.directory import Directory
from models.plan.views import RowView


def role_of(t: Translator, directory: Directory, row: RowView, answer: AnswerView) -> str:
    """The role in which somebody gave an answer to the row: `aktivitetsansvarig i Folkhälsa`."""
    if answer.on_behalf_of:
        return t("coordinator for {unit}", unit=answer.on_behalf_of)
    author = directory.by_id.get(answer.author_id or 0)
    if author is None:
        return t("someone outside the people file")
    if author in directory.former:
        return t("someone who has left")
    if author.owns(row):
        units = [unit.name for unit in row.units if unit.id in author.units]
        return t("owner in {units}", units=t.enumeration(units))
    if directory.answers_for(author, row):
        return t("deputy")
    return t("coordinator") if author.is_coordinator else t("someone who has answered for the row")
