"""What is said about files: Målvakten keeps none."""

from dataclasses import replace

from handlers.context import Context
from messages.parts import Message, Reply, Small, say


def with_file_note(ctx: Context, reply: Reply) -> Reply:
    """The reply to words that came with a file, which says that the file was not kept."""
    if not isinstance(reply, Message):
        return reply
    note = ctx.t("The file is not kept here, only the text. If it matters, put a link to it in the comment.")
    return replace(reply, parts=(*reply.parts, Small(note)))


def only_a_file(ctx: Context) -> Message:
    """The reply to a file without words."""
    return say(
        ctx.t("I cannot take files, only text. If a file belongs to an answer, put a link to it in the comment:"),
        f"/{ctx.options.commands['report']} " + ctx.t("14 green All is going well. Picture: https://…"),
    )
