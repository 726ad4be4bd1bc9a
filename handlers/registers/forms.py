"""The forms in which a coordinator adds, changes and ends a register's line."""

import json
from collections.abc import Mapping

from actions.registers.lines import end_line, store_lines
from handlers.access import require_coordinator
from handlers.checksums import changed, checksums
from handlers.context import Context, read_form_state
from handlers.registers.shown import line_button, line_words, links_of, targets_of
from messages.parts import (
    Button,
    Choice,
    DateField,
    Field,
    Form,
    FormFaults,
    Message,
    Option,
    Paragraph,
    Part,
    Reply,
    Small,
    TextField,
    runs_of,
)  # fmt: skip
from messages.values.registers import LineValue
from models.registers.all import BY_NAME
from models.registers.declaration import Field as Column
from models.registers.declaration import Kind, Line, LineFault, Register, Value
from models.registers.queries import line_of, next_key
from models.registers.tables import RegisterLine
from models.registers.values import read_value

_LONGEST_FIELD = 3000  # of what a form shows; a longer text is kept as it is
_LONGEST_KEY = 100


def add_form(ctx: Context, register: Register, words: str) -> Form:
    """The form of a new line. Words after the command go into its first column of text."""
    require_coordinator(ctx)
    texts = [each for each in register.fields if each.kind in {Kind.TEXT, Kind.LONG_TEXT}]
    first = next((each for each in texts if each.required), texts[0])
    parts = (
        TextField("key", ctx.t("Key"), next_key(ctx.session, register), required=True, max_length=_LONGEST_KEY,
                  hint=ctx.t("What the line is called by. It stays.")),
        *_columns(ctx, register, {first.name: words} if words else {}),
        _links(ctx, register, ()),
    )  # fmt: skip
    value = str(LineValue(register.name))
    return Form("register_line", ctx.t("New line")[:24], ctx.t("Add"), ctx.t("Cancel"), parts,
                json.dumps({"register": register.name}),
                Button(ctx.t("Add a line"), "register_add", value))  # fmt: skip


def change_form(ctx: Context, register: Register, line: RegisterLine) -> Form:
    """The form with a line as it is."""
    require_coordinator(ctx)
    links = links_of(ctx, line)
    parts = (*_columns(ctx, register, line.content), _links(ctx, register, links))
    marks = checksums({part.name: part.initial or "" for part in parts if isinstance(part, Field)})
    state = json.dumps({"register": register.name, "key": line.key, "marks": marks})
    return Form("register_line", ctx.t("Change {key}", key=line.key)[:24], ctx.t("Change"), ctx.t("Cancel"), parts,
                state, line_button(ctx.t("Change"), "register_change", line))  # fmt: skip


def _columns(ctx: Context, register: Register, content: Mapping[str, Value]) -> list[Part | Field]:
    parts: list[Part | Field] = []
    for column in register.fields:
        stored = content.get(column.name)
        if isinstance(stored, str) and len(stored) > _LONGEST_FIELD:
            parts.append(Small(ctx.t("{label} is too long for a form ({n} characters) and stays as it is. Change it "
                                     "with a file.", label=ctx.t(column.label), n=len(stored))))  # fmt: skip
        else:
            parts.append(_field(ctx, column, stored))
    return parts


def _field(ctx: Context, column: Column, stored: Value) -> Field:
    t, label = ctx.t, ctx.t(column.label)
    match column.kind:
        case Kind.DATE:
            return DateField(column.name, label, str(stored) if stored else None, column.required)
        case Kind.YES_NO | Kind.CHOICE:
            options = [Option(each.code, t(each.label)[:75]) for each in column.choices]
            options = options or [Option("yes", t("yes")), Option("no", t("no"))]
            if isinstance(stored, bool):
                stored = "yes" if stored else "no"
            if not column.required:
                options.insert(0, Option("-", t("not said")))
            chosen = str(stored) if stored else None if column.required else "-"
            return Choice(column.name, label, tuple(options), chosen, column.required, compact=True)
        case _:
            is_long = column.kind is Kind.LONG_TEXT
            return TextField(column.name, label, "" if stored is None else str(stored), column.required, is_long,
                             _LONGEST_FIELD if is_long else 300)  # fmt: skip


def _links(ctx: Context, register: Register, links: list[str] | tuple[str, ...]) -> TextField:
    kinds = ctx.t.enumeration((_example(ctx, each) for each in register.links), "or")
    return TextField("links", ctx.t("Linked to"), "\n".join(links), multiline=True,
                     hint=ctx.t("One in each line: {kinds}", kinds=kinds)[:150])  # fmt: skip


def _example(ctx: Context, kind: str) -> str:
    known = {"row": ctx.t("row:14"), "unit": ctx.t("unit:NAME")}
    key = ctx.t("KEY")
    return known[kind] if kind in known else f"{BY_NAME[kind].word(ctx.t.language)}:{key}"


def submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """A line added, or changed in the fields that were changed since the form was opened: somebody else may have
    written in the others meanwhile."""
    require_coordinator(ctx)
    data = read_form_state(ctx, state)
    register = BY_NAME[str(data["register"])]
    key = str(data.get("key") or (values.get("key") or "").strip())
    stored = line_of(ctx.session, register.name, key)
    if stored and "key" not in data:
        return FormFaults({"key": ctx.t("There is a line with this key already. Write another one.")})
    kept = stored.content if stored else {}
    content, faults = dict[str, Value](kept), dict[str, str]()
    typed = changed(values, data["marks"]) if "marks" in data else values
    for column in register.fields:
        if column.name not in typed and column.name in kept:
            continue  # as it was, or too long for the form
        try:
            written = typed.get(column.name) or ""
            content[column.name] = read_value(column, "" if written == "-" else written)
        except LineFault as fault:
            faults[column.name] = _told(ctx, fault)
    if faults:
        return FormFaults(faults)
    line = Line(
        key,
        content,
        tuple(links_of(ctx, stored)) if stored and "links" not in typed else written_links(typed),
        stored.ended if stored else None,
        (stored.ended_why or "") if stored else "",
    )
    return _store(ctx, register, line)


def written_links(values: Mapping[str, str]) -> tuple[str, ...]:
    """What the field of links has, one in each line or with `;` between."""
    return tuple(filter(None, (part.strip() for part in (values.get("links") or "").replace(";", "\n").splitlines())))


def _store(ctx: Context, register: Register, line: Line) -> Reply:
    t = ctx.t
    with ctx.session.begin_nested() as nested:
        result = store_lines(ctx.session, register, targets_of(ctx), [line], ctx.now)
        if result.faults:
            nested.rollback()
    if result.faults:
        return FormFaults({fault.column or "links": _told(ctx, fault) for _, fault in result.faults})
    stored = line_of(ctx.session, register.name, line.key)
    words = t("Added:") if result.added else t("Changed:")
    if stored is None or result.unchanged:
        return Message((Paragraph(t("{key} is as it was. Nothing has been changed.", key=line.key)),))
    shown = runs_of(line_words(ctx, register, stored))
    return Message((Paragraph((f"{words} ", *shown)),))


def _told(ctx: Context, fault: LineFault) -> str:
    return ctx.t(fault.text, **fault.values)


def end_form(ctx: Context, register: Register, line: RegisterLine, why: str) -> Reply:
    """Asks why a line is ended, and says that it stays."""
    require_coordinator(ctx)
    if line.ended:
        return Message((Paragraph(ctx.t("{key} was ended {day}.", key=line.key, day=ctx.t.day(line.ended))),))
    parts = (
        Paragraph(line_words(ctx, register, line)),
        Small(ctx.t("The line stays, marked as ended. It can be changed back with a file.")),
        TextField("why", ctx.t("Why"), why, required=True, multiline=True, max_length=2000),
    )  # fmt: skip
    return Form("register_end", ctx.t("End {key}", key=line.key)[:24], ctx.t("End"), ctx.t("Cancel"), parts,
                json.dumps({"register": register.name, "key": line.key}),
                line_button(ctx.t("End …"), "register_end", line))  # fmt: skip


def end_submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """A line ended."""
    require_coordinator(ctx)
    data = read_form_state(ctx, state)
    try:
        line = end_line(ctx.session, BY_NAME[str(data["register"])], str(data["key"]), values.get("why") or "", ctx.now,
                        ctx.today)  # fmt: skip
    except LineFault as fault:
        return FormFaults({"why": _told(ctx, fault)})
    return Message((Paragraph(ctx.t("{key} is ended. It can still be seen in the register.", key=line.key)),))
