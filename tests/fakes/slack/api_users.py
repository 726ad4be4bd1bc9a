"""users.*.

Sources: docs.slack.dev/reference/methods/users.info, users.list, users.lookupByEmail,
and docs.slack.dev/reference/objects/user-object.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from .checks import Json, SlackError
from .records import User
from .web_api import cursor, method, number, truth, uncursor
from .workspace import Workspace


def user_object(space: Workspace, user: User, *, locale: bool = False) -> Json:
    """The user object; the address only with users:read.email."""
    profile: Json = {
        "real_name": user.real_name,
        "display_name": user.name,
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "team": user.team_id,
    }
    if user.email and "users:read.email" in space.scopes:
        profile["email"] = user.email
    shown: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1732240000,
    }
    if user.deleted:  # the object of somebody who left has no tz and no roles
        return shown | user.more
    shown |= {"real_name": user.real_name, "is_admin": False, "is_owner": False}
    shown |= {"is_restricted": user.guest, "is_ultra_restricted": False}
    if user.stranger:
        shown["is_stranger"] = True
    if user.tz:
        now = dt.datetime.fromtimestamp(space.clock.now(), ZoneInfo(user.tz))
        offset = now.utcoffset() or dt.timedelta()
        shown |= {"tz": user.tz, "tz_label": now.tzname(), "tz_offset": int(offset.total_seconds())}
    if locale:
        shown["locale"] = user.locale
    return shown | user.more


@method("users.info", "users:read")
def users_info(space: Workspace, args: Json) -> Json:
    """One user."""
    user = space.store.users.get(str(args.get("user", "")))
    if user is None:
        raise SlackError("user_not_found")
    return {"user": user_object(space, user, locale=truth(args.get("include_locale")))}


@method("users.lookupByEmail", "users:read.email")
def users_lookup(space: Workspace, args: Json) -> Json:
    """The user with an address; one who left is not found."""
    wanted = str(args.get("email", "")).lower()
    for user in space.store.users.values():
        if user.email and user.email.lower() == wanted and not user.deleted:
            return {"user": user_object(space, user)}
    raise SlackError("users_not_found")


@method("users.list", "users:read")
def users_list(space: Workspace, args: Json) -> Json:
    """Everybody, page by page."""
    start = uncursor(args, "user:")
    known = sorted(space.store.users)
    ids = known[known.index(start) if start in known else 0 :]
    size = number(args, "limit", space.page_size, space.page_size)
    page, rest = ids[:size], ids[size:]
    locale = truth(args.get("include_locale"))
    members = [user_object(space, space.store.users[one], locale=locale) for one in page]
    after = cursor(f"user:{rest[0]}") if rest else ""
    return {"members": members, "cache_ts": 1732240000, "response_metadata": {"next_cursor": after}}
