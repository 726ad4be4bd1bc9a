"""The nearest things that can be done, as buttons, when a sentence is not understood."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.context import Context
from handlers.question import Question
from handlers.routing import Command
from i18n import N_
from messages.parts import Button, Buttons, Message, Paragraph, Part, Quote, Small
from messages.values.plan import PageValue
from models.rules.text import plain, shorten

# Of 100. `stauts` and `status` have 83, "berätta" and "ersättare" 75.
_MIN_SIMILARITY = 78
_OFFERED = 3
_LONGEST_VALUE = 1900


@dataclass(frozen=True)
class Offer:
    """Something to ask. `words` are said by the button; `examples`, folded, are what people write who mean it."""

    label: str
    words: str
    examples: str
    who: str = "anyone"


OFFERS = (
    Offer(N_("Status of the plan"), "status", "hur gar det laget status oversikt how is it going overview"),
    Offer(N_("Deviations"), "avvikelser", "avvikelser problem rott gult forsenat slapar deviations red yellow delayed"),
    Offer(N_("What I can do"), "hjälp", "hjalp vad kan du gora help what can you do"),
    Offer(N_("Next reporting"), "nästa rapportering", "nar datum tid deadline sista dag when date"),
    Offer(N_("My rows"), "mina rader", "mina aktiviteter svar jag my rows answers"),
    Offer(N_("Who has not answered"), "vilka har inte svarat", "vem vilka svarat saknas who answered missing"),
    Offer(
        N_("What has changed"), "vad har ändrats sedan förra gången", "andrats skillnad nytt sedan changed difference"
    ),
    Offer(N_("Number of rows"), "hur många aktiviteter har vi", "hur manga antal how many number"),
    Offer(N_("What the colours mean"), "vad betyder färgerna", "farg betyder gult rott gront colour mean"),
    Offer(N_("Remind …"), "påminn", "paminn skicka mejla remind send", who="coordinator"),
    Offer(N_("Rounds"), "omgång", "omgang rapportering oppna stang round open close", who="coordinator"),
)


def nearest(ctx: Context, words: str, commands: Sequence[Command], question: Question | None = None) -> Message:
    """Says that the words were not understood, and offers a similar command, the status of what the `question` names,
    and what is nearest to the words."""
    t = ctx.t
    parts: list[Part] = [
        Paragraph(t("I did not understand that. Perhaps you mean one of these:")), Quote(shorten(words, 300)),
    ]  # fmt: skip
    score, said = similar_command(words, commands)
    label = t("Did you mean {word}?", word=t.quote(shorten(said, 40)))
    buttons = [Button(label, "ask", said[:_LONGEST_VALUE])] if score >= _MIN_SIMILARITY else []
    offers = sorted(_offers(ctx), key=lambda offer: -_similarity(plain(words), offer))
    if question and (scope := question.scope):
        buttons.append(Button(t("Status: {name}", name=scope.name)[:75], "status_page", str(PageValue(0, scope.value))))
    buttons += [Button(t(offer.label), "ask", offer.words) for offer in offers[: _OFFERED - len(buttons)]]
    example = t("How is Folkhälsa doing?")
    note = t("You can also write /{command} help, or ask for example: {question}", command=ctx.options.commands["all"],
             question=example)  # fmt: skip
    return Message((*parts, Buttons(tuple(buttons)), Small(note)))


def _offers(ctx: Context) -> list[Offer]:
    return [offer for offer in OFFERS if offer.who == "anyone" or ctx.actor.is_coordinator]


def _similarity(sentence: str, offer: Offer) -> float:
    # Imported when it is used: most sentences are understood.
    from rapidfuzz import fuzz

    return fuzz.token_set_ratio(sentence, offer.examples)


def similar_command(words: str, commands: Sequence[Command]) -> tuple[float, str]:
    """How much the first word resembles a command, of 100, and the words with that command in its place."""
    from rapidfuzz import fuzz

    first, _, rest = words.strip().partition(" ")
    meant = (command for command in commands if command.takes(rest))
    known = ((fuzz.ratio(plain(first), plain(word)), word) for command in meant for word in command.words)
    score, word = max(known, default=(0.0, ""))
    return score, f"{word} {rest}".strip()
