"""A question in a sentence against the command that it becomes, CPU per answer, and what the reader adds to memory.

In one process, without the cache of replies: `Hur går det för …?` against `status …`, on the real plan with ten rounds.
"""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from bench.history import ZONE, fill
from bench.table import Line, Run, Sample, against, at_most, interleaved
from bot.requests.routing import route
from handlers.context import Actor, Context, Said
from models.options import Options
from models.people.directory_cache import load_directory
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.people import Membership

ASKED = 60
MOST_MB = 5
UNITS = ("Folkhälsa", "Välfärd", "Hållbarhet", "Ledningsstaben", "Tärna folkhögskola")
# Resident memory before the reader's lists and patterns are loaded, and after the first question.
_READER = """
import os, resource
import handlers.routes
from models.rules.words import colours, questions, sentence
def mb(): return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
before = mb()
questions.intent_of("hur gar det for folkhalsan"); questions.later_of("hur gar det"); sentence.is_filler("hur")
colours.take_colours("vad ar rott"); sentence.is_form_of("planen", "planer")
print(mb() - before)
"""


def _ask(database: Database, now: datetime, sentence: str) -> Sample:
    """Asks about each unit in turn; the figure is CPU per answer in microseconds."""
    options = Options(zone=ZONE)
    actor = Actor("slack", "U0BENCH", None, Membership.FULL)
    before = time.process_time()
    for number in range(ASKED):
        unit = UNITS[number % len(UNITS)]
        with database.read() as session:
            context = Context(session, actor, now, options.translator(), options, load_directory(session))
            reply = str(route(Said("all", sentence.format(unit))).handler(context))
        assert unit in reply, reply[:200]
    return Sample((time.process_time() - before) / ASKED * 1e6)


def lines(run: Run) -> list[Line]:
    database = Database(f"sqlite:///{run.folder}/questions.db")
    upgrade(database)
    with database.write() as session:
        fill(session, 10)
    now = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=182 * 9 + 5)
    series = interleaved(run, "questions", {
        "command": lambda: _ask(database, now, "status {}"),
        "question": lambda: _ask(database, now, "Hur går det för {} just nu?"),
    })  # fmt: skip
    database.close()
    done = subprocess.run([sys.executable, "-c", _READER], check=True, capture_output=True, text=True)
    memory = float(done.stdout)
    return [
        against("a question in a sentence, CPU, against its command", series["question"], series["command"],
                at_most(1.5), " µs"),
        Line("memory of the reader of questions", f"{memory:.1f} MB", f"≤ {MOST_MB} MB", memory <= MOST_MB, ""),
    ]  # fmt: skip
