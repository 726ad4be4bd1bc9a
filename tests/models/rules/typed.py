"""How people's devices write a line: strategies for the typography of answers."""

import unicodedata

from hypothesis import strategies as st

from models.vocabulary.answers import Status

INVISIBLE = ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u200f", "\u202a", "\u202c",
             "\u2066", "\u2069", "\u061c", "\ufe0f", "\u034f"]  # fmt: skip
SPACES = [" ", "\u00a0", "\u202f", "\u2009", "\u2002", "\u3000", "\t", "  "]
DASHES = ["-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d"]
WORDS = {
    "gul": Status.YELLOW, "Gult": Status.YELLOW, "yellow": Status.YELLOW, "grön": Status.GREEN, "GRÖNT": Status.GREEN,
    "gron": Status.GREEN, "green": Status.GREEN, "röd": Status.RED, "rott": Status.RED, "red": Status.RED,
    "kan inte bedömas": Status.CANNOT_ASSESS, "cannot assess": Status.CANNOT_ASSESS,
}  # fmt: skip
COMMENTS = ["Allt löper.", "Försenad, se rad 3", "5 av 10 klara", "på väg", "Sen"]


@st.composite
def typed(draw: st.DrawFn, text: str) -> str:
    """The text as somebody's phone, word processor or input method may have written it."""
    letters = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)
    wide = draw(st.sampled_from([False, False, True]))
    out = []
    for letter in letters:
        if letter == " ":
            out.append(draw(st.sampled_from(SPACES)))
        elif letter == "-":
            out.append(draw(st.sampled_from(DASHES)))
        elif letter.isdecimal() and draw(st.booleans()):
            out.append(chr(draw(st.sampled_from([0x30, 0xFF10, 0x660, 0x1D7CE])) + int(letter)))
        else:
            out.append(chr(ord(letter) + 0xFEE0) if wide and "!" <= letter <= "~" else letter)
        if draw(st.integers(0, 5)) == 0:
            out.append(draw(st.sampled_from(INVISIBLE)))
    return "".join(out)


FORMS = ["{row}{status} {text}", "{row} {status} {text}", "{row}: {status} {text}", "{row} - {status}: {text}",
         "rad {row} {status}, {text}", "rad{row} {status}. {text}", "nr {row} - {status} - {text}",
         "Row {row}: {status} {text}",
         "no. {row} {status} {text}", "#{row} {status} {text}", "- {row} {status} {text}", "{row}-{status} {text}",
         "{status} rad {row}: {text}", "{status} på rad {row} {text}", "{status} {row}: {text}",
         "{row}) {status} {text}",
         ]  # fmt: skip
