"""The routes of the coordinator's commands about rounds."""

from handlers.rounds.changing.changes import asked, change_now, change_with_reason, reason_form
from handlers.rounds.changing.locking import ask_to_lock_pressed, lock_form, lock_now
from handlers.rounds.changing.making import make_round, new_round
from handlers.rounds.commands import rounds
from handlers.rounds.deadlines.extend import extend_now
from handlers.rounds.failures import retry_now
from handlers.rounds.report.files import send_files
from handlers.rounds.report.texts import store_text, text_form
from handlers.rounds.unanswered.excusing import excuse_form, excuse_now, undo_excuse
from handlers.rounds.unanswered.managed import (
    answer_for_unit,
    answer_left,
    ask_for_answers,
    excuse_proposed,
    excuse_sent,
)
from handlers.rounds.unanswered.nudges import remind, remind_now
from handlers.routing import Command, Press, Routes
from i18n import N_

ROUTES = Routes(
    commands=(
        Command("round", ("omgång", "round"), "coordinator",
                N_("round [new, show, open, close, extend, excuse, lock, publish, correct, report] [name]"),
                N_("reporting rounds: numbers, what is left to do, and moving them on"), rounds, writes="words"),
        Command("remind", ("påminn", "remind"), "coordinator", N_("remind [all or unit]"),
                N_("remind those who have something left"), remind),
    ),
    buttons={"remind_ask": Press(remind), "remind": Press(remind_now, writes=True),
             "retry": Press(retry_now, writes=True),
             "extend": Press(extend_now, writes=True), "round_lock": Press(lock_form),
             "round_lock_ask": Press(ask_to_lock_pressed), "round_ask": Press(asked),
             "round_change": Press(change_now, writes=True), "round_why": Press(reason_form),
             "report_files": Press(send_files, writes=True), "report_text": Press(text_form),
             "round_new": Press(new_round), "excuse": Press(excuse_form),
             "excuse_undo": Press(undo_excuse, writes=True),
             "missing_ask": Press(ask_for_answers, writes=True), "missing_answer": Press(answer_for_unit),
             "missing_excuse": Press(excuse_proposed)},
    forms={"round_lock": lock_now, "round_why": change_with_reason, "round_new": make_round, "excuse": excuse_now,
           "missing_answer": answer_left, "missing_excuse": excuse_sent, "report_text": store_text},
)  # fmt: skip
