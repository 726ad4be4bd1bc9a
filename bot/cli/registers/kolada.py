"""`malvakten kolada …`: values of indicators fetched from Kolada."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.importing import AsJson, DryRun, say_dry
from bot.cli.support import database, now, print_json, refuse, settings

if TYPE_CHECKING:
    from bot.kolada.client import Kolada
    from bot.kolada.fetch import Outcome
    from bot.settings import Settings
    from models.storage.database import Database

kolada_app = typer.Typer(
    help="Indicators' values from Kolada, the open database of Swedish municipalities and regions.",
    no_args_is_help=True,
)
_KEPT = "Nothing of it was stored. What was fetched before it is kept, and is not asked for again today."


Areas = Annotated[
    list[str],
    typer.Option(
        "--area", help="Kolada's id of a region or municipality, four digits; may be repeated.", show_default=False
    ),
]
Keys = Annotated[
    list[str] | None,
    typer.Option(
        "--indicator", help="The key of an indicator; may be repeated. All of Kolada's without it.", show_default=False
    ),
]
Again = Annotated[bool, typer.Option("--again", help="Ask again for what came less than a day ago.")]


@kolada_app.command("fetch")
def fetch(
    areas: Areas, keys: Keys = None, again: Again = False, dry_run: DryRun = False, as_json: AsJson = False
) -> None:
    """Fetch values of the indicators whose source is Kolada and that have its id in external_id.

    One request at a time and slowly; each page is kept for a day. A value
    that was revised is changed, and the earlier one stays as a line of its
    own with the day on which it was retrieved. A missing value is stored as
    missing, with why. Each indicator is stored by itself: one that fails is
    told, and the others go on. Status 1 when any failed.

    Example: malvakten kolada fetch --area 0019 --area 0000
    """
    from bot.kolada.fetch import Outcome, fetch_all, indicators_of_kolada
    from imports.kolada import KoladaFault

    chosen, outcomes = settings(), list[Outcome]()

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        if not as_json:
            _tell(outcome)

    with database(chosen) as opened:
        with opened.read() as session:
            wanted = indicators_of_kolada(session)
        wanted = _only(wanted, keys or [])
        at = now()
        try:
            all_well = fetch_all(opened, _kolada(chosen, opened, again), wanted, list(dict.fromkeys(areas)), at,
                                 at.astimezone(chosen.zone).date(), dry_run, tell)  # fmt: skip
        except KoladaFault as fault:
            refuse(f"{fault}{'' if str(fault).endswith('?') else '.'} Nothing was stored.".replace("..", "."))
    if as_json:
        print_json({"dry_run": dry_run, "indicators": [asdict(each) for each in outcomes]})
    else:
        say_dry(dry_run)
    raise typer.Exit(0 if all_well else 1)


def _only(wanted: dict[str, str], keys: list[str]) -> dict[str, str]:
    from models.rules.text import fold

    by_key = {fold(key): key for key in wanted}
    for key in keys:
        if fold(key) not in by_key:
            refuse(f"No indicator “{key}” has Kolada as its source and an id in external_id. "
                   f"Those that have: {', '.join(wanted) or 'none'}.")  # fmt: skip
    if not wanted:
        refuse("No indicator has Kolada as its source and its id in external_id. Look for the id with: malvakten "
               "kolada find WORDS. Then import the indicator: malvakten register indicators import FILE")  # fmt: skip
    return {by_key[fold(key)]: wanted[by_key[fold(key)]] for key in keys} or wanted


def _tell(outcome: "Outcome") -> None:
    name = f"{outcome.key} ({outcome.kpi}{f', {outcome.title}' if outcome.title else ''})"
    if outcome.fault:
        typer.echo(f"{name}: {outcome.fault}. {_KEPT}", err=True)
        return
    typer.echo(f"{name}: {outcome.added} added, {outcome.changed} changed, {outcome.unchanged} unchanged.")
    if outcome.kept:
        typer.echo(f"  What was revised is kept as it was: {', '.join(outcome.kept)}.")
    for note in outcome.notes:
        typer.echo(f"  {note}", err=True)


@kolada_app.command("find")
def find(
    words: Annotated[list[str], typer.Argument(help="Words of the indicator's title.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Look for an indicator at Kolada by words of its title, and tell its id.

    Example: malvakten kolada find sysselsatta
    """
    from imports.kolada import KoladaFault, shown

    chosen = settings()
    with database(chosen) as opened:
        try:
            rows = list(_kolada(chosen, opened, again=False).rows("kpi", title=" ".join(words)))
        except KoladaFault as fault:
            refuse(f"Kolada cannot be asked: {fault}.")
    if as_json:
        print_json([{"id": row.get("id"), "title": row.get("title"),
                     "by_sex": bool(row.get("is_divided_by_gender"))} for row in rows])  # fmt: skip
        return
    for row in rows:
        divided = " (women and men)" if row.get("is_divided_by_gender") else ""
        typer.echo(f"{shown(row.get('id'))}  {shown(row.get('title'), 200)}{divided}")
    if not rows:
        typer.echo(f"Kolada has no indicator with “{' '.join(words)}” in its title.")


def _kolada(chosen: "Settings", opened: "Database", again: bool) -> "Kolada":
    from bot.kolada.client import Kolada

    return Kolada(chosen.malvakten_kolada_url, opened, now, chosen.malvakten_kolada_pause_seconds, again)
