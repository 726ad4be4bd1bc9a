"""A unit gets another name. What was answered, who answers for what and older files go on: the old name is an alias.
Never commits."""

from sqlalchemy import delete, select

from actions.plan.editing import Editor, PlanFault
from i18n import N_
from models.plan.views import UnitView
from models.rules.text import fold, legible
from models.tables import Unit, UnitAlias

LONGEST_NAME = 200


def check_name(editor: Editor, unit: UnitView, name: str) -> str:
    """The name as it is stored. Raises PlanFault for one that is empty, too long, has a / in it, or is another
    unit's."""
    name = " ".join(legible(name).split())
    if not name or len(name) > LONGEST_NAME or "/" in name:
        raise PlanFault(N_("Write a name of 1 to {most} characters, without /."), most=LONGEST_NAME)
    for other in editor.directory.units:
        if other.id != unit.id and fold(name) in {fold(each) for each in (other.name, *other.aliases)}:
            raise PlanFault(N_("{name} is a name of {unit} already."), name=name, unit=other.name)
    return name


def rename_unit(editor: Editor, plan_id: int, unit: UnitView, name: str) -> str:
    """Gives a unit a name, in the plans of all years. Returns it. Raises PlanFault."""
    plan = editor.begin(plan_id)
    name = check_name(editor, unit, name)
    stored = editor.session.scalars(
        select(Unit).where(Unit.id == unit.id), execution_options={"populate_existing": True}
    ).one()
    before = stored.name
    editor.session.execute(delete(UnitAlias).where(UnitAlias.unit_id == unit.id, UnitAlias.key == fold(name)))
    stored.name, stored.key = name, fold(name)
    editor.session.flush()
    if fold(before) != fold(name):
        editor.session.add(UnitAlias(unit_id=unit.id, name=before, key=fold(before)))
    editor.finish("unit.renamed", plan.year, None, before=before, after=name)
    return name
