"""Tags of activities: `taggar rad 14` shows a row's, `taggar sätt 14 A1; resiliens` and a form change them."""

import json
import re
from collections.abc import Collection, Mapping, Sequence

from actions.registers.lines import store_lines
from handlers.access import no_such_row_text, plan_of, require_coordinator, require_member
from handlers.context import Context, Refusal, no_longer, read_form_state
from handlers.registers.shown import links_of, refuse_faults, targets_of
from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Field,
    Form,
    FormFaults,
    Heading,
    Message,
    Paragraph,
    Part,
    Reply,
    Run,
    Small,
    Text,
    TextField,
)  # fmt: skip
from messages.values.rows import RowValue
from models.plan.views import RowView
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.kinds.tags import VOCABULARIES
from models.registers.queries import lines_of, lines_under
from models.registers.tables import RegisterLine
from models.rules.text import plain, shorten

_TAGS = BY_NAME["tags"]
_ROW = re.compile(r"^(?:rad|row|nr)?\s*(?P<row>\d{1,6})\b[\s:,]*(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)


def row_tags(ctx: Context, words: str) -> Message:
    """`taggar rad 14`: the tags of a row with their questions, and the way to change them."""
    require_member(ctx)
    row, _ = _row_first(ctx, words)
    return _told(ctx, row)


def tag(ctx: Context, words: str) -> Message:
    """`taggar sätt 14 A1; resiliens`: the row gets these tags beside those that it has."""
    row, named = _named_tags(ctx, words)
    return _changed(ctx, row, {line.id for line in named} | _ids_of(ctx, row))


def untag(ctx: Context, words: str) -> Message:
    """`taggar ta bort 14 A1`: the row has these tags no more."""
    row, named = _named_tags(ctx, words)
    return _changed(ctx, row, _ids_of(ctx, row) - {line.id for line in named})


def form_pressed(ctx: Context, value: str) -> Form:
    """The button. `value` is a `RowValue`."""
    require_coordinator(ctx)
    at, plan = RowValue.read(value), plan_of(ctx, None)
    row = plan.by_placement.get(at.placement_id or 0) or plan.by_row.get(at.row)
    if row is None:
        raise no_longer(ctx)
    t, tags, mine = ctx.t, all_tags(ctx), _ids_of(ctx, row)
    fields: list[Part | Field] = [Small(f"{row.row}. {shorten(row.activity, 300)}")]
    for vocabulary in VOCABULARIES:
        known = [line for line in tags if line.content["vocabulary"] == vocabulary.code]
        if known:
            chosen = "\n".join(str(line.content["name"]) for line in known if line.id in mine)
            hint = t("One in each line: {kinds}", kinds="; ".join(short_name(line) for line in known))
            fields.append(
                TextField(vocabulary.code, t(vocabulary.label), chosen, multiline=True, hint=shorten(hint, 150))
            )
    opener = Button(t("Change the tags"), "tag_row", str(RowValue.of(row)))
    return Form("tag_row", t("Tags of row {row}", row=row.row)[:24], t("Save"), t("Cancel"), tuple(fields),
                json.dumps({"placement": row.placement_id}), opener)  # fmt: skip


def form_submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The row has exactly the tags of the form."""
    require_coordinator(ctx)
    row = plan_of(ctx, None).by_placement.get(int(read_form_state(ctx, state).get("placement") or 0))
    if row is None:
        raise no_longer(ctx)
    tags, chosen, faults = all_tags(ctx), set[int](), dict[str, str]()
    for name, text in values.items():
        of_kind = [line for line in tags if line.content["vocabulary"] == name]
        named, unknown = _find(of_kind, text)
        chosen |= {line.id for line in named}
        if unknown:
            faults[name] = _unknown_text(ctx, unknown, of_kind)
    return FormFaults(faults) if faults else _changed(ctx, row, chosen)


def all_tags(ctx: Context) -> Sequence[RegisterLine]:
    """The tags that are not ended."""
    return lines_of(ctx.session, _TAGS.name, with_ended=False)


def _ids_of(ctx: Context, row: RowView) -> set[int]:
    return {line.id for line in lines_under(ctx.session, row.chain) if line.register == _TAGS.name}


def short_name(line: RegisterLine) -> str:
    """What a tag can be called: its key, where that is in its name already."""
    name = str(line.content["name"])
    return line.key if name.startswith(line.key) else name


def _row_first(ctx: Context, words: str) -> tuple[RowView, str]:
    plan, match = plan_of(ctx, None), _ROW.match(words.strip())
    if match is None:
        raise Refusal(ctx.t("Which row? Write its number, such as {example}.",
                            example=ctx.t.quote(ctx.t("tags row 14"))))  # fmt: skip
    row = plan.by_row.get(int(match["row"]))
    if row is None:
        raise Refusal(no_such_row_text(ctx, plan, int(match["row"])))
    return row, match["rest"]


def _named_tags(ctx: Context, words: str) -> tuple[RowView, list[RegisterLine]]:
    require_coordinator(ctx)
    row, rest = _row_first(ctx, words)
    tags = all_tags(ctx)
    named, unknown = _find(tags, rest)
    if unknown or not named:
        raise Refusal(_unknown_text(ctx, unknown, tags), Button(ctx.t("Change the tags"), "tag_row",
                                                                str(RowValue.of(row))))  # fmt: skip
    return row, named


def _find(tags: Sequence[RegisterLine], text: str) -> tuple[list[RegisterLine], list[str]]:
    """The tags that a text names by key or name, with `;`, `,` or lines between; and what is none of them. A name may
    have commas in it."""
    named, unknown = list[RegisterLine](), list[str]()
    for part in filter(None, (each.strip() for each in re.split(r"[;\n]", text))):
        if one := _one(tags, part):
            named.append(one)
            continue
        for word in filter(None, (each.strip() for each in part.split(","))):
            one = _one(tags, word)
            named, unknown = ([*named, one], unknown) if one else (named, [*unknown, word])
    return named, unknown


def _one(tags: Sequence[RegisterLine], word: str) -> RegisterLine | None:
    same = [line for line in tags if plain(word) in {plain(line.key), plain(str(line.content["name"]))}]
    begun = same or [line for line in tags if plain(word) and plain(str(line.content["name"])).startswith(plain(word))]
    return begun[0] if len(begun) == 1 else None


def _unknown_text(ctx: Context, unknown: Sequence[str], tags: Sequence[RegisterLine]) -> str:
    t = ctx.t
    known = t("There are: {names}.", names="; ".join(short_name(line) for line in tags[:40]))
    if not unknown:
        return t("Which tags?") + " " + known
    return t("There is no tag {names}.", names=t.enumeration(map(t.quote, unknown))) + " " + known


def _changed(ctx: Context, row: RowView, wanted: Collection[int]) -> Message:
    """Links and unlinks the tags, so that the row has these and no others."""
    had, number, lines = _ids_of(ctx, row), f"row:{row.row}", list[Line]()
    for line in all_tags(ctx):
        if (line.id in had) is not (line.id in wanted):
            links = links_of(ctx, line)
            links = [*links, number] if line.id in wanted else [link for link in links if link != number]
            lines.append(Line(line.key, line.content, tuple(links)))
    refuse_faults(ctx, store_lines(ctx.session, _TAGS, targets_of(ctx), lines, ctx.now))
    return _told(ctx, row)


def _told(ctx: Context, row: RowView) -> Message:
    t, mine = ctx.t, _ids_of(ctx, row)
    lines = [line for line in all_tags(ctx) if line.id in mine]
    parts: list[Part] = [
        Heading(shorten(t("Tags of row {row}", row=row.row), 150)),
        Paragraph(shorten(row.activity, 300)),
    ]
    items: list[Text] = []
    for line in lines:
        question = str(line.content.get("question") or "")
        items.append((Run(str(line.content["name"]), bold=True), f" – {question}" if question else ""))
    parts.append(Bullets(tuple(items)) if items else Paragraph(t("The row has no tags.")))
    if ctx.actor.is_coordinator:
        parts.append(Buttons((Button(t("Change the tags"), "tag_row", str(RowValue.of(row))),)))
    return Message(tuple(parts))
