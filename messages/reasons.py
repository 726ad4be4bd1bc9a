"""Why a message could not be sent, in words: the error codes of the chat platforms, translated."""

from i18n import N_, Translator

REASONS = {
    "account_inactive": N_("the account is deactivated"),
    "user_disabled": N_("the account is deactivated"),
    "user_not_found": N_("there is no such account"),
    "users_not_found": N_("there is no account with that e-mail address"),
    "account_guest": N_("the account with that e-mail address is a guest's"),
    "account_external": N_("the account with that e-mail address belongs to another organisation"),
    "account_bot": N_("the account with that e-mail address is a bot's"),
    "account_of_another": N_("the account with that e-mail address belongs to somebody else in the people file"),
    "channel_not_found": N_("the conversation does not exist, or the bot is not a member of it"),
    "is_archived": N_("the channel is archived"),
    "not_in_channel": N_("the bot is not a member of the channel; invite it"),
    "messages_tab_disabled": N_("direct messages to the bot are switched off in the app's settings"),
    "not_installed": N_("the bot has not been added for this person in the chat"),
    "writes_blocked": N_("the person has blocked or removed the bot in the chat"),
    "cannot tell whether it was sent (no_history)": N_("nobody can tell whether it arrived: the chat did not answer"),
    "message_too_large": N_("the message is too large for the chat"),
    "no_base_url": N_("Målvakten has no public address (MALVAKTEN_BASE_URL) where the file could be fetched"),
    "no management channel is set": N_("no management channel is set"),
}
# What the outbox itself writes, by how it begins.
_OUR_OWN = {
    "cannot tell whether it was sent": N_("it is not known whether it arrived"),
    "could not be built": N_("Målvakten could not write it; whoever runs Målvakten finds why in the log"),
}

# Errors about the app's token, which stop all sending.
TOKEN_REASONS = {
    "account_inactive": N_("the app has been removed, or its account is deactivated"),
    "app_uninstalled": N_("the app has been removed from the workspace"),
    "invalid_auth": N_("the app's token is not valid"),
    "not_authed": N_("the app's token is missing"),
    "token_expired": N_("the app's token has expired"),
    "token_revoked": N_("the app's token has been revoked"),
}


def reason(t: Translator, error: str | None) -> str:
    """Why a message could not be sent, in words; an unknown code is quoted."""
    ours = (words for begins, words in _OUR_OWN.items() if (error or "").startswith(begins))
    text = REASONS.get(error or "") or next(ours, None)
    return t(text) if text else t("the chat platform says {code}", code=error or "?")


def token_reason(t: Translator, error: str) -> str:
    """Why a chat platform refuses the program's token, in words; an unknown code is quoted."""
    text = TOKEN_REASONS.get(error)
    return t(text) if text else t("the chat platform says {code}", code=error)
