"""What a plan file is refused for once it is compared with what is stored: doubts, near names, an open round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from imports.cells import shown
from imports.faults import Fault
from imports.plan.file import PlanRow
from imports.plan.matching import Doubt, Matches
from imports.plan.renumbering import Moved
from imports.reading.rows.table import listed
from models.rounds.tables import Round

_OLD_WORDS = "write the old wording on this row until then"


@dataclass(frozen=True)
class PlanChoices:
    """What the operator has decided. `same` and `new` are the numbers in the file of rows in doubt that are the old
    activity in new words, or another one. `renumber` lets rows move while a round is open, `new_units` lets names be
    created that are near others, `deactivate_missing` makes rows inactive that the file lacks."""

    same: frozenset[int] = frozenset()
    new: frozenset[int] = frozenset()
    renumber: bool = False
    new_units: bool = False
    deactivate_missing: bool = False


def doubt_faults(
    matches: Matches, rows: Mapping[int, PlanRow], choices: PlanChoices, rounds: Sequence[Round]
) -> Iterator[Fault]:
    """`rows` are those of the file by number, `rounds` those that are open on the plan."""
    for doubt in matches.doubts:
        yield Fault(rows[doubt.row.number].position, "activity", _question(doubt, rounds))
    for number in sorted(choices.same & choices.new):
        yield Fault(None, None, f"--same {number} and --new {number} contradict each other; keep the one that is right")
    for option, numbers in (("--same", choices.same), ("--new", choices.new)):
        unknown = numbers - rows.keys()
        if unknown:
            named = listed(unknown, "number")
            words = f"{option} {named.partition(' ')[2]}: no activity in the file has the {named} (column order)"
            yield Fault(None, None, f"{words}; write the number of one that was asked about, or leave the option out")
    in_doubt = {doubt.row.number for doubt in matches.doubts}
    for number in sorted((choices.same & rows.keys()) - matches.found.keys() - in_doubt - choices.new):
        words = f"--same {number}: the stored plan has no activity left that this can be"
        yield Fault(rows[number].position, "activity", f"{words}; leave the option out, and it is a new activity")


def _question(doubt: Doubt, rounds: Sequence[Round]) -> str:
    number = doubt.row.number
    other = f"--new {number} if it is another activity"
    if doubt.is_same_number:
        old = doubt.stored[0]
        other += " (the old one ends; its answers are kept)"
        other += f", which is taken when the round {rounds[0].name} has closed" if rounds else ""
        return (
            f"activity number {old.number} is “{shown(old.text)}” in the stored plan, and “{shown(doubt.row.text)}” in "
            f"the file. Add --same {number} to the command if that is the same activity in new words, or {other}"
        )
    named = " and ".join(f"activity number {old.number} “{shown(old.text)}”" for old in doubt.stored)
    start = f"“{shown(doubt.row.text)}” is near {named} in the stored plan, which the file lacks. Add"
    if len(doubt.stored) == 1:
        return (
            f"{start} --same {number} to the command if that is the same activity, moved and in new words, or {other}"
        )
    return f"{start} {other}. If it is one of them, import it with its old wording first, then with the new one"


def open_round_faults(
    matches: Matches, rows: Mapping[int, PlanRow], moved: Sequence[Moved], choices: PlanChoices, rounds: Sequence[Round]
) -> Iterator[Fault]:
    """What is refused while a round is open on the plan."""
    if not rounds:
        return
    name = rounds[0].name
    for old in matches.ended:
        words = f"--new {old.number} would end “{shown(old.text)}” while the round {name} is open"
        yield Fault(
            rows[old.number].position, "activity", f"{words}; import it when the round has closed, or {_OLD_WORDS}"
        )
    if moved and not choices.renumber:
        numbers = ", ".join(map(str, moved))
        words = f"activities would change their numbers while the round {name} is open: {numbers}"
        rest = (
            "Add --renumber to the command if that is right: answers follow their texts, and the owners' messages are "
            "rewritten. Otherwise write the old numbers and keys in the file"
        )
        yield Fault(None, "order", f"{words}. {rest}")
