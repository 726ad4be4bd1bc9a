"""The commands of `malvakten plan`, in the order of its help."""

from bot.cli.exports import export_plan
from bot.cli.plan.changes import plan_add, plan_cancel, plan_change, plan_merge, plan_move
from bot.cli.plan.importing import plan_app
from bot.cli.plan.whole import plan_check, plan_copy, plan_rename

for name, command in (
    ("export", export_plan), ("add", plan_add), ("change", plan_change), ("move", plan_move), ("merge", plan_merge),
    ("cancel", plan_cancel), ("copy", plan_copy), ("rename", plan_rename), ("check", plan_check),
):  # fmt: skip
    plan_app.command(name)(command)

__all__ = ["plan_app"]
