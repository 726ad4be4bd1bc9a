"""`Skapa en kalenderfil för årshjulet`: the address to subscribe to, or how the file is made."""

from handlers.access import require_member
from handlers.context import Context
from messages.parts import Message, Paragraph, Small


def calendar_file(ctx: Context) -> Message:
    """The address of the calendar; without one, the command that writes the file."""
    require_member(ctx)
    t, url = ctx.t, ctx.options.calendar_url
    if url is None:
        text = t("The yearly wheel comes as a calendar file with a command on the server. Ask the one who runs it for:")
        return Message((Paragraph(text), Paragraph("malvakten calendar arshjul.ics")))
    address = url if t.language == ctx.options.language else f"{url}?lang={t.language}"
    return Message((
        Paragraph(t("Here is the yearly wheel as a calendar. Subscribe to this address in Outlook or another calendar, "
                    "then it is kept up to date:")),
        Paragraph(address),
        Small(t("Only what is open to everybody is in it: the yearly wheel, giving back, the projects’ reports and the "
                "municipal dialogues.")),
    ))  # fmt: skip
