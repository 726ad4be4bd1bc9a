"""A disclosure as one zip: an index that is read in a browser, and the same as JSON and CSV."""

import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any, BinaryIO

from i18n import N_, Translator
from models.rules.text import storable
from reports.content.disclosure.tables import Disclosure, Section
from reports.formats.tables import to_csv, to_json

# What the sections are called; a table that is not here goes by its own name.
_TITLES = {
    "person": N_("The person"), "row": N_("The row and its wordings"), "round": N_("The round"),
    "answer": N_("Answers, every version"), "review": N_("Approved and sent back"), "handover": N_("Handed over rows"),
    "decision": N_("Decisions"), "delivery": N_("Messages"), "absence": N_("Leave"), "draft": N_("Drafts"),
    "deviation_question": N_("Questions about deviations"), "deviation_reply": N_("Replies to questions"),
    "digest_reading": N_("Read summaries"), "following": N_("What is followed"),
    "held_text": N_("Texts that were not stored as answers"), "audit": N_("Who changed what"),
    "report_text": N_("Texts for the half-year report"),
}  # fmt: skip
_FIELDS = {
    "at": N_("When"), "actor": N_("By whom"), "channel": N_("By which way"), "what": N_("What"),
    "about": N_("About what"), "before": N_("Before"), "after": N_("After"), "round": N_("Round"),
    "placement": N_("Row"), "row": N_("Row"), "status": N_("Status"), "comment": N_("Comment"), "cause": N_("Cause"),
    "action": N_("Action"), "action_owner": N_("Responsible"), "action_due": N_("Done by"), "author": N_("Author"),
    "author_email": N_("Author’s address"), "submitted_at": N_("When"), "version": N_("Version"), "late": N_("Late"),
    "on_behalf_of": N_("On behalf of"), "activity": N_("Activity"), "goal": N_("Goal"), "units": N_("Units"),
    "year": N_("Year"), "name": N_("Name"), "email": N_("E-mail"), "person": N_("Person"), "kind": N_("Kind"),
    "question": N_("Question"), "verdict": N_("Verdict"), "state": N_("State"), "sent_at": N_("Sent"),
    "reason": N_("Reason"), "why": N_("Reason"), "roles": N_("Roles"), "unit": N_("Unit"), "language": N_("Language"),
    "timezone": N_("Time zone"), "deputy": N_("Deputy"), "deputy_email": N_("Deputy"), "manager": N_("Manager"),
    "manager_email": N_("Manager"), "platform": N_("Platform"), "created_at": N_("Made"), "due_at": N_("To be sent"),
    "deadline": N_("Deadline"), "opens_at": N_("Opens"), "source": N_("Through"), "goal_kind": N_("Kind of goal"),
    "first": N_("From"), "last": N_("To"), "text": N_("Text"), "signed_as": N_("Signed as"),
    "decision_by": N_("Decision needed from"),
}  # fmt: skip
_LIGHTS = {
    "green": N_("Green"), "yellow": N_("Yellow"), "red": N_("Red"), "cannot_assess": N_("Cannot be assessed"),
}  # fmt: skip
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.1rem 1rem;border-top:1px solid;padding:.5rem 0}"
    "dt{font-weight:bold}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
)


def write_disclosure(file: BinaryIO, disclosure: Disclosure, about: str, at: datetime, t: Translator) -> None:
    """Writes the zip. `about` says what was asked for."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", storable(_index(disclosure, about, at, t)).encode())
        for section in disclosure.sections:
            archive.writestr(f"{section.name}.json", to_json(section.rows))
            archive.writestr(f"{section.name}.csv", to_csv(list(section.rows[0]), _in_cells(section), mark=True))
        if disclosure.snapshot is not None:
            archive.writestr("snapshot.json", disclosure.snapshot)


def _in_cells(section: Section) -> list[dict[str, Any]]:
    return [
        {name: json.dumps(v, ensure_ascii=False) if isinstance(v, dict) else v for name, v in row.items()}
        for row in section.rows
    ]


def _index(disclosure: Disclosure, about: str, at: datetime, t: Translator) -> str:
    # Not within the f-strings: the texts are extracted from calls that stand in the code.
    title = t("Everything that is stored about {about}", about=about)
    when, contents = t("Taken out of Målvakten {time}.", time=t.instant(at)), t("Contents")
    record = t("The frozen record of the round")
    parts = [
        f'<!doctype html><html lang="{t.language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>",
        f"<p>{escape(when)}</p>",
        f"<p>{escape(_remarks(disclosure, t))}</p>",
        f"<nav><h2>{escape(contents)}</h2><ul>",
    ]
    for section in disclosure.sections:
        files = f'<a href="{section.name}.json">JSON</a>, <a href="{section.name}.csv">CSV</a>'
        link = f'<a href="#{section.name}">{escape(_title(section, t))}</a>'
        parts.append(f"<li>{link} ({len(section.rows)}): {files}</li>")
    if disclosure.snapshot is not None:
        parts.append(f'<li><a href="snapshot.json">{escape(record)}</a></li>')
    parts.append("</ul></nav>")
    for section in disclosure.sections:
        parts.append(f'<section id="{section.name}"><h2>{escape(_title(section, t))}</h2>')
        parts += [_item(row, t) for row in section.rows]
        parts.append("</section>")
    return "\n".join([*parts, "</html>\n"])


def _title(section: Section, t: Translator) -> str:
    return t(_TITLES[section.name]) if section.name in _TITLES else section.name


def _remarks(disclosure: Disclosure, t: Translator) -> str:
    words = [t("Comments are whole. E-mail addresses of other persons are left out.")]
    if disclosure.masked:
        words.append(t.plural(
            "In {n} version of an answer personal data are masked (▇▇▇), because its author has not said that they "
            "are to be there.",
            "In {n} versions of answers personal data are masked (▇▇▇), because their authors have not said that they "
            "are to be there.", disclosure.masked,
        ))  # fmt: skip
    return " ".join(words)


def _item(row: Mapping[str, Any], t: Translator) -> str:
    """One row as a list of its fields, without the empty ones."""
    fields = "".join(
        f"<dt>{escape(_field(name, t))}</dt><dd>{escape(_words(name, value, t))}</dd>"
        for name, value in row.items()
        if value not in (None, "", [], {})
    )
    return f"<dl>{fields}</dl>"


def _words(name: str, value: Any, t: Translator) -> str:
    """A field's value for a reader."""
    if name in {"status", "previous_status"} and value in _LIGHTS:
        return t(_LIGHTS[value])
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, dict):
        return "\n".join(f"{_field(key, t)}: {_words(key, each, t)}" for key, each in value.items())
    return ", ".join(_words(name, each, t) for each in value) if isinstance(value, list) else str(value)


def _field(name: str, t: Translator) -> str:
    return t(_FIELDS[name]) if name in _FIELDS else name
