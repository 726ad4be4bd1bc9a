"""What a few registers have in chat that the others have not: words after their name, and buttons under their lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.context import Context
from handlers.registers.money import sums
from i18n import N_
from messages.parts import Button, Reply


@dataclass(frozen=True)
class Own:
    """`verbs` are the words after the register's name, one or two, folded. `asks` are buttons under the list: what
    each says, by its label."""

    verbs: Mapping[str, Callable[[Context, str], Reply]] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)


_NOTHING = Own()
_OWN = {
    "funding": Own(dict.fromkeys(("summa", "summor", "sum", "sums"), sums), {N_("Sums"): "finansiering summa"}),
}


def own(register: str) -> Own:
    """What a register has of its own."""
    return _OWN.get(register, _NOTHING)


def ask_buttons(ctx: Context, register: str) -> list[Button]:
    """The buttons under a register's list that only it has."""
    return [Button(ctx.t(label), "ask", said) for label, said in own(register).asks.items()]
