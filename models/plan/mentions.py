"""What of the plan a sentence mentions: a row, goals and units by their names, and words that are in its texts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from models.plan.find import Scope, rows_scope
from models.plan.named import common_words, named
from models.plan.row_numbers import other_numbers, row_mentioned, rows_mentioned
from models.plan.views import PlanView, RowView
from models.rules.text import plain
from models.rules.words.sentence import about, is_filler, is_form_of, stem

# Says nothing by itself, as a year does.
_FEW_DIGITS = re.compile(r"\d{1,3}")
_FEWEST_LETTERS = 4
_LONG = 6


@dataclass(frozen=True)
class Mentions:
    """`groups`: for each place in the sentence, the goals and units that it may mean. `texts`: the rows whose texts
    have all of the sentence's other words, which are `words`, as they were written; `titles`: those of them that have
    the words in the activity itself. `unknown`: those words, when no row has them. `left_out`: words that no row has,
    beside others that name something. `elsewhere`: words that only rows of other goals and units have than those
    named."""

    row: int | None = None
    groups: tuple[tuple[Scope, ...], ...] = ()
    words: tuple[str, ...] = ()
    texts: tuple[RowView, ...] = ()
    titles: tuple[RowView, ...] = ()
    left_out: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        return () if self.texts else self.words

    @property
    def is_empty(self) -> bool:
        return self.row is None and not self.groups and not self.words

    def rows(self, plan: PlanView) -> tuple[RowView, ...]:
        """All rows that are mentioned: the row, those of every goal and unit, or those that have the words."""
        if self.row is not None:
            return tuple(row for row in plan.rows if row.row == self.row)
        named = {row for group in self.groups for scope in group for row in scope.rows}
        return tuple(row for row in plan.rows if row in named) or self.texts

    def scope(self) -> Scope | None:
        """The one part of the plan that is mentioned; None when there is none, several, or words that are not known."""
        if self.unknown or any(len(group) != 1 for group in self.groups) or len(self.groups) > 1:
            return None
        if not self.groups:
            return rows_scope(" ".join(self.words), self.texts) if self.texts else None
        [(scope,)] = self.groups
        return scope


def mentions(plan: PlanView, sentence: str, texts_of: dict[int, str] | None = None, written: str = "") -> Mentions:
    """Reads a sentence, folded by `plain`, from which colours and rounds have been taken. `texts_of` are further texts
    to search, folded, by placement id. `written` is the sentence as it was written, for the words that are shown."""
    several, unknown = rows_mentioned(plan, sentence)
    if several:
        numbers = ", ".join(str(row.row) for row in several)
        return Mentions(groups=((rows_scope(numbers, several),),), left_out=unknown)
    number = row_mentioned(plan, sentence)
    if number is not None:
        return Mentions(row=number)
    says_nothing = common_words(plan)
    words = [
        word for word in sentence.split()
        if not (is_filler(word) or word in says_nothing or _FEW_DIGITS.fullmatch(word))
    ]  # fmt: skip
    shown = as_written(written)
    groups, used = named(plan, words)
    whole_names = {part for group in groups for scope in group for part in plain(scope.name).split()}
    others = [word for word in words if word not in used and word not in whole_names]
    if groups and others and (texts := titles_with(plan.rows, words)):
        # "handlingsplanen för kompetensförsörjning" names a unit by one word, but an activity by all.
        whole = {row for group in groups for scope in group for row in scope.rows}
        if len(texts) < len(whole):
            groups, others = (), words
    groups = _crossed(groups)
    texts, titles = rows_about(plan.rows, others, texts_of), titles_with(plan.rows, others)
    titles = _with_the_phrase(titles, sentence, others)
    mentioned = Mentions(None, groups, _shown(shown, others), texts, titles)
    is_unknown = others and not texts
    mentioned = _without_unknown_words(plan, mentioned, others, shown, texts_of) if is_unknown else _narrowed(mentioned)
    return replace(mentioned, left_out=(*mentioned.left_out, *other_numbers(sentence)))


def _crossed(groups: tuple[tuple[Scope, ...], ...]) -> tuple[tuple[Scope, ...], ...]:
    """A goal and a unit (`Samhällsutveckling under digital omställning`) name the rows that both have."""
    named_once = [group[0] for group in groups if len(group) == 1]
    goals, units = [s for s in named_once if s.goal], [s for s in named_once if s.unit]
    if len(groups) != 2 or len(goals) != 1 or len(units) != 1:
        return groups
    rows = [row for row in units[0].rows if row in goals[0].rows]
    return ((rows_scope(f"{units[0].name} – {goals[0].name}", rows),),) if rows else groups


def _with_the_phrase(titles: tuple[RowView, ...], sentence: str, words: Sequence[str]) -> tuple[RowView, ...]:
    """The one row of several whose activity has two words behind each other as the sentence has them (`vägar framåt`);
    all of them when there is no such row."""
    if len(titles) < 2:
        return titles
    said = sentence.split()
    pairs = [f" {a} {b} " for a, b in pairwise(said) if a in words or b in words]
    alike = tuple(row for row in titles if any(pair in f" {row.searchable_title} " for pair in pairs))
    return alike if len(alike) == 1 else titles


def _shown(shown: dict[str, str], words: Sequence[str]) -> tuple[str, ...]:
    return tuple(shown.get(word, word) for word in words)


def _without_unknown_words(
    plan: PlanView, mentioned: Mentions, words: Sequence[str], shown: dict[str, str], texts_of: dict[int, str] | None
) -> Mentions:  # fmt: skip
    """The same by the words that are in some row alone, when enough of them are, or a goal or a unit is named."""
    known = [word for word in words if rows_about(plan.rows, [word], texts_of)]
    left_out = _shown(shown, [word for word in words if word not in known])
    texts, titles = rows_about(plan.rows, known, texts_of), titles_with(plan.rows, known)
    if texts and (mentioned.groups or len(known) > len(left_out) or len(titles) == 1):
        return _narrowed(replace(mentioned, words=_shown(shown, known), texts=texts, titles=titles, left_out=left_out))
    return replace(mentioned, words=(), left_out=mentioned.words) if mentioned.groups else mentioned


def _narrowed(mentioned: Mentions) -> Mentions:
    """`Vad säger Samhällsutveckling om bredbandslyftet`: the unit's rows that have the word."""
    if len(mentioned.groups) != 1 or len(mentioned.groups[0]) != 1 or not mentioned.texts:
        return mentioned
    [(scope,)] = mentioned.groups
    titles = tuple(row for row in mentioned.titles if row in scope.rows)
    texts = titles or tuple(row for row in mentioned.texts if row in scope.rows)
    if not texts:
        return replace(mentioned, words=(), texts=(), titles=(), elsewhere=mentioned.words)
    return Mentions(None, (), (scope.name, *mentioned.words), texts, titles, mentioned.left_out)


def as_written(sentence: str) -> dict[str, str]:
    """The words of a sentence as they were written, by the same words folded."""
    return {plain(word): word.strip('.,:;!?"”“’()') for word in sentence.split()}


def rows_about(
    rows: Iterable[RowView], words: Sequence[str], texts_of: dict[int, str] | None = None
) -> tuple[RowView, ...]:
    """The rows whose activity or comment has every word: in another form, or at the beginning of a compound."""
    more = texts_of or {}
    return _rows_with(words, [(row, f"{row.searchable} {more.get(row.placement_id, '')}") for row in rows])


def titles_with(rows: Iterable[RowView], words: Sequence[str]) -> tuple[RowView, ...]:
    """The same among the activities themselves, without comments."""
    return _rows_with(words, [(row, row.searchable_title) for row in rows])


def _rows_with(words: Sequence[str], texts: Sequence[tuple[RowView, str]]) -> tuple[RowView, ...]:
    wanted = [about(word) for word in words]
    if not wanted:
        return ()
    tokens = [(row, text, set(text.split())) for row, text in texts]
    rows = tuple(row for row, text, own in tokens if all(_is_in(word, text, own) for word in wanted))
    # A compound that no text has (`suicidprevention`) is looked for by its beginning (`suicid`).
    return rows or tuple(row for row, _, own in tokens if all(_begins_with_one(word, own) for word in wanted))


def _begins_with_one(word: str, tokens: set[str]) -> bool:
    return any(len(token) >= _LONG and word.startswith(token) for token in tokens)


def _is_in(word: str, text: str, tokens: set[str]) -> bool:
    if word in tokens:
        return True
    # A long word is looked for inside compounds too, a shorter one (`garde` in `atgarder`) at their ends, a short one
    # (`rott` in `idrottsplan`) only as a word.
    beginning = stem(word)
    if len(beginning) > _LONG and beginning in text:
        return True
    if len(word) > _FEWEST_LETTERS and any(t.startswith(beginning) or t.endswith(word) for t in tokens):
        return True
    return any(is_form_of(word, token) for token in tokens if token[:_FEWEST_LETTERS] == word[:_FEWEST_LETTERS])
