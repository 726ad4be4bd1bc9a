"""`malvakten site build`: the open site as static files."""

import json
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from bot.cli.support import database, now, refuse, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.web.site import SiteFile

SITEMAP = "sitemap.xml"
site_app = typer.Typer(help="The open follow-up site.", no_args_is_help=True)


@site_app.callback()
def site_group() -> None:
    """The open follow-up site."""


@site_app.command("build")
def build(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder; an earlier site in it is replaced.")],
    base_url: Annotated[
        str | None, typer.Option("--base-url", metavar="URL", help="Where it will stand; adds sitemap.xml.")
    ] = None,
) -> None:
    """The open site as static files, the same that the program serves.

    Only published rounds are in it, and no person is named. DIR is made, or
    replaced when all that is in it is a site that was built before; any other
    folder with something in it is refused. The folder above must be writable.
    A site is there whole or not at all.

    Example: malvakten site build /srv/www/uppfoljning --base-url https://example.se/uppfoljning
    """
    from bot.web.site import load_site

    address = _address(base_url)
    _may_be_replaced(folder)
    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        files = load_site(session, chosen.malvakten_language, chosen.zone, now())
        if not any(file.of_round for file in files.values()):
            typer.echo("No round is published yet: the site has its start page only.", err=True)
        typer.echo(f"Writing {len(files)} files …", err=True)
        write_site(folder, files, address)
    typer.echo(f"{folder} is written.", err=True)


def _address(base_url: str | None) -> str:
    """With a slash at its end; "" without one."""
    if base_url is None:
        return ""
    parts = urlsplit(base_url)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
        raise typer.BadParameter("--base-url takes an address such as https://example.se/uppfoljning")
    return base_url.rstrip("/") + "/"


def _may_be_replaced(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        refuse(f"{folder} is no folder. Name a folder.")
    if not folder.exists() and not folder.resolve().parent.is_dir():
        refuse(f"There is no folder {folder.parent}. Create it, or name a folder in another one.")
    foreign = _foreign(folder) if folder.is_dir() else None
    if foreign is not None:
        refuse(f"{folder} has other files in it, such as {foreign}, and they would be lost. Name an empty folder, or "
               "one with only what `malvakten site build` wrote.")  # fmt: skip


def _foreign(folder: Path) -> Path | None:
    """The first thing in the folder that the site's index.json does not list."""
    known = {SITEMAP, *(_place(path) for path in _built_before(folder))}
    folders = {str(parent) for each in known for parent in Path(each).parents}
    for path in sorted(folder.rglob("*")):
        is_known = str(path.relative_to(folder)) in (folders if path.is_dir() else known)
        if path.is_symlink() or not is_known:
            return path.relative_to(folder)
    return None


def _built_before(folder: Path) -> list[str]:
    """The paths of the site in the folder; none when there is no site."""
    from bot.web.site import SCHEMA

    try:
        index = json.loads((folder / "index.json").read_bytes())
    except (OSError, ValueError):
        return []
    paths = index.get("paths") if isinstance(index, dict) and index.get("schema") == SCHEMA else None
    return [str(each) for each in paths] if isinstance(paths, list) else []


def _place(path: str) -> str:
    """The file that a path of the site is written to."""
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def write_site(folder: Path, files: "Mapping[str, SiteFile]", address: str) -> None:
    """All files in a new folder beside the old one, which it then replaces."""
    folder = folder.resolve()
    # A name has at most 255 bytes.
    short = folder.name.encode()[:100].decode(errors="ignore")
    part, old = (folder.with_name(f".{short}.{secrets.token_hex(6)}.{what}") for what in ("part", "old"))
    try:
        for path, file in files.items():
            target = part / _place(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.make())
        if address:
            (part / SITEMAP).write_bytes(_sitemap(files, address))
        if folder.exists():
            shutil.copymode(folder, part)
            folder.replace(old)
        part.replace(folder)
    except OSError as error:
        refuse(f"{folder} cannot be written: {error.strerror or error}. What was there is as it was.")
    finally:
        # Also when somebody interrupts between the two.
        if old.exists() and not folder.exists():
            old.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(part, ignore_errors=True)


def _sitemap(files: "Mapping[str, SiteFile]", address: str) -> bytes:
    from xml.sax.saxutils import escape

    pages = [path for path in files if path == "" or path.endswith("/")]
    lines = "".join(f"<url><loc>{escape(address + path)}</loc></url>\n" for path in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{lines}</urlset>\n"
    ).encode()
