"""Earlier lessons are found by the words of a comment, in the same order on both databases."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from actions.answers.storing import Author, Given, store_answer
from actions.registers.learning import Lesson, ask_what_was_learnt, say_helped, tell_lesson
from actions.registers.lines import end_line, store_lines
from actions.rounds.life_cycle import NewRound, create_round, open_round
from models.answers.answerable import AnswerableRow
from models.learning.questions import waiting_questions
from models.learning.searching import fitting, ranked
from models.learning.tables import SearchEntry
from models.options import Options
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.links.targets import Targets
from models.rules.words.stems import best_first, stems
from models.storage.database import Database
from models.vocabulary.answers import LessonCause, Source, Status
from tests.conftest import OPENING, STOCKHOLM

_DATA = tomllib.loads((Path(__file__).parents[2] / "data" / "lessons.toml").read_text(encoding="utf-8"))
LESSONS: dict[str, str] = _DATA["lessons"]
LINES = [Line(key, {"text": words}) for key, words in LESSONS.items()]


def test_a_wanted_lesson_comes_first_for_every_comment_in_the_list(stocked_url: str) -> None:
    """The order is that of the rule itself, whichever database has found them."""
    database, lessons = Database(stocked_url), BY_NAME["lessons"]
    with database.write() as session:
        targets = Targets(session, load_directory(session), None)
        assert not store_lines(session, lessons, targets, LINES, OPENING).faults
        by_id = {entry.id: entry for entry in session.query(SearchEntry)}
        keys = dict(zip(sorted(by_id), LESSONS, strict=True))
        for case in _DATA["case"]:
            found = ranked(session, case["comment"])
            alone = best_first(stems(case["comment"]), [(id_, by_id[id_].stems.split()) for id_ in found])
            assert found == alone
            assert keys[found[0]] in case["wanted"], case
        assert ranked(session, "och det är 100 % '\"*:|") == []
        [first, *_] = fitting(session, "Upphandlingen är överklagad", 0)
        assert first.line is not None
        assert first.line.key == "upphandling"
        end_line(session, lessons, "upphandling", "Gäller inte längre", OPENING, date(2022, 7, 1))
        session.flush()
        assert [each.line.key for each in fitting(session, "Överklagad upphandling", 0) if each.line] == ["avrop"]
        changed = Line("avrop", {"text": "Köp av tjänster går fort."})
        assert not store_lines(session, lessons, targets, [changed], OPENING).faults
        assert fitting(session, "Överklagad upphandling", 0) == []
    database.close()


def test_a_question_is_asked_once_and_the_newest_reply_counts(stocked_url: str) -> None:
    database = Database(stocked_url)
    options = Options(STOCKHOLM)
    with database.write() as session:
        directory = load_directory(session)
        [plan], owner = directory.plans, directory.by_email["agare.folkhalsa@example.se"]
        new = NewRound("Halvår 2022", date(2022, 1, 1), date(2022, 6, 30), OPENING, OPENING + timedelta(days=30))
        round_ = create_round(session, new, OPENING)
        open_round(session, round_, OPENING, options, timedelta(0))
        target = AnswerableRow(round_, plan, plan.by_row[14], None)
        assert ask_what_was_learnt(session, target, owner, LessonCause.CLOSED, OPENING)
        assert not ask_what_was_learnt(session, target, owner, LessonCause.DONE, OPENING)
        told = Lesson("Ramavtal går fort", ("row:14",), "Halvår 2022, rad 14", date(2022, 6, 30))
        targets = Targets(session, directory, plan)
        assert tell_lesson(session, target, targets, told, owner, OPENING).key == "LD1"
        assert tell_lesson(session, target, targets, told, owner, OPENING).key == "LD2"
        assert waiting_questions(session, owner.id) == []
        given = Given(Status.RED, "Inget ramavtal", action="Skriv ramavtal")
        store_answer(session, target, given, None, Author(owner, Source.CLI), OPENING, options)
        assert all(each.line for each in fitting(session, "ramavtal", round_.id, 9))
        assert [each.answer is not None for each in fitting(session, "ramavtal", 0, 9)] == [True, False, False]
        [first, _] = fitting(session, "ramavtal", round_.id)
        for helped in (True, False, False):
            say_helped(session, target, first.entry_id, helped, owner, OPENING)
        assert [(each.helped, each.did_not) for each in fitting(session, "ramavtal", round_.id, 1)] == [(0, 1)]
    database.close()
