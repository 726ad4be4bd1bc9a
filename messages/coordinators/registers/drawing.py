"""A change logic as a drawing, in the direct messages of the person who asked for it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from messages.parts import File
from models.options import Options
from models.people.directory_cache import load_directory
from models.registers.lines import Lines
from models.registers.links.targets import Targets
from models.registers.tables import RegisterLine
from models.rounds.queries import plan_of_year
from models.rules.text import plain
from reports.content.registers.lines import link_words
from reports.content.registers.logic import drawn_as_text, logic_of
from reports.formats.logic_svg import logic_svg


def drawing_file(session: Session, payload: Mapping[str, Any], options: Options) -> File | None:
    """The file of a payload that `actions.registers.drawings` made; None when there is no such line."""
    line = session.get(RegisterLine, payload["line"])
    if line is None:
        return None
    directory = load_directory(session)
    t = options.translator(directory.by_id.get(payload["person"]))
    targets = Targets(session, directory, plan_of_year(directory, line.changed_at.year))
    links = Lines.with_links(session, targets, [line]).links.get(line.id, [])
    logic = logic_of(t, line.key, line.content, [link_words(t, link) for link in links])
    title = t("Change logic {key}: {title}", key=line.key, title=logic.title)
    name = "-".join(["forandringslogik", *plain(line.key).replace("#", " ").split()])[:80]
    return File(f"{name}.svg", logic_svg(t, logic), title, title, drawn_as_text(t, logic))
