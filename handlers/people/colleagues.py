"""Finds a person of the people file by what somebody writes."""

from handlers.context import Context
from models.people.views import PersonView
from models.planning.names import similar_names
from models.rules.text import plain, shorten

_MOST_LIKE = 3


def colleague(ctx: Context, words: str) -> PersonView | None:
    """The person with this e-mail address, full name or mention (in the platform's notation). None when nobody has it,
    or several have."""
    account = words.strip().strip("<@>").partition("|")[0]
    if (mentioned := ctx.directory.by_account(ctx.actor.platform, account)) is not None:
        return mentioned
    wanted = plain(words)
    people = [each for each in ctx.directory.people if wanted in {plain(each.email), plain(each.name)}]
    return people[0] if len(people) == 1 else None


def nobody_called(ctx: Context, words: str) -> str:
    """The error text when `colleague` finds nobody."""
    return ctx.t("There is nobody called {words} in the people file. Write the e-mail address.",
                 words=ctx.t.quote(shorten(words, 100)))  # fmt: skip


def people_like(ctx: Context, words: str) -> list[PersonView]:
    """Those whose names or addresses are most like the words, at most three. For coordinators: others are not shown who
    is in the people file."""
    named = {name: each for each in ctx.directory.people for name in (each.name, each.email)}
    return list(dict.fromkeys(named[name] for name in similar_names(named, words)))[:_MOST_LIKE]
