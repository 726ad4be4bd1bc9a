"""Cards as Teams takes them and as people read them: in the order and with the brackets that the fake Slack's texts
have."""

import json
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
# Adaptive Cards 1.5, as far as the program draws with them.
_ELEMENTS = {
    "TextBlock", "RichTextBlock", "Container", "ActionSet", "ColumnSet", "Column", "Input.Text", "Input.Date",
    "Input.ChoiceSet", "FactSet",
}  # fmt: skip
_TIDY_BYTES = 28_000


def card_of(activity: Json) -> Json | None:
    """The card of a message; None for one in plain text."""
    for attachment in activity.get("attachments") or []:
        if attachment.get("contentType") == "application/vnd.microsoft.card.adaptive":
            card: Json = attachment["content"]
            return card
    return None


def walk(part: Any) -> Iterator[Json]:
    """Every element and action, in the order in which they are read."""
    if isinstance(part, list):
        for each in part:
            yield from walk(each)
    elif isinstance(part, dict):
        if isinstance(part.get("type"), str):
            yield part
        for name in ("body", "items", "columns", "inlines", "actions"):
            yield from walk(part.get(name))


def actions_of(card: Json) -> list[Json]:
    return [each for each in walk(card) if str(each["type"]).startswith("Action.")]


def inputs_of(card: Json) -> list[Json]:
    return [each for each in walk(card) if str(each["type"]).startswith("Input.")]


def card_faults(activity: Json) -> list[str]:
    """What Teams would refuse, or silently not do."""
    card = card_of(activity)
    if card is None:
        return [] if activity.get("text") else ["an empty message"]
    found = []
    if card.get("type") != "AdaptiveCard" or card.get("version") not in {"1.4", "1.5"}:
        found.append("no card")
    for each in walk(card.get("body")):
        kind = str(each["type"])
        if kind == "Action.Execute" and not (each.get("verb") and (each.get("data") or {}).get("action")):
            found.append(f"nothing happens at {each.get('title')!r}")
        elif not kind.startswith("Action.") and kind not in _ELEMENTS and kind != "TextRun":
            found.append(f"an element {kind}")
    ids = [each["id"] for each in inputs_of(card)]
    if len(ids) != len(set(ids)):
        found.append("two inputs with one id")
    size = len(json.dumps(activity, ensure_ascii=False).encode())
    return found + ([f"{size} bytes"] if size > _TIDY_BYTES else [])


def text_of(activity: Json) -> str:
    """A message as it is read, a line for each of its parts."""
    card = card_of(activity)
    if card is None:
        return str(activity.get("text") or "")
    return "\n".join(line for line in _lines(card.get("body") or []) if line.strip())


def _lines(elements: list[Json]) -> Iterator[str]:
    for each in elements:
        match each["type"]:
            case "TextBlock":
                yield str(each["text"])
            case "RichTextBlock":
                yield "".join(run if isinstance(run, str) else run["text"] for run in each["inlines"])
            case "Container" | "Column":
                yield from _lines(each.get("items") or [])
            case "ColumnSet":
                yield from _lines(each.get("columns") or [])
            case "ActionSet":
                yield " ".join(f"[{action['title']}]" for action in each["actions"])
            case "Input.ChoiceSet":
                shown = each["choices"]
                if each.get("style") == "compact":
                    shown = [choice for choice in shown if choice["value"] == each.get("value")]
                yield " ".join([each["label"], *(f"[{choice['title']}]" for choice in shown)])
            case "Input.Text" | "Input.Date":
                yield f"{each['label']} [{each.get('value', '')}]"
