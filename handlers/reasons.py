"""Why a message could not be sent, in words, by the chat platform's code for it."""

from i18n import N_, Translator

REASONS = {
    "account_inactive": N_("the account is deactivated"),
    "user_disabled": N_("the account is deactivated"),
    "user_not_found": N_("there is no such account"),
    "users_not_found": N_("there is no account with that e-mail address"),
    "channel_not_found": N_("the conversation does not exist, or the bot is not a member of it"),
    "is_archived": N_("the channel is archived"),
    "not_in_channel": N_("the bot is not a member of the channel; invite it"),
    "messages_tab_disabled": N_("direct messages to the bot are switched off in the app's settings"),
    "no management channel is set": N_("no management channel is set"),
}


def reason(t: Translator, error: str | None) -> str:
    """Why a message could not be sent, in words; a code that has none is given as it is."""
    known = REASONS.get(error or "")
    return t(known) if known else t("the chat platform says {code}", code=error or "?")
