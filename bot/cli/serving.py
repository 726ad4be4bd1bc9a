"""`malvakten run`, `web` and `worker`: what runs for months."""

import typer

from bot.cli.support import settings

serving_app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@serving_app.command()
def run() -> None:
    """Web and worker in one process; creates or migrates the database itself."""
    from bot.cli.serve import serve

    serve(settings(), worker=True, migrate=True)


@serving_app.command()
def web() -> None:
    """The web side only: takes requests from the chat platforms, answers them, serves the site."""
    from bot.cli.serve import serve

    serve(settings(), worker=False, migrate=False)


@serving_app.command()
def worker() -> None:
    """The worker only: opens and closes rounds, reminds, sends. On SQLite only one may run."""
    from bot.cli.serve import work

    work(settings())
