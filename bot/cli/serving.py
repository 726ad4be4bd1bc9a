"""`malvakten run`, `web` and `worker`: what runs for months."""

from bot.cli.support import settings


def run() -> None:
    """Web and worker in one process; creates or migrates the database itself."""
    from bot.cli.serve import serve

    serve(settings(), worker=True, migrate=True)


def web() -> None:
    """The web side only: takes requests from the chat platforms, answers them, serves the site."""
    from bot.cli.serve import serve

    serve(settings(), worker=False, migrate=False)


def worker() -> None:
    """The worker only: opens and closes rounds, reminds, sends. On SQLite only one may run."""
    from bot.cli.serve import work

    work(settings())


SERVING = {"run": run, "web": web, "worker": worker}
