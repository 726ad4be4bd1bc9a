"""The natural keys of deliveries. The same message has the same key, so queueing it twice is harmless. A key is only
compared, never parsed."""

from datetime import date, datetime
from typing import Literal


def prompt(round_id: int, person_id: int, page: int = 0) -> str:
    """An owner's opening message in a round. `page` is 0 for the message, from 1 for its continuations in the
    thread."""
    return f"prompt:{round_id}:{person_id}" + (f":{page}" if page else "")


def prompt_update(prompt_id: int) -> str:
    """The rewrite of an opening message, at most one per message."""
    return f"update:{prompt_id}"


def rewrite(sent_id: int, answer_id: int) -> str:
    """The rewrite of a message about an answer, after what it says was changed or said to be right."""
    return f"rewrite:{sent_id}:{answer_id}"


def given_rows(prompt_id: int, at: datetime) -> str:
    """The message that further rows were handed over to a person, in the thread of their opening message."""
    return f"given:{prompt_id}:{at:%Y%m%dT%H%M%S%f}"


def plan_change(prompt_id: int, at: datetime) -> str:
    """The message that rows of an opening message were changed in the plan, in its thread."""
    return f"plan-change:{prompt_id}:{at:%Y%m%dT%H%M%S%f}"


def ladder_step(kind: str, round_id: int, person_id: int, mark: str) -> str:
    """A reminder or an escalation. `mark` is the step's instant for a reminder, the step's name for an escalation."""
    return f"{kind}:{round_id}:{person_id}:{mark}"


def nudge(round_id: int, person_id: int, mark: str) -> str:
    """A reminder that a coordinator sends by hand. `mark` is the local hour, which allows one an hour."""
    return f"nudge:{round_id}:{person_id}:{mark}"


def deadline_moved(round_id: int, person_id: int, at: datetime) -> str:
    """The message that a deadline was moved, at this instant: once for each move."""
    return f"deadline:{round_id}:{person_id}:{at:%Y%m%dT%H%M%S%f}"


def notice(round_id: int, placement_id: int, person_id: int) -> str:
    """The notice that somebody else has answered: once per row, person and round (contract)."""
    return f"notice:{round_id}:{placement_id}:{person_id}"


def returned(review_id: int, person_id: int) -> str:
    """The message that an answer was sent back, once for each time and person."""
    return f"returned:{review_id}:{person_id}"


def alert(round_id: int, placement_id: int, platform: str) -> str:
    """The alert to management that a row has become red, or yellow: once per row and round."""
    return f"alert:{round_id}:{placement_id}:{platform}"


def alert_change(answer_id: int, platform: str) -> str:
    """A later answer on a row that has an alert, in the thread of the alert."""
    return f"alert-change:{answer_id}:{platform}"


def followed(destination: str, answer_id: int) -> str:
    """The message that rows which somebody follows have changed colour. `answer_id` is the newest answer in it."""
    return f"followed:{destination}:{answer_id}"


def weekly(round_id: int, destination: str, day: date) -> str:
    """The weekly letter about a round. `day` is the Monday of its week."""
    return f"weekly:{round_id}:{destination}:{day}"


def round_news(round_id: int, person_id: int, at: datetime) -> str:
    """The message to a coordinator about how a round is going, once for each occasion. `at` is its instant."""
    return f"round-news:{round_id}:{person_id}:{at:%Y%m%dT%H%M%S}"


def outage(round_id: int, platform: str) -> str:
    """The notice to management that a round opened late."""
    return f"outage:{round_id}:{platform}"


def summary(round_id: int, platform: str, closing: int = 1) -> str:
    """The summary of a round to management; one for each time that the round was closed, from 1 on."""
    return f"summary:{round_id}:{platform}" + (f":{closing}" if closing > 1 else "")


def chart(round_id: int, platform: str, closing: int) -> str:
    """The picture in the thread of a round's summary, one for each time that the round was closed."""
    return f"chart:{round_id}:{platform}:{closing}"


def report(round_id: int, person_id: int, kind: str, form: str, at: datetime) -> str:
    """A file of the half-year report to the person who asked for it, once for each request."""
    return f"report:{round_id}:{person_id}:{kind}:{form}:{at:%Y%m%dT%H%M%S%f}"


def drawing(line_id: int, person_id: int, at: datetime) -> str:
    """A drawing of a register's line to the person who asked for it, once for each request."""
    return f"drawing:{line_id}:{person_id}:{at:%Y%m%dT%H%M%S%f}"


def summary_change(answer_id: int, platform: str) -> str:
    """An answer that was changed after the summary, in the thread of the summary."""
    return f"summary-change:{answer_id}:{platform}"


def coordinator(subject: str, person_id: int) -> str:
    """A notice to one coordinator. `subject` identifies what it is about, e.g. `trouble:7:begun`."""
    return f"{subject}:{person_id}"


def absence(person_id: int, change: str, at: datetime) -> str:
    """The message that somebody else has changed when a person is away. `change` says what and the first day."""
    return f"absence:{person_id}:{change}:{at:%Y%m%dT%H%M%S%f}"


def decision(decision_id: int, person_id: int, changed_at: datetime | None = None) -> str:
    """The message to an owner that a decision they asked for has been answered: once, and once for each change."""
    return f"decision:{decision_id}:{person_id}" + (f":{changed_at:%Y%m%dT%H%M%S%f}" if changed_at else "")


def question(question_id: int, person_id: int) -> str:
    """A question of management to one of those who are responsible for a row."""
    return f"question:{question_id}:{person_id}"


def question_reply(reply_id: int) -> str:
    """What was replied, to the person who asked."""
    return f"question-reply:{reply_id}"


def overdue(person_id: int, day: date) -> str:
    """The message about actions that are past their dates: once a local day at most."""
    return f"overdue:{person_id}:{day:%Y%m%d}"


def dates(person_id: int, day: date) -> str:
    """The message about days of the registers: once a local day at most."""
    return f"dates:{person_id}:{day:%Y%m%d}"


def need(person_id: int, mark: tuple[str, int], now: datetime) -> str:
    """The yearly question about needs. `mark` is the first thing that it is about."""
    return f"need:{person_id}:{mark[0]}:{mark[1]}:{now:%Y%m%d}"


def reply(request_key: str) -> str:
    """The reply to a request. `request_key` is the key of `InboundRequest`."""
    return f"reply:{request_key}"


def home(platform: str, account: str) -> str:
    """The home page of an account."""
    return f"home:{platform}:{account}"


def further_page(key: str, number: int | Literal[""]) -> str:
    """A continuation, in the thread of the message `key`, of what does not fit one message. `number` counts from 2;
    with "" it is what the keys of all of them begin with."""
    return f"{key}/page{number}"


def greeting(platform: str, account: str) -> str:
    """What a new account is told, once."""
    return f"greeting:{platform}:{account}"
