"""`python -m i18n compile | update | check`: maintains the catalogues, with Babel.

`update` extracts the texts from the code into both catalogues and drops stale ones; `check` fails (status 1) on a text
that is missing, untranslated, fuzzy or stale; `compile` writes the .mo files.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from i18n import LANGUAGES, LOCALES

ROOT = Path(__file__).parent.parent
FOLDERS = ("bot", "handlers", "scheduler", "messages", "actions", "reports", "models")
KEYWORDS = {"t": None, "N_": None, "plural": (1, 2)}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def extracted() -> Catalog:
    """Every text of the code, with the files that use it."""
    catalogue = Catalog()
    for folder in FOLDERS:
        texts = extract_from_dir(ROOT / folder, METHODS, keywords=KEYWORDS, comment_tags=("Translators:",))
        for name, _line, text, comments, context in texts:
            catalogue.add(text, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return catalogue


def path_of(language: str) -> Path:
    """The .po file of a language."""
    return LOCALES / language / "LC_MESSAGES" / "malvakten.po"


def load(language: str) -> Catalog:
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Writes the texts of the code into both catalogues, keeps their translations and drops stale texts."""
    template = extracted()
    for language in LANGUAGES:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = load(language) if path.exists() else Catalog(locale=language, project="malvakten")
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if language == "en":
            for message in catalogue:
                message.string = message.id or message.string
        buffer = io.BytesIO()
        write_po(buffer, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
        # Without dates, an update that changes no text changes no file.
        lines = [ln for ln in buffer.getvalue().decode().splitlines(keepends=True) if "-Date: " not in ln]
        path.write_text("".join(lines), encoding="utf-8")


def faults() -> list[str]:
    """What is wrong with the catalogues, one line each."""
    wanted = {message.id for message in extracted() if message.id}
    problems: list[str] = []
    for language in LANGUAGES:
        catalogue = {message.id: message for message in load(language) if message.id}
        problems += [f"{language}: missing: {text!r}" for text in sorted(map(str, wanted - catalogue.keys()))]
        problems += [f"{language}: stale: {text!r}" for text in sorted(map(str, catalogue.keys() - wanted))]
        for message in catalogue.values():
            translations = message.string if isinstance(message.string, (list, tuple)) else [message.string]
            strings = [text or "" for text in translations]
            if not all(strings) or message.fuzzy:
                problems.append(f"{language}: untranslated: {message.id!r}")
            problems += [f"{language}: {message.id!r}: {error}" for error in message.check()]
            problems += _placeholder_faults(language, message.id, strings)
    return problems


def _placeholder_faults(language: str, text: object, strings: list[str]) -> list[str]:
    import string

    def names(pattern: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(pattern) if name}

    originals = text if isinstance(text, (list, tuple)) else [str(text)]
    allowed = set().union(*(names(o) for o in originals))
    return [f"{language}: {s!r}: unknown {{{n}}}" for s in strings for n in sorted(names(s) - allowed)]


def compile_all() -> None:
    """Writes the .mo file next to each .po file. A text that is translated by itself, as nearly all are in English, is
    left out: gettext then gives back the text of the code, and a process keeps it once."""
    for language in LANGUAGES:
        catalogue = load(language)
        for message in [message for message in catalogue if message.id and message.string == message.id]:
            catalogue.delete(message.id, message.context)
        with path_of(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["check"]:
            problems = faults()
            sys.stderr.write("".join(f"{line}\n" for line in problems))
            return 1 if problems else 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
