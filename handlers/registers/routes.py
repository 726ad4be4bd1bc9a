"""The routes of the registers: one word for each, and one that lists them."""

from handlers.registers.commands import (
    add_pressed,
    all_registers,
    change_pressed,
    command_of,
    end_pressed,
    list_pressed,
    show_pressed,
    verbs_of,
)  # fmt: skip
from handlers.registers.forms import end_submitted, submitted
from handlers.registers.logic.guide import autosave, back, go_on_pressed, later, next_step, start, started
from handlers.registers.logic.shown import draw_pressed
from handlers.registers.own import own
from handlers.routing import Command, Press, Routes
from i18n import N_
from models.registers.all import REGISTERS

ROUTES = Routes(
    commands=(
        Command("registers", ("register", "registers"), "anyone", N_("register"),
                N_("goals, indicators, funding, lessons, the yearly wheel and other registers"), all_registers),
        *(
            Command(each.name, (*each.words, each.name), "anyone", each.words[0], each.question, command_of(each),
                    "words" if own(each.name).writes else "never", is_listed=False, verbs=verbs_of(each))
            for each in REGISTERS if each.name != "improvements"  # handlers/learning/pdca.py
        ),
    ),
    buttons={
        "register_list": Press(list_pressed), "register_show": Press(show_pressed), "register_add": Press(add_pressed),
        "register_change": Press(change_pressed), "register_end": Press(end_pressed),
        "logic_start": Press(start), "logic_go_on": Press(go_on_pressed),
        "logic_draw": Press(draw_pressed, writes=True),
    },
    forms={
        "register_line": submitted, "register_end": end_submitted, "logic_start": started, "logic_step": next_step,
    },
    form_buttons={"logic_back": back, "logic_later": later},
    form_keepers={"logic_step": autosave},
)  # fmt: skip
