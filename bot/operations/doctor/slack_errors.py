"""What Slack's errors are called in findings."""

from slack_sdk.errors import SlackApiError


def code_of(error: SlackApiError) -> str:
    """Slack's error code, without the rest of the response."""
    data = getattr(error.response, "data", None)
    if isinstance(data, dict) and data.get("error"):
        return str(data["error"])
    return f"an unreadable answer (HTTP {getattr(error.response, 'status_code', None) or '?'})"
