"""What is probably a mistake in the environment or in `.env`, in sentences for the operator."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

_PREFIXES = ("MALVAKTEN_", "SLACK_", "TEAMS_", "DATABASE_")
_WHERE = "docs/operations.md lists them."
# What Kubernetes gives every process of a namespace with a service of that name.
_KUBERNETES = re.compile(r"MALVAKTEN(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\w+)?)")


def remarks(names: Sequence[str], env: Mapping[str, str | None], dotenv: Mapping[str, str | None]) -> Iterable[str]:
    """A sentence for each variable that is probably misspelt, and for each that is given twice in one place. `names`
    are the settings'."""
    known = [name for setting in names for name in (setting, f"{setting}_FILE")]
    for name in sorted({*env, *dotenv} - set(known)):
        near = get_close_matches(name, known, 1, 0.85) if name.startswith(_PREFIXES) else []
        if near or (name.startswith("MALVAKTEN_") and not _KUBERNETES.fullmatch(name)):
            yield f"{name} is no setting, so it changes nothing. {f'Is it {near[0]}?' if near else _WHERE}"
    for name in names:
        if any(place.get(name) and place.get(f"{name}_FILE") for place in (env, dotenv)):
            counts = name if env.get(name) else f"{name}_FILE"
            yield f"{name} and {name}_FILE are both given; {counts} is used. Take the other away."
