"""A change logic in chat: its parts one below the other, and as a drawing."""

import shlex

from actions.registers.drawings import send_drawing
from handlers.access import require_member
from handlers.context import Context, Refusal, no_longer
from handlers.registers.shown import line_button, links_of
from messages.parts import Button, Buttons, Heading, Message, Paragraph, Part, Run, Small
from messages.values.registers import LineValue
from models.registers.all import BY_NAME
from models.registers.queries import line_of
from models.registers.tables import RegisterLine
from models.rules.text import shorten
from reports.content.registers.lines import link_words
from reports.content.registers.logic import Logic, arrow_lines, logic_of

_LOGIC = BY_NAME["logic"]
_MOST = 10
_IN_CHAT = 600
# A bot may send no files there but pictures, of which SVG is none.
_WITHOUT_FILES = {"teams"}


def read_logic(ctx: Context, line: RegisterLine) -> Logic:
    """A line of the register as it is drawn."""
    linked = [link_words(ctx.t, link) for link in links_of(ctx, line)]
    return logic_of(ctx.t, line.key, line.content, linked)


def logic_message(ctx: Context, line: RegisterLine) -> Message:
    """The whole: each part with what stands on the arrow to it; what is missing; and the ways on."""
    t, logic = ctx.t, read_logic(ctx, line)
    parts: list[Part] = [Heading(shorten(f"{line.key} · {logic.title}", 150))]
    for part in logic.parts:
        if part.arrow and part.arrow.is_said:
            told = "\n".join(shorten(each, _IN_CHAT) for each in arrow_lines(t, part.arrow))
            parts.append(Small(f"↓ {told}"))
        text = shorten(part.text, _IN_CHAT) if part.text else "–"
        parts.append(Paragraph(("" if not part.arrow or part.arrow.is_said else "↓ ", Run(part.name, bold=True),
                                f"\n{text}")))  # fmt: skip
    parts += [Small(shorten(each, _IN_CHAT)) for each in logic.beside]
    if logic.empty:
        parts.append(Small(t("Not filled in: {columns}.", columns=t.enumeration(logic.empty))))
    if line.ended:
        parts.append(Paragraph(t("Ended {day}: {why}", day=t.day(line.ended), why=line.ended_why or "–")))
    return Message((*parts, Buttons(_buttons(ctx, line))))


def _buttons(ctx: Context, line: RegisterLine) -> tuple[Button, ...]:
    t = ctx.t
    buttons = [line_button(t("As a drawing"), "logic_draw", line)]
    if ctx.actor.is_coordinator:
        buttons.insert(0, line_button(t("Go on"), "logic_go_on", line, primary=True))
        buttons.append(line_button(t("Change"), "register_change", line))
        buttons += [] if line.ended else [line_button(t("End …"), "register_end", line)]
    return tuple(buttons)


def draw(ctx: Context, words: str) -> Message:
    """`förändringslogik rita NYCKEL`."""
    require_member(ctx)
    line = line_of(ctx.session, _LOGIC.name, words.strip()) if words.strip() else None
    if line is None:
        raise Refusal(
            ctx.t("Which change logic? Write its key."),
            Button(ctx.t(_LOGIC.title), "register_list", str(LineValue(_LOGIC.name))),
        )
    return _drawn(ctx, line)


def draw_pressed(ctx: Context, value: str) -> Message:
    """The button. `value` is a `LineValue`."""
    require_member(ctx)
    line = line_of(ctx.session, _LOGIC.name, LineValue.read(value).key)
    if line is None:
        raise no_longer(ctx)
    return _drawn(ctx, line)


def _drawn(ctx: Context, line: RegisterLine) -> Message:
    if ctx.actor.platform in _WITHOUT_FILES:
        text = ctx.t("I cannot send drawings here. Whoever runs Målvakten makes it with:")
        command = f"malvakten register logic draw {shlex.quote(line.key)} --out logic.svg"
        return Message((Paragraph(text), Paragraph(command)))
    send_drawing(ctx.session, line, ctx.person().id, ctx.actor.platform, ctx.now)
    text = ctx.t("The drawing of {key} comes here as a file (SVG), usually within a minute.", key=line.key)
    return Message((Paragraph(text), Small(ctx.t("It opens in a web browser, and in Word by Insert, Pictures."))))
