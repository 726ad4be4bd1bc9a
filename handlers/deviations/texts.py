"""How long a text management may write, in a form and in a line."""

from handlers.context import Context

LONGEST_FIELD = 3000
LONGEST_TEXT = 20_000


def longer_than_taken(ctx: Context, text: str) -> str:
    """The refusal of a text that is too long; it is refused whole, never cut. "" for one that is taken."""
    if len(text) <= LONGEST_TEXT:
        return ""
    return ctx.t("The text is {n} characters long; at most {most} are taken. Nothing has been stored. Shorten it and "
                 "send it again.", n=ctx.t.number(len(text)), most=ctx.t.number(LONGEST_TEXT))  # fmt: skip
