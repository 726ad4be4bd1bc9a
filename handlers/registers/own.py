"""What a few registers have in chat that the others have not: words after their name, and buttons under their lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.context import Context
from handlers.registers.kinds.goals import goals_of_words, status_buttons
from handlers.registers.kinds.indicators import development
from handlers.registers.kinds.logic.guide import go_on, start
from handlers.registers.kinds.logic.shown import draw, logic_message
from handlers.registers.kinds.money import sums
from handlers.registers.kinds.tags import row_tags, tag, untag
from i18n import N_
from messages.parts import Button, Message, Part, Reply
from models.registers.tables import RegisterLine


@dataclass(frozen=True)
class Own:
    """`verbs` are the words after the register's name, one or two, folded. `buttons` stand under the list: action and
    value by label. `writes` when one of the verbs queues something. `show` shows a line in another way than by its
    columns. `asked` answers folded words that are no verb, or None; `more` and `line_buttons` follow a line."""

    verbs: Mapping[str, Callable[[Context, str], Reply]] = field(default_factory=dict)
    buttons: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    writes: bool = False
    show: Callable[[Context, RegisterLine], Message] | None = None
    asked: Callable[[Context, str], Reply | None] | None = None
    more: Callable[[Context, RegisterLine], list[Part]] = lambda _ctx, _line: []
    line_buttons: Callable[[Context, RegisterLine], list[Button]] = lambda _ctx, _line: []


_NOTHING = Own()
_OWN = {
    "goals": Own(
        buttons={N_("Sub-goals without activities"): ("ask", "vilka delmål saknar aktiviteter")},
        asked=goals_of_words,
        line_buttons=status_buttons,
    ),
    "indicators": Own(more=development),
    "funding": Own(
        dict.fromkeys(("summa", "summor", "sum", "sums"), sums), {N_("Sums"): ("ask", "finansiering summa")}
    ),
    "logic": Own(
        {
            **dict.fromkeys(("starta", "borja", "start", "begin"), start),
            **dict.fromkeys(("fortsatt", "ga vidare", "continue", "resume"), go_on),
            **dict.fromkeys(("rita", "draw"), draw),
        },
        {N_("Start a change logic"): ("logic_start", "")},
        True,
        logic_message,
    ),
    "tags": Own(
        {
            **dict.fromkeys(("rad", "row"), row_tags),
            **dict.fromkeys(("satt", "mark", "set"), tag),
            **dict.fromkeys(("ta bort", "remove"), untag),
        },
        writes=True,
    ),
}


def own(register: str) -> Own:
    """What a register has of its own."""
    return _OWN.get(register, _NOTHING)


def own_buttons(ctx: Context, register: str) -> list[Button]:
    """The buttons under a register's list that only it has."""
    return [Button(ctx.t(label), action, value) for label, (action, value) in own(register).buttons.items()]
