"""The colours that a sentence names, wants or denies."""

import re
from functools import cache

from models.rules.text import plain
from models.rules.words.question_lists import question_lists
from models.vocabulary.answers import Status

_NOT_REPORTED = "not_reported"


@cache
def _colours() -> dict[str, Status]:
    return {word: Status(name) for name, words in question_lists()["colours"].items() for word in words.split()}


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], Status | None], ...]:
    return tuple(
        (re.compile(rf"\b{phrase}\b"), None if name == _NOT_REPORTED else Status(name))
        for name, phrases in question_lists()["phrases"].items()
        for phrase in phrases
    )


def take_colours(words: str) -> tuple[tuple[Status | None, ...], str]:
    """The colours that a text names, and the text, folded by `plain`, without them. None is *not reported*. *Not green*
    is every other colour and no answer; *red but not green* is red."""
    text = plain(words)
    if match := _not_a_colour().search(text):
        denied, _ = _colours_in(match[0])
        wanted, rest = _colours_in(f"{text[: match.start()]} {text[match.end() :]}")
        left = [each for each in wanted or (*Status, None) if each not in denied]
        return tuple(dict.fromkeys(left)), rest
    colours, rest = _colours_in(text)
    return tuple(dict.fromkeys(colours)), rest


def without_denied_colours(sentence: str) -> str:
    """A folded sentence without the colours that it denies: `vad ar varken gront eller ej rapporterat`."""
    return " ".join(_not_a_colour().sub(" ", sentence).split())


def _colours_in(text: str) -> tuple[list[Status | None], str]:
    """The colours of a folded text, and the rest of it."""
    colours: list[Status | None] = []
    for pattern, status in _phrases():
        text, times = pattern.subn(" ", text)
        colours += [status] * times
    by_word, rest = _colours(), []
    for word in text.split():
        if word in by_word:
            colours.append(by_word[word])
        else:
            rest.append(word)
    return colours, " ".join(rest)


def without_colours(sentence: str) -> str:
    """A folded sentence without the colours that it denies and without the names of colours that are several words."""
    rest = without_denied_colours(sentence)
    for pattern, _ in _phrases():
        rest = pattern.sub(" ", rest)
    return rest


@cache
def _not_a_colour() -> re.Pattern[str]:
    phrases = [phrase for named in question_lists()["phrases"].values() for phrase in named]
    colour = rf"(?:{'|'.join((*_colours(), *phrases))})"
    return re.compile(
        r"\b(?:(?:inte|ej|not|aren t|isn t|varken|neither) (?:(?:ar|de|den|som|the|alla|nagra|visa|those) )*"
        r"|(?:utom|forutom|except(?: for)?|other than|apart from) (?:\w{1,5} ){0,3}?)"
        rf"{colour}"
        rf"(?: (?:eller|och|or|nor|and) (?:de |the )?{colour})*\b"
    )


def colours_in_order(sentence: str) -> tuple[Status, ...]:
    """The colours of a folded sentence in the order in which it names them: `fran gront till gult`."""
    by_word = _colours()
    return tuple(by_word[word] for word in sentence.split() if word in by_word)
