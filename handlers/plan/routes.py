"""The routes of the coordinator's commands about the plan."""

from handlers.plan.changing import add_form_of, added, change_form_of, changed
from handlers.plan.commands import check_now, plan
from handlers.plan.copying import copy_now
from handlers.plan.ending import end_form, end_now, end_submitted, merge_now, revive_now
from handlers.plan.moving import move_now
from handlers.plan.renaming import rename_now
from handlers.routing import Command, Press, Routes
from i18n import N_

ROUTES = Routes(
    commands=(
        Command("plan", ("plan",), "coordinator", N_("plan [add, change, move, merge, end, copy, check]"),
                N_("change the plan: activities, who answers for them, next year’s plan"), plan, is_personal=True),
    ),
    buttons={
        "plan_add": Press(add_form_of), "plan_change": Press(change_form_of), "plan_end_ask": Press(end_form),
        "plan_check": Press(check_now), "plan_move": Press(move_now, writes=True),
        "plan_end": Press(end_now, writes=True), "plan_merge": Press(merge_now, writes=True),
        "plan_revive": Press(revive_now, writes=True), "plan_copy": Press(copy_now, writes=True),
        "plan_rename": Press(rename_now, writes=True),
    },
    forms={"plan_change": changed, "plan_add": added, "plan_end": end_submitted},
)  # fmt: skip
