"""Arguments and options that several commands have."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]
RoundName = Annotated[str, typer.Argument(help="The round's name, in any case.", show_default=False)]
