"""`följ` and `följ sluta`: begins and ends being told, and lists what is followed."""

from collections.abc import Sequence

from actions.deviations.following import Follower, follow, unfollow
from handlers.access import no_such_row_text, require_member
from handlers.context import Context, Refusal, no_longer
from handlers.following.names import followed_plan, gone, name_of, short_name, value_of
from handlers.question import Question
from handlers.standing.filters import own_scope
from handlers.standing.named import find_named
from handlers.standing.view import choose
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Small, Text
from messages.values.plan import FollowValue
from models.following.queries import followings_of
from models.outbox.destinations import to_account, to_person
from models.plan.find import Scope, row_number, row_scope
from models.plan.views import PlanView
from models.rules.text import plain
from models.rules.words.following import FollowWords, read_follow_words
from models.vocabulary.plan import Followed

_WEEKLY = FollowValue(Followed.WEEKLY)
# More rows than this are better followed as a goal or a unit.
_MOST_ROWS = 20
_MOST_OFFERED = 10


def follow_command(ctx: Context, words: str) -> Message:
    """The command: `följ`, `följ 14`, `följ Folkhälsa`, `följ veckobrev`, `följ sluta 14`."""
    require_member(ctx)
    said = read_follow_words(plain(words))
    if not said.rest:
        return _listed(ctx)
    if said.is_all and said.stops:
        unfollow(ctx.session, destinations(ctx), ctx.now)
        return Message((Paragraph(ctx.t("You follow nothing any more.")),))
    values = _values(ctx, words, said)
    if isinstance(values, Message):
        return values
    return _end(ctx, values) if said.stops else _begin(ctx, values)


def follow_add(ctx: Context, value: str) -> Message:
    """The button that begins. `value` is a `FollowValue`, or a `Scope.value` of a question that asked which."""
    require_member(ctx)
    return _begin(ctx, _pressed(ctx, value))


def follow_end(ctx: Context, value: str) -> Message:
    """The button that ends it. `value` as for `follow_add`."""
    require_member(ctx)
    return _end(ctx, _pressed(ctx, value))


def ask_to_follow(ctx: Context, question: Question, *, stops: bool = False) -> Message:
    """A request in plain words: a button that does it, since a sentence changes nothing."""
    require_member(ctx)
    t = ctx.t
    is_weekly = "veckobrev" in question.sentence or "weekly" in question.sentence
    scope = row_scope(question.row) if question.row else question.scope
    if not is_weekly and scope is None:
        return _listed(ctx)
    values = [_WEEKLY] if is_weekly or scope is None else _of_scope(ctx, scope)
    names = t.enumeration(name_of(ctx, each) for each in values)
    if stops:
        button = Button(t("Stop following"), "follow_end", str(values[0]))
        return Message((Paragraph(t("Stop being told about {what}?", what=names)), Buttons((button,))))
    button = Button(t("Follow"), "follow_add", str(values[0]), primary=True)
    return Message((Paragraph(t("Be told about {what}?", what=names)), Buttons((button,))))


def destinations(ctx: Context) -> list[str]:
    """Where the asker is told: as a person, and as an account from before they were in the people file."""
    person = [to_person(ctx.actor.person.id)] if ctx.actor.person else []
    return person + ([to_account(ctx.actor.account)] if ctx.actor.account else [])


def _values(ctx: Context, words: str, said: FollowWords) -> list[FollowValue] | Message:
    """What the words name; a question when they may mean several things."""
    if said.is_weekly:
        return [_WEEKLY]
    plan = followed_plan(ctx)
    if own := own_scope(ctx, words, plan):
        return _of_scope(ctx, own)
    if (number := row_number(said.rest)) is not None and number not in plan.by_row:
        raise Refusal(no_such_row_text(ctx, plan, number))
    matches = find_named(plan, said.rest)
    action = "follow_end" if said.stops else "follow_add"
    scopes = matches.scopes if matches else ()
    if len(scopes) == 1 and not scopes[0].is_named:
        # Rows that only have the words in their text.
        scopes = tuple(row_scope(row) for row in scopes[0].rows[:_MOST_OFFERED])
    if len(scopes) == 1:
        return _of_scope(ctx, scopes[0])
    if scopes:
        asked = ctx.t("{word} can mean several things. Which do you mean?", word=ctx.t.quote(said.rest))
        return choose(ctx, asked, scopes, action)
    raise Refusal(
        _usage(ctx, ctx.t("I cannot find a goal, unit or activity called {word}.", word=ctx.t.quote(said.rest)))
    )


def _of_scope(ctx: Context, scope: Scope) -> list[FollowValue]:
    if scope.goal:
        return [FollowValue(Followed.GOAL, scope.goal.id)]
    if scope.unit:
        return [FollowValue(Followed.UNIT, scope.unit.id)]
    if len(scope.rows) > _MOST_ROWS:
        many = ctx.t("That is {n} rows. Follow a goal or a unit instead.", n=len(scope.rows))
        raise Refusal(_usage(ctx, many))
    return [FollowValue(Followed.ROW, row.placement_id) for row in scope.rows]


def _usage(ctx: Context, why: str) -> str:
    t, command = ctx.t, ctx.options.commands["all"]
    examples = t.enumeration(
        (t("/{command} follow 14", command=command), t("/{command} follow Folkhälsa", command=command),
         t("/{command} follow weekly", command=command)), "or"
    )  # fmt: skip
    return f"{why} " + t("Write for example {words}.", words=examples)


def _pressed(ctx: Context, value: str) -> list[FollowValue]:
    if read := FollowValue.read(value):
        if name_of(ctx, read):
            return [read]
    else:
        # `choose` puts the scopes that it asked about into its buttons, one `PageValue` each.
        matches = find_named(followed_plan(ctx), value.partition("|")[2])
        if matches and len(matches.scopes) == 1:
            return _of_scope(ctx, matches.scopes[0])
    raise no_longer(ctx)


def _begin(ctx: Context, values: Sequence[FollowValue]) -> Message:
    t, person = ctx.t, ctx.actor.person
    who = Follower(ctx.actor.platform, destinations(ctx)[0], person.id if person else None)
    new = [follow(ctx.session, who, each.what, each.about_id, ctx.now) for each in values]
    names = t.enumeration(name_of(ctx, each) for each in values)
    parts: list[Part] = []
    if not any(new):
        parts.append(Paragraph(t("You follow {what} already.", what=names)))
    elif values == [_WEEKLY]:
        parts.append(Paragraph(t("You get a letter on Mondays while a round is open.")))
    else:
        parts.append(Paragraph(t("You follow {what}.", what=names)))
        parts.append(Small(t("I write to you when the colour changes; what changes on one day comes in one message.")))
    stop = tuple(Button(t("Stop following"), "follow_end", str(each)) for each in values[:1])
    return Message((*parts, Buttons(stop)))


def _end(ctx: Context, values: Sequence[FollowValue]) -> Message:
    t = ctx.t
    plan = followed_plan(ctx)
    ended = 0
    for each in values:
        for about in _older(plan, each):
            ended += unfollow(ctx.session, destinations(ctx), ctx.now, each.what, about)
    names = t.enumeration(name_of(ctx, each) for each in values)
    if not ended:
        return Message((Paragraph(t("You do not follow {what}.", what=names)), *_listed(ctx).parts))
    return Message((Paragraph(t("You do not follow {what} any more.", what=names)),))


def _older(plan: PlanView, value: FollowValue) -> tuple[int, ...]:
    """The ids under which it may be followed: a row also by those that it continues."""
    row = plan.by_placement.get(value.about_id) if value.what is Followed.ROW else None
    return row.chain if row else (value.about_id,)


def _listed(ctx: Context) -> Message:
    t = ctx.t
    mine = followings_of(ctx.session, destinations(ctx))
    if not mine:
        offer = Button(t("Weekly letter"), "follow_add", str(_WEEKLY))
        return Message((Paragraph(_usage(ctx, t("You follow nothing yet."))), Buttons((offer,))))
    names: list[Text] = [name_of(ctx, value_of(each)) or gone(ctx) for each in mine]
    buttons = [
        Button(t("Stop: {name}", name=short_name(ctx, value_of(each)))[:75], "follow_end", str(value_of(each)))
        for each in mine
    ]
    rows = [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]
    return Message((Heading(t("You follow")), Bullets(tuple(names)), *rows))
