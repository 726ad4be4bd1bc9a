"""Who may answer a decision, and who may change the answer."""

from handlers.access import require_member
from handlers.context import Context, Refusal
from models.deviations.decisions import DecisionView
from models.rules.text import plain
from models.vocabulary.people import Role


def may_decide(ctx: Context, asked: DecisionView | None, here: bool = False) -> bool:
    """Management may: managers and coordinators of the people file, and anybody who asks in the management channel, or
    did when the form was opened (`here`). So may the person whose name or address the decision is asked of."""
    person = ctx.actor.person
    if here or ctx.actor.in_management:
        return True
    if person is None:
        return False
    if person.is_coordinator or Role.MANAGER in person.roles:
        return True
    words = f" {plain(asked.asked_of)} " if asked else ""
    return f" {plain(person.name)} " in words or f" {plain(person.email)} " in words


def require_decider(ctx: Context, asked: DecisionView | None, here: bool = False) -> None:
    """Raises Refusal for anybody else."""
    require_member(ctx)
    if not may_decide(ctx, asked, here):
        raise Refusal(
            ctx.t("Only management and whoever is asked can answer a decision. Do it in the management channel, or ask "
                  "the coordinator.")
        )  # fmt: skip


def may_change(ctx: Context, answered: DecisionView) -> bool:
    """The person who gave the answer may, and a coordinator."""
    actor = ctx.actor
    if actor.is_coordinator or (actor.person and actor.person.id == answered.person_id):
        return True
    return answered.person_id is None and (answered.platform, answered.account) == (actor.platform, actor.account)
