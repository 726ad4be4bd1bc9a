"""On which of several chat platforms somebody is written to (`kanal`)."""

from actions.coordinators.telling import platform_of
from actions.people.whereabouts import choose_platform
from handlers.context import Context, Refusal
from messages.parts import Button, Buttons, Message, say
from models.rules.text import plain


def channel(ctx: Context, words: str) -> Message:
    """Says where the asker is written to, with a button for each other platform; with a platform's name, from now on
    there. Raises Refusal for one that is not switched on, or where the asker is not known yet."""
    person, t, platforms = ctx.person(), ctx.t, ctx.options.platforms
    if not words:
        current = platform_of(person, ctx.options)
        others = tuple(Button(chat_name(name), "channel", name) for name in platforms if name != current)
        parts = [t("I write to you in {chat}.", chat=chat_name(current))]
        if not others:
            return say(*parts, t("It is the only chat that is switched on here."))
        return say(*parts, t("Where shall I write from now on?"), Buttons(others))
    wanted = next((name for name in platforms if plain(words).strip(" .!") == name), None)
    if wanted is None:
        names = ", ".join(chat_name(name) for name in platforms)
        raise Refusal(t("I cannot write to you there. These chats are switched on: {names}.", names=names))
    if person.account_on(wanted) is None:
        chat = chat_name(wanted)
        raise Refusal(t("I do not know your account in {chat} yet. Write “help” to me there once, and then try again.",
                        chat=chat))  # fmt: skip
    choose_platform(ctx.session, person, wanted, ctx.now)
    return say(t("From now on I write to you in {chat}.", chat=chat_name(wanted)))


def chat_name(platform: str) -> str:
    """A chat platform's name as people write it."""
    return platform.capitalize()
