"""The routes of the registers: one word for each, and one that lists them."""

from handlers.registers import needs
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
from handlers.registers.done import date_done
from handlers.registers.forms import end_submitted, submitted
from handlers.registers.kinds.logic.guide import autosave, back, go_on_pressed, later, next_step, start, started
from handlers.registers.kinds.logic.shown import draw_pressed
from handlers.registers.kinds.tags import form_pressed, form_submitted
from handlers.registers.needs_asking import ask, ask_now
from handlers.registers.own import own
from handlers.routing import Command, Press, Routes
from i18n import N_
from models.registers.all import REGISTERS
from models.registers.kinds.needs import REGISTER as NEEDS

# Registers whose word does more than the others'.
_SPECIAL = {NEEDS.name: needs.needs_command}
ROUTES = Routes(
    commands=(
        Command("registers", ("register", "registers"), "anyone", N_("register"),
                N_("goals, indicators, funding, lessons, the yearly wheel and other registers"), all_registers),
        *(
            Command(each.name, (*each.words, each.name), "anyone", each.words[0], each.question,
                    _SPECIAL.get(each.name) or command_of(each),
                    "words" if own(each.name).writes or each.dates or each.name in _SPECIAL else "never",
                    is_listed=False, verbs=verbs_of(each), is_free=each.name in _SPECIAL)
            for each in REGISTERS if each.name != "improvements"  # handlers/learning/pdca.py
        ),
    ),
    buttons={
        "register_list": Press(list_pressed), "register_show": Press(show_pressed), "register_add": Press(add_pressed),
        "register_change": Press(change_pressed), "register_end": Press(end_pressed),
        "date_done": Press(date_done, writes=True),
        "need_next": Press(needs.next_card), "need_later": Press(needs.later_pressed),
        "need_yes": Press(needs.yes_pressed, writes=True), "need_no": Press(needs.no_pressed),
        "need_ask": Press(ask), "need_ask_now": Press(ask_now, writes=True),
        "logic_start": Press(start), "logic_go_on": Press(go_on_pressed),
        "logic_draw": Press(draw_pressed, writes=True),
        "tag_row": Press(form_pressed),
    },
    forms={
        "register_line": submitted, "register_end": end_submitted, "logic_start": started, "logic_step": next_step,
        "tag_row": form_submitted,
        "need": needs.submitted,
    },
    form_buttons={"logic_back": back, "logic_later": later},
    form_keepers={"logic_step": autosave},
)  # fmt: skip
