"""Messages of a round that could not be sent, and trying again. For coordinators only."""

from actions.coordinators.retrying import RetryFault, is_worth_retrying, retry
from handlers.access import require_coordinator
from handlers.context import Context, no_longer
from handlers.refusals import refusal_of
from handlers.rounds.finding import meant_round
from messages.coordinators.operations.failures import failed_parts
from messages.parts import Bullets, Message, Paragraph, Part, Small, Text, say
from messages.values.rounds import MessagesValue
from models.outbox.failures import failed_in_round
from models.rounds.queries import unpublished_rounds
from models.rounds.tables import Round
from models.rules.text import plain
from models.vocabulary.rounds import RoundState

_AGAIN = ("igen", "again")


def ask_to_retry(ctx: Context, words: str) -> Message:
    """`omgång försök igen [NAMN]`: what could not be sent, with buttons that try again."""
    require_coordinator(ctx)
    first, _, rest = words.partition(" ")
    name = rest.strip() if plain(first) in _AGAIN else words
    with_failures = [each for each in unpublished_rounds(ctx.session) if failed_in_round(ctx.session, each.id)]
    if not name and len(with_failures) == 1:
        return retry_question(ctx, with_failures[0])
    round_ = meant_round(ctx, name, "retry", (RoundState.OPEN, RoundState.CLOSED))
    return round_ if isinstance(round_, Message) else retry_question(ctx, round_)


def retry_question(ctx: Context, round_: Round) -> Message:
    """The button to it."""
    parts = failures_of(ctx, round_)
    return Message(tuple(parts)) if parts else say(ctx.t("Every message in {round} has been sent.", round=round_.name))


def failures_of(ctx: Context, round_: Round) -> list[Part]:
    """Nothing when every message has been sent. Names of people are for coordinators only, so never for a channel."""
    failed = failed_in_round(ctx.session, round_.id)
    if not failed:
        return []
    if ctx.is_public:
        return [Small(ctx.t("Some messages could not be sent. Ask in a direct message to see which."))]
    again = [each for each in failed if is_worth_retrying(round_, each)]
    return failed_parts(ctx.t, ctx.directory, failed, again)


def retry_now(ctx: Context, value: str) -> Message:
    """The button. `value` is a `MessagesValue`."""
    require_coordinator(ctx)
    ids = MessagesValue.read(value).ids
    refused = list[Text]()
    for id_ in ids:
        try:
            retry(ctx.session, id_, ctx.now, ctx.options, ctx.person().id)
        except RetryFault as fault:
            refused.append(str(refusal_of(ctx, fault)))
    if not ids:
        raise no_longer(ctx)
    again = len(ids) - len(refused)
    sent = ctx.t.plural("{n} message is sent again.", "{n} messages are sent again.", again)
    if not refused:
        return say(sent)
    reasons = tuple(dict.fromkeys(refused))
    if len(reasons) == 1 and not again:
        return say(reasons[0])
    left = ctx.t.plural("{n} is not:", "{n} are not:", len(refused))
    return say(*([Paragraph(sent)] if again else []), Paragraph(left), Bullets(reasons))
