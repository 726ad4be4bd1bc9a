"""The routes of the registers: one word for each, and one that lists them."""

from handlers.registers.commands import (
    VERBS,
    add_pressed,
    all_registers,
    change_pressed,
    command_of,
    end_pressed,
    list_pressed,
    show_pressed,
)  # fmt: skip
from handlers.registers.dates import date_done
from handlers.registers.forms import end_submitted, submitted
from handlers.routing import Command, Press, Routes
from i18n import N_
from models.registers.all import REGISTERS

ROUTES = Routes(
    commands=(
        Command("registers", ("register", "registers"), "anyone", N_("register"),
                N_("goals, indicators, funding, lessons, the yearly wheel and other registers"), all_registers),
        *(
            Command(each.name, (*each.words, each.name), "anyone", each.words[0], each.question, command_of(each),
                    writes="words" if each.dates else "never", is_listed=False, verbs=VERBS)
            for each in REGISTERS
        ),
    ),
    buttons={
        "register_list": Press(list_pressed), "register_show": Press(show_pressed), "register_add": Press(add_pressed),
        "register_change": Press(change_pressed), "register_end": Press(end_pressed),
        "date_done": Press(date_done, writes=True),
    },
    forms={"register_line": submitted, "register_end": end_submitted},
)  # fmt: skip
