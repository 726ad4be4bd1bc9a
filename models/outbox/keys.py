"""The natural keys of deliveries: queueing the same message twice is harmless because its key is the same. Made here
and never taken apart."""

from datetime import datetime


def prompt(round_id: int, person_id: int, page: int = 0) -> str:
    """An owner's opening message in a round; from page 1 on what continues it in its thread."""
    return f"prompt:{round_id}:{person_id}" + (f":{page}" if page else "")


def prompt_update(prompt_id: int) -> str:
    """The rewriting of an opening message."""
    return f"update:{prompt_id}"


def given_rows(prompt_id: int, at: datetime) -> str:
    """That somebody has been given further rows, in the thread of their opening message."""
    return f"given:{prompt_id}:{at:%Y%m%dT%H%M%S%f}"


def ladder_step(kind: str, round_id: int, person_id: int, mark: str) -> str:
    """A step of the reminder ladder: `mark` is its instant for a reminder, its name for an escalation."""
    return f"{kind}:{round_id}:{person_id}:{mark}"


def nudge(round_id: int, person_id: int, mark: str) -> str:
    """A coordinator's own reminder."""
    return f"nudge:{round_id}:{person_id}:{mark}"


def notice(round_id: int, placement_id: int, person_id: int) -> str:
    """That somebody else has answered: once per row, person and round (contract)."""
    return f"notice:{round_id}:{placement_id}:{person_id}"


def alert(round_id: int, placement_id: int, platform: str) -> str:
    """That a row has become red, or yellow: once per row and round."""
    return f"alert:{round_id}:{placement_id}:{platform}"


def alert_change(answer_id: int, platform: str) -> str:
    """A later answer on a row, in the thread of its alert."""
    return f"alert-change:{answer_id}:{platform}"


def outage(round_id: int, platform: str) -> str:
    """The notice to management that a round opened late."""
    return f"outage:{round_id}:{platform}"


def summary(round_id: int, platform: str) -> str:
    """The summary of a round."""
    return f"summary:{round_id}:{platform}"


def summary_change(answer_id: int, platform: str) -> str:
    """An answer after the summary, in its thread."""
    return f"summary-change:{answer_id}:{platform}"


def coordinator(subject: str, person_id: int) -> str:
    """A notice to one coordinator; `subject` is what it is about, with ids."""
    return f"{subject}:{person_id}"


def reply(request_key: str) -> str:
    """The reply to something said in a conversation."""
    return f"reply:{request_key}"


def home(platform: str, account: str) -> str:
    """The page that the program shows an account."""
    return f"home:{platform}:{account}"


def further_page(key: str, number: int) -> str:
    """What does not fit one message, from number 2 on, in the thread of the message with this key."""
    return f"{key}/page{number}"
