"""Questions that the lines of a register answer: `Finns det lärprojektförslag om AI?`."""

import re
from collections.abc import Callable

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.questions.intents import OF_DEVIATIONS
from handlers.questions.registers.lessons import lessons_asked
from handlers.questions.registers.tags import tags_asked
from handlers.registers.commands import MOST, listed, show
from handlers.registers.kinds.evaluations import evaluations_asked
from handlers.registers.kinds.goals import goals_asked
from handlers.registers.kinds.indicators import indicators_asked
from handlers.registers.kinds.logic.asked import logic_asked
from handlers.registers.kinds.money import money_question
from handlers.registers.kinds.projects import projects_asked
from handlers.registers.shown import known_form, require_seen, seen_lines
from handlers.standing.deviations import view_of
from handlers.standing.of_goal import shown_goal
from handlers.standing.status_view import VIEW
from messages.parts import Message, Paragraph, Reply, Small
from messages.values.plan import PageValue
from models.plan.mentions import as_written
from models.registers.all import BY_NAME
from models.registers.links.goal_tree import may_name_goal
from models.registers.queries import found_lines
from models.rules.words.deviations import filters_asked
from models.rules.words.goals import goal_named, level_asked
from models.rules.words.questions import Intent, Later, later_of, register_of

# What a register answers in another way than by looking for words; None where it does not.
_OWN: dict[str, Callable[[Context, Question], Reply | None]] = {
    "funding": money_question,
    "lessons": lessons_asked,
    "logic": logic_asked,
    "benefits": logic_asked,
    "evaluations": evaluations_asked,
    "projects": projects_asked,
    "tags": tags_asked,
}
# What looking for words does not answer.
_MORE_THAN_WORDS = re.compile(r"\b(?:missat|missed|kalenderfil\w*|calendar file|ical|starta|skapa|start|create)\b")


def counted(ctx: Context, words: str, sentence: str, intent: Intent | None) -> Message | None:
    """What is not found by looking for words: how it stands under a goal of the tree, which goals have activities, how
    an indicator has developed. None when the sentence asks for nothing of the kind, or its register has no line."""
    if may_name_goal(words) and ctx.actor.is_member:
        view = view_of(filters_asked(intent, sentence)) if intent in OF_DEVIATIONS else VIEW
        if shown := shown_goal(ctx, view, PageValue(0, words)):
            return shown
    if reply := goals_asked(ctx, sentence):
        return reply
    return indicators_asked(ctx, sentence, is_about_them=later_of(sentence) is Later.INDICATORS)


def is_counted(sentence: str) -> bool:
    """Whether a folded sentence asks for what `counted` answers, by its words alone."""
    return goal_named(sentence) is not None or level_asked(sentence) is not None


def register_asked(ctx: Context, question: Question) -> Reply | None:
    """What the register that the sentence is about has on its other words, as `REGISTER words` looks for them; None
    when it is about no register, or about one without any line. Words that no line has are said to be left out."""
    asked = register_of(question.sentence)
    if asked and (own := _OWN.get(asked[0])) and (answer := own(ctx, question)):
        return answer
    if asked is None or not found_lines(ctx.session, asked[0], "", 1):
        return None
    require_member(ctx)
    register, t = BY_NAME[asked[0]], ctx.t
    require_seen(ctx, register)
    command = t.quote(register.word(t.language))
    if _MORE_THAN_WORDS.search(question.sentence):
        text = t("I cannot do that yet. {command} shows what there is, and looks for words in it.", command=command)
        return Message((Paragraph(text),))
    known = {word: known_form(ctx, register.name, word) for word in asked[1]}
    written = as_written(question.words)
    words = " ".join(written.get(word, word) for word, form in known.items() if form)
    lines = seen_lines(ctx, register.name, " ".join(known.values()), MOST + 1, with_linked=True)
    shown = show(ctx, register, lines[0]) if len(lines) == 1 else listed(ctx, register, words, lines)
    unknown = [t.quote(written.get(word, word)) for word, form in known.items() if not form]
    if not unknown:
        return shown
    left_out = t("No line of {register} has {words} in it.", register=t.quote(t(register.title)),
                 words=t.enumeration(unknown))  # fmt: skip
    return Message((Small(left_out), *shown.parts)) if words else Message((Paragraph(left_out),))
