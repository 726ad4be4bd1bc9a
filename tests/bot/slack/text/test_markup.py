"""The markup of a message event → the words as the person saw them."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.text.markup import Names, mentioned_ids, read_markup

NAMES = Names({"U0ANNA": "Ägare Folkhälsa", "C0LEDN": "ledning"}, "någon", "kanal", "grupp")


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        # An address that was typed without its scheme, pasted with it, behind words, and in words of its own.
        ("<http://a.se|a.se>", "a.se"),
        ("<https://a.se/x?a=1&amp;b=2>", "https://a.se/x?a=1&b=2"),
        ("<https://a.se/x|https://a.se/x/>", "https://a.se/x/"),
        ("<https://a.se/V%C3%A4g|a.se/Väg>", "a.se/Väg"),
        ("<https://a.se/lång|Tidplanen>", "Tidplanen (https://a.se/lång)"),
        ("<mailto:agare@example.se|agare@example.se>", "agare@example.se"),
        ("<mailto:agare@example.se>", "agare@example.se"),
        ("<mailto:agare@example.se|Ägaren>", "Ägaren (agare@example.se)"),
        ("<tel:021123456|021-12 34 56>", "021-12 34 56"),
        ("<tel:021123456>", "021123456"),
        # People and channels; never an id.
        ("Fråga <@U0ANNA>.", "Fråga @Ägare Folkhälsa."),
        ("<@U0ANNA|anna>", "@Ägare Folkhälsa"),
        ("<@U0NYNY|bo>, <@W0NYNY>", "@bo, @någon"),
        ("<#C0LEDN|ledning> <#C0LEDN> <#C0LEDN|>", "#ledning #ledning #ledning"),
        ("<#C0HEM|hem> <#C0HEM|>", "#hem #kanal"),
        ("<!here> <!channel|@channel> <!subteam^S0123|@stab> <!subteam^S0123>", "@here @channel @stab @grupp"),
        ("<!date^1392734382^{date}^https://a.se|18 februari>", "18 februari"),
        # Emoji.
        ("Se :warning: och :+1::skin-tone-3:", "Se ⚠️ och 👍🏼"),
        (":flag-se: :flag-de: :woman-shrugging:", "🇸🇪 🇩🇪 🤷‍♀️"),
        (":region_vast: :region_vast::skin-tone-2:", ":region_vast: :region_vast::skin-tone-2:"),
        ("kl. 10:30:45, skala 1:100: stor, :100:2", "kl. 10:30:45, skala 1:100: stor, :100:2"),
        ("klart:tada:, :tada::tada:", "klart🎉, 🎉🎉"),
        ("<https://a.se/:warning:>", "https://a.se/:warning:"),
        (":large_yellow_circle:", "🟡"),
        # Escaped once; what was typed like markup is none.
        ("A &amp; B &lt; C &gt; D", "A & B < C > D"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&lt;@U0ANNA&gt; &lt;!channel&gt;", "<@U0ANNA> <!channel>"),
        # As typed.
        ("*12 gul* _så_ ~inte~ `kod`", "*12 gul* _så_ ~inte~ `kod`"),
        ("<> <|> <@> <#> <!>", "  @någon #kanal @"),
    ],
)  # fmt: skip
def test_the_words_are_those_that_were_seen(sent: str, seen: str) -> None:
    assert read_markup(sent, NAMES) == seen


@given(st.text(st.characters(exclude_characters="<>&:")))
@example("14 gul Åtgärd; 10 % – 🟡")
def test_text_without_markup_is_unchanged(text: str) -> None:
    assert read_markup(text, NAMES) == text


PIECES = st.sampled_from(["<", ">", "|", "@", "#", "!", ":", "U0ANNA", "C0X", "subteam^", "date^", "&amp;", "&lt;",
                          "http://", "mailto:", "tel:", "warning", "skin-tone-2", " ", "å", "a.se", "%",
                          "12 gul "])  # fmt: skip


@given(st.lists(PIECES).map("".join) | st.text())
def test_nothing_raises_and_no_id_is_left(text: str) -> None:
    seen = read_markup(text, NAMES)
    # Markup that is never closed is what somebody typed.
    assert not re.search(r"<[@#!][UC]0[^<>]*>", seen) or "&lt;" in text
    assert set(mentioned_ids(text)) <= set(re.findall("[A-Z0-9]+", text))


@given(st.text())
def test_what_people_type_comes_through(typed: str) -> None:
    """Slack escapes it; only the names of emoji are changed."""
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert read_markup(escaped, NAMES) == typed or ":" in typed
