"""`hjälp`: made from the table of commands, so that it cannot lie."""

from handlers.context import Context
from handlers.message import Bullets, Heading, Message, Paragraph, Part, Run, Small, Text
from handlers.words import light_with_legend
from models.vocabulary import Status


def help_text(ctx: Context, _words: str) -> Message:
    """Every command that the asker may use, with an example."""
    from handlers.routes import COMMANDS

    t = ctx.t
    items: list[Text] = []
    for command in COMMANDS:
        if command.who == "coordinator" and not ctx.actor.is_coordinator:
            continue
        usage = f"/{ctx.options.commands['all']} {t(command.usage)}".rstrip()
        items.append((Run(usage, bold=True), f" – {t(command.help)}"))
    legend = " · ".join(light_with_legend(t, status) for status in Status)
    parts: list[Part] = [
        Heading(t("What you can do here")),
        Bullets(tuple(items)),
        Paragraph(t("Colours: {legend}", legend=legend)),
        Small(t("The commands do not work in threads; write them in the message field at the bottom.")),
    ]
    return Message(tuple(parts))
