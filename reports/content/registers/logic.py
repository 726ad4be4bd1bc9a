"""A change logic as it is drawn: its parts in order, and on each arrow what is assumed and what that builds on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from i18n import Translator
from models.registers.declaration import Value
from models.registers.kinds.logic import PARTS, REGISTER, assumption, evidence
from models.rules.answers.personal_data import masked


@dataclass(frozen=True)
class Arrow:
    """What leads to a part: what is assumed, and what that builds on; "" for what nobody has written."""

    assumption: str
    evidence: str

    @property
    def is_said(self) -> bool:
        """Whether anybody has written anything on it."""
        return bool(self.assumption or self.evidence)


@dataclass(frozen=True)
class LogicPart:
    """A part: its name and its text, "" when nobody has written it. `arrow` leads to it; the first part has none."""

    name: str
    text: str
    arrow: Arrow | None


@dataclass(frozen=True)
class Logic:
    """A change logic, in the reader's language. `beside` are what it is linked to and what is said of the whole, in
    words."""

    key: str
    title: str
    parts: tuple[LogicPart, ...]
    beside: tuple[str, ...]

    @property
    def empty(self) -> tuple[str, ...]:
        """The names of the parts that nobody has written."""
        return tuple(part.name for part in self.parts if not part.text)


def logic_of(t: Translator, key: str, content: Mapping[str, Value], linked: Sequence[str]) -> Logic:
    """The change logic of a line. `linked` is what it is linked to, in words."""

    def text(column: str) -> str:
        return masked(str(content.get(column) or ""))

    parts = tuple(
        LogicPart(
            t(REGISTER.field(part).label), text(part),
            Arrow(text(assumption(part)), text(evidence(part))) if part != PARTS[0] else None,
        )
        for part in PARTS
    )  # fmt: skip
    beside = [f"{t(REGISTER.field(name).label)}: {text(name)}" for name in ("assumption", "evidence") if text(name)]
    beside += [t("Linked to: {links}", links=t.enumeration(linked))] if linked else []
    return Logic(key, text("title") or key, parts, tuple(beside))


def arrow_lines(t: Translator, arrow: Arrow) -> list[str]:
    """What stands on an arrow."""
    lines = [t("Assumption: {text}", text=arrow.assumption or t("not filled in"))]
    lines += [t("Evidence: {text}", text=arrow.evidence or t("not filled in"))] if arrow.is_said else []
    return lines


def drawn_as_text(t: Translator, logic: Logic) -> str:
    """The change logic as text for a terminal: one part below the other, with arrows between."""
    lines = [f"{logic.key} {logic.title}", ""]
    for part in logic.parts:
        if part.arrow:
            lines += [
                "  |",
                *(f"  |  {line}" for told in arrow_lines(t, part.arrow) for line in told.splitlines()),
                "  v",
            ]
        lines += [f"[{part.name}]", *(part.text or t("not filled in")).splitlines()]
    return "\n".join([*lines, *([""] if logic.beside else []), *logic.beside]) + "\n"
