"""The form in which the proposals are ranked."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.learning.vote_words import proposal_words, units_of
from messages.parts import Button, Choice, Field, Form, Option, TextField
from models.registers.tables import RegisterLine
from models.rules.ranking import MOST_RANKED

FIELDS = tuple(f"place{number}" for number in range(1, MOST_RANKED + 1))
# As many as a list in a form takes.
_MOST = 99


def vote_form(ctx: Context, proposals: Sequence[RegisterLine]) -> Form:
    """A list for each place; one field for numbers when there are too many proposals for lists."""
    t, parts = ctx.t, list[Field]()
    own = units_of(ctx)
    if len(own) > 1:
        names = tuple(Option(id_, name[:75]) for id_, name in list(own.items())[:_MOST])
        parts.append(Choice("organisation", t("Organisation"), names, names[0].value, compact=True))
    elif not own:
        parts.append(TextField("organisation", t("Organisation"), required=True, max_length=150))
    if len(proposals) > _MOST:
        parts.append(TextField("ranking", t("The proposals’ numbers, the best first"), required=True, max_length=100))
    else:
        options = (Option("-", t("none")), *(Option(line.key, proposal_words(line)[:75]) for line in proposals))
        parts += [
            Choice(name, t("Place {n}", n=number), options if number > 1 else options[1:],
                   "-" if number > 1 else None, required=number == 1, compact=True)
            for number, name in enumerate(FIELDS, 1)
        ]  # fmt: skip
    opener = Button(t("Rank the proposals"), "vote", primary=True)
    return Form("vote", t("Rank the proposals")[:24], t("Save"), t("Close"), tuple(parts), "{}", opener)
