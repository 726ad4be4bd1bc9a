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
    replaced when it holds a site that was built before; any other folder
    with something in it is refused. A site is there whole or not at all.

    Example: malvakten site build /srv/www/uppfoljning --base-url https://example.se/uppfoljning
    """
    from bot.web.site import edition, load_site

    address = _address(base_url)
    _may_be_replaced(folder)
    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        files = load_site(session, chosen.malvakten_language, chosen.zone, now())
        if not edition(session):
            typer.echo("No round is published yet: the site has its start page only.", err=True)
        typer.echo(f"Writing {len(files)} files …", err=True)
        _write(folder, files, address)
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
    from bot.web.site import SCHEMA

    if folder.exists() and not folder.is_dir():
        refuse(f"{folder} is no folder. Name a folder.")
    if not folder.exists() and not folder.resolve().parent.is_dir():
        refuse(f"There is no folder {folder.parent}. Create it, or name a folder in another one.")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    try:
        index = json.loads((folder / "index.json").read_bytes())
        is_site = isinstance(index, dict) and index.get("schema") == SCHEMA
    except (OSError, ValueError):
        is_site = False
    if not is_site:
        refuse(f"{folder} has other files in it, and they would be lost. Name an empty folder, or one that "
               "`malvakten site build` wrote.")  # fmt: skip


def _write(folder: Path, files: "Mapping[str, SiteFile]", address: str) -> None:
    """All files in a new folder beside the old one, which it then replaces."""
    folder = folder.resolve()
    part, old = (folder.with_name(f".{folder.name[:100]}.{secrets.token_hex(6)}.{what}") for what in ("part", "old"))
    try:
        for path, file in files.items():
            target = part / (f"{path}index.html" if path == "" or path.endswith("/") else path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.make())
        if address:
            (part / "sitemap.xml").write_bytes(_sitemap(files, address))
        if folder.exists():
            folder.replace(old)
        part.replace(folder)
    except OSError as error:
        if old.exists() and not folder.exists():
            old.replace(folder)
        refuse(f"{folder} cannot be written: {error.strerror or error}. What was there is as it was.")
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _sitemap(files: "Mapping[str, SiteFile]", address: str) -> bytes:
    from xml.sax.saxutils import escape

    pages = [path for path in files if path == "" or path.endswith("/")]
    lines = "".join(f"<url><loc>{escape(address + path)}</loc></url>\n" for path in pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{lines}</urlset>\n"
    ).encode()
