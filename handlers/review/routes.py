"""The routes of reviewing."""

from handlers.review.reviewing import approve_greens, approve_one, return_form, returned, review, skip
from handlers.routing import Command, Press, Routes
from i18n import N_

ROUTES = Routes(
    commands=(
        Command("review", ("granska", "review"), "coordinator", N_("review [unit]"),
                N_("approve answers or send them back, one after the other"), review, is_personal=True),
    ),
    buttons={"review_approve": Press(approve_one, writes=True), "review_greens": Press(approve_greens, writes=True),
             "review_skip": Press(skip), "review_return": Press(return_form)},
    forms={"review_return": returned},
)  # fmt: skip
