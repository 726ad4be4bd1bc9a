"""Owners in Teams: they write to the bot, or press on its cards. What is not answered is sent anew, as Teams does."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException

from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.cards import actions_of, card_of, inputs_of
from tests.fakes.teams.tenant import Json, Posted
from tests.soak.plant import teams_account

# Within this a form comes, unless its message or its worker is lost.
_FORM_SECONDS = 5.0
Send = Callable[[Json], "TeamsAnswer"]


@dataclass(frozen=True)
class TeamsAnswer:
    """What the bot answered on the wire; `failure` says why nothing did."""

    status: int
    raw: str
    failure: str = ""

    @property
    def text(self) -> str:
        return self.raw


def sender(teams: FakeTeams) -> Send:
    def send(activity: Json) -> TeamsAnswer:
        try:
            status, body = teams.deliver(activity)
        except (OSError, HTTPException) as error:
            return TeamsAnswer(0, "", type(error).__name__)
        raw = json.dumps(body, ensure_ascii=False)
        return TeamsAnswer(status, raw, "" if status == 200 else f"http {status}")

    return send


def by_words(teams: FakeTeams, row: int, words: str) -> tuple[Json, Send]:
    """What the owner of a row writes, and how it is sent."""
    person = teams.tenant.people[teams_account(row)]
    return activities.message(teams.tenant, teams.service_url, person, words), sender(teams)


def by_form(teams: FakeTeams, row: int, values: Mapping[str, str]) -> tuple[Json, Send] | None:
    """The press that submits the form of the owner's row; None when there is no form yet. Then one is asked for."""
    tenant, person, send = teams.tenant, teams.tenant.people[teams_account(row)], sender(teams)

    def form() -> Posted | None:
        posts = tenant.in_conversation(person.conversation)
        return next((post for post in reversed(posts) if _inputs(post)), None)

    if (found := form()) is None:
        opener = next(((post, each) for post in tenant.in_conversation(person.conversation)
                       for each in _actions(post) if "Rapportera" in str(each["title"])), None)  # fmt: skip
        if opener is None:
            return None
        post, action = opener
        send(activities.press(tenant, teams.service_url, person, action, {}, post.ts))
        ends = time.monotonic() + _FORM_SECONDS
        while (found := form()) is None:
            if time.monotonic() > ends:
                return None
            time.sleep(0.05)
    filled = {f"field.{name}": value for name, value in values.items()}
    submit = next(each for each in _actions(found) if each["verb"] == "form_submit")
    return activities.press(tenant, teams.service_url, person, submit, filled, found.ts), send


def _actions(post: Posted) -> list[Json]:
    return actions_of(card_of(post.activity) or {})


def _inputs(post: Posted) -> list[Json]:
    return inputs_of(card_of(post.activity) or {})
