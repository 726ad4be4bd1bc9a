"""`hjälp`: generated from the commands."""

from collections.abc import Iterable

from handlers.context import Context
from handlers.routing import Command
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.words import light_with_legend
from models.vocabulary.answers import Status


def help_message(ctx: Context, commands: Iterable[Command]) -> Message:
    """The commands that the asker may use, each with what it does."""
    t = ctx.t
    items: list[Text] = []
    for command in commands:
        if command.is_listed and _may_use(ctx, command):
            usage = f"/{ctx.options.commands['all']} {t(command.usage)}".rstrip()
            items.append((Run(usage, bold=True), f" – {t(command.help)}"))
    legend = " · ".join(light_with_legend(t, status) for status in Status)
    parts: list[Part] = [Heading(t("What you can do here")), Bullets(tuple(items))]
    if not ctx.actor.is_member:
        return Message((*parts, Small(t("The rest is for members of the workspace."))))
    parts += [
        Paragraph(t("Colours: {legend}", legend=legend)),
        Small(t("The commands do not work in threads; write them in the message field at the bottom.")),
    ]
    return Message(tuple(parts))


def _may_use(ctx: Context, command: Command) -> bool:
    match command.who:
        case "coordinator":
            return ctx.actor.is_coordinator
        case "owner":
            return ctx.actor.person is not None
        case "anyone":
            return ctx.actor.is_member or command.name == "help"
