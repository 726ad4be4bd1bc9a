"""The routes of what management does with deviations, and of the replies to it."""

import re

from handlers.deviations.asking import ask_row, asked_in_form, choose_asked
from handlers.deviations.commands import answer_asked, ask_owner, have_read
from handlers.deviations.deciding import choose_decision, decide_row, decided_in_form
from handlers.deviations.reading import read_digest
from handlers.deviations.replying import replied_in_form, reply_button
from handlers.deviations.showing import show_deviation, show_deviations
from handlers.routing import Command, Press, Routes
from i18n import N_

# "Fråga:", "Read …" and "Answer …" begin sentences too.
_ABOUT_ROW = r"(?:om |about )?(?:(?:rad|row|nr) ?|#)?\d"
_DECISION = re.compile(rf"$|beslut\b|beslutet\b|decisions?\b|fragan?\b|question\b|{_ABOUT_ROW}")
_OWNER = re.compile(rf"$|(?:den |the )?(?:ansvarig|agare|owner)|{_ABOUT_ROW}")
_SUMMARY = re.compile(r"$|(?:the )?(?:sammanstallning|sammanfattning|summary)")

ROUTES = Routes(
    commands=(
        Command("decide", ("besvara", "answer"), "anyone", N_("answer decision [ROW yes, no or later]"),
                N_("management answers the decisions that it is asked for; owners reply to questions"), answer_asked,
                writes="words", is_personal=True, follows=_DECISION),
        Command("ask", ("fråga", "ask"), "anyone", N_("ask owner [ROW your question]"),
                N_("ask those who answer for a row about its deviation"), ask_owner, writes="words", is_personal=True,
                follows=_OWNER),
        Command("read", ("läst", "read"), "anyone", N_("read"), N_("management says that it has read the summary"),
                have_read, writes="always", is_personal=True, follows=_SUMMARY),
    ),
    buttons={
        "deviation_list": Press(show_deviations),
        "deviation_show": Press(show_deviation),
        "decision": Press(choose_decision),
        "decision_row": Press(decide_row),
        "ask_owner": Press(choose_asked),
        "ask_owner_row": Press(ask_row),
        "question_reply": Press(reply_button),
        "digest_read": Press(read_digest, writes=True),
    },
    forms={"decision": decided_in_form, "ask_owner": asked_in_form, "question_reply": replied_in_form},
)  # fmt: skip
