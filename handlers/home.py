"""The page that a person finds under the program's name: what is asked of me, and how far I have come."""

from sqlalchemy.orm import Session

from handlers.context import Context, Options
from handlers.message import Bullets, Button, Buttons, Done, Heading, Message, Paragraph, Part, Run, Small, Text
from handlers.progress import Progress, progress
from handlers.words import row_name
from i18n import Translator
from models.delivery import Delivery
from models.directory import load_directory, membership_of
from models.homes import wish_home
from models.queries import current_answers, current_round, plan_for
from models.round import Round
from models.vocabulary import Membership, RoundState

_MOST_LISTED = 30


def home_opened(ctx: Context) -> Done:
    """Somebody looks at the page: it is drawn anew."""
    person = ctx.actor.person
    wish_home(ctx.session, ctx.actor.platform, ctx.actor.account, person.id if person else None, ctx.now)
    return Done()


def home(session: Session, delivery: Delivery, options: Options) -> Message:
    """The page of the account that a delivery is for, as it should read now."""
    directory = load_directory(session)
    account = delivery.destination.partition(":")[2]
    person = directory.by_account(delivery.platform, account)
    t = options.translator(person)
    is_member = person or membership_of(session, delivery.platform, account) is Membership.FULL
    if not is_member:
        words = t("This can only be seen by members of the workspace. Write “help” to see what you can do.")
        return Message((Heading("Målvakten"), Paragraph(words)))
    found = current_round(session)
    plan = plan_for(directory, found, found.period_to) if found else None
    rows = directory.owned_rows(person, plan) if person and plan else ()
    parts: list[Part] = [Heading(t("Your activities"))]
    if found is None or plan is None or not rows:
        parts.append(Paragraph(t("Nothing is asked of you just now.")))
    else:
        parts += _asked(t, found, progress(rows, current_answers(session, found.id, plan.id)))
    command = options.commands["status"]
    parts.append(Small(t("Write /{command} to see how it stands for everybody.", command=command)))
    return Message(tuple(parts))


def _asked(t: Translator, found: Round, state: Progress) -> list[Part]:
    """What is asked of a person in a round."""
    is_over = found.state is not RoundState.OPEN
    head: Text = (Run(found.name, bold=True), " – ", t("{done} of {total} done", done=state.done, total=state.total))
    parts: list[Part] = [Paragraph(head)]
    if is_over:
        parts.append(Paragraph(t("The round has closed. Answers are still taken, and marked as late.")))
    else:
        parts.append(Paragraph(t("Answer by {deadline}.", deadline=t.instant(found.deadline))))
    if state.left:
        items: list[Text] = [row_name(t, row) for row in state.left[:_MOST_LISTED]]
        more = len(state.left) - _MOST_LISTED
        if more > 0:
            items.append(t.plural("and {n} more", "and {n} more", more))
        parts += [Paragraph(t("Left to answer:")), Bullets(tuple(items))]
    parts.append(Buttons((Button(t("Report"), "report", str(found.id), primary=True),)))
    return parts
