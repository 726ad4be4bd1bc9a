"""The routes of `status` and `avvikelser`."""

from handlers.routing import Command, Press, Routes
from handlers.standing.changes.history import history, history_page
from handlers.standing.deviations import deviations, deviations_page
from handlers.standing.status import status, status_page, status_share
from i18n import N_

ROUTES = Routes(
    commands=(
        Command("status", ("status",), "anyone", N_("status [goal, unit, row number or words]"),
                N_("how it stands, deviations first"), status, cacheable=True),
        Command("deviations", ("avvikelser", "deviations"), "anyone", N_("deviations [goal]"),
                N_("yellow and red with their actions, newest change first"), deviations, cacheable=True),
        Command("history", ("historik", "history"), "anyone", N_("history ROW"),
                N_("a row's lights and comments in every round"), history, cacheable=True),
    ),
    buttons={
        "status_page": Press(status_page, cacheable=True),
        "status_share": Press(status_share, cacheable=True),
        "history_page": Press(history_page, cacheable=True),
        "deviations_page": Press(deviations_page, cacheable=True),
    },
)  # fmt: skip
