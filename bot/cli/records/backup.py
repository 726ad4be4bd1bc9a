"""`malvakten backup` and `malvakten restore`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.support import any_database, now, refuse

if TYPE_CHECKING:
    from bot.operations.backup.archive import Manifest
    from models.storage.database import Database

File = Annotated[Path, typer.Argument(help="The backup's file.", show_default=False)]


def backup_command(file: File) -> None:
    """Write everything to one file, while the program runs.

    The file holds every table as it was at one moment, with checksums, readable by its owner only. It takes its name
    when it is whole; an older backup of that name is replaced, anything else is left alone. The same file can be
    restored into SQLite and into PostgreSQL.

    Example: malvakten backup /var/backups/malvakten-$(date +%F).zip
    """
    from bot.operations.backup.create import back_up

    manifest = _run(lambda database: back_up(database, file, now(), _progress))
    typer.echo(f"Wrote {_size(manifest)} to {file}.")


def restore_command(
    file: File,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only read and check the file.")] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Nothing was sent since the backup: send what waits without looking first.")
    ] = False,
) -> None:
    """Fill an empty database (DATABASE_URL) from a backup, all or nothing.

    Stop the program first. The database may be new, without any tables, or after `malvakten db upgrade`; one that holds
    anything is refused. A backup from an older version needs a database without tables, and is brought up to date.

    Messages that were waiting in the backup may have been sent since it was made; they are looked for in the chat, and
    sent only where they are not found.

    Example: DATABASE_URL=postgresql://malvakten@db/malvakten malvakten restore malvakten-2026-06-30.zip
    """
    from bot.operations.backup.restore import check, restore
    from models.operations.audit import coming_by, record
    from models.vocabulary.operations import Channel

    if dry_run:
        manifest = _run(lambda _database: check(file, _progress))
        typer.echo(f"The backup of {manifest.made_at} is whole: {_size(manifest)}.")
        return

    def work(database: "Database") -> "Manifest":
        restored = restore(database, file, now(), _progress, look_first=not exact)
        with database.write() as session, coming_by(session, Channel.CLI):
            record(session, now(), "database.restored", file.name[-200:], made_at=restored.made_at, rows=restored.rows)
        return restored

    manifest = _run(work)
    typer.echo(f"Restored {_size(manifest)} from the backup of {manifest.made_at}.")


def _run(work: "Callable[[Database], Manifest]") -> "Manifest":
    from bot.operations.backup.archive import BackupFault

    with any_database() as opened:
        try:
            return work(opened)
        except BackupFault as fault:
            refuse(str(fault))


def _size(manifest: "Manifest") -> str:
    return f"{manifest.rows:,} rows of {len(manifest.tables)} tables (schema {manifest.revision})"


def _progress(table: str, rows: int) -> None:
    typer.echo(f"{table}: {rows:,} rows …", err=True)
