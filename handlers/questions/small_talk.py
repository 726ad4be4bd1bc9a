"""Greetings, thanks and dead ends: a fitting sentence and the next step."""

from handlers.context import Context
from handlers.question import Question
from messages.parts import Button, Buttons, Message, Paragraph, Part, Small, say
from messages.values.rows import RoundValue
from messages.words import light_with_legend
from models.answers.progress import progress_in
from models.rounds.queries import current_round, plan_of_round
from models.vocabulary.answers import Status
from models.vocabulary.people import Role
from models.vocabulary.rounds import RoundState


def greeting(ctx: Context) -> Message:
    """Says hello, what the asker has left to answer, and what they can ask."""
    t, person = ctx.t, ctx.actor.person
    hello = t("Hello {name}.", name=person.name) if person else t("Hello.")
    parts: list[Part] = [Paragraph(f"{hello} {_what_is_left(ctx)}".strip())]
    parts.append(Small(t("Ask in your own words, for example: {question}", question=t("How is Folkhälsa doing?"))))
    return Message((*parts, next_steps(ctx)))


def _what_is_left(ctx: Context) -> str:
    round_, person = current_round(ctx.session), ctx.actor.person
    plan = plan_of_round(ctx.directory, round_) if round_ else None
    if person is None or round_ is None or plan is None or round_.state is not RoundState.OPEN:
        return ""
    rows = ctx.directory.asked_rows(person, plan, round_.id)
    left = len(progress_in(ctx.session, round_, plan, rows).left)
    if not rows:
        return ""
    if not left:
        return ctx.t("You have answered everything in {round}.", round=round_.name)
    return ctx.t.plural("You have {n} activity left to answer in {round}, no later than {time}.",
                        "You have {n} activities left to answer in {round}, no later than {time}.", left,
                        round=round_.name, time=ctx.t.instant(round_.deadline))  # fmt: skip


def next_steps(ctx: Context) -> Buttons:
    """The three things that most people come for."""
    t = ctx.t
    is_owner = ctx.actor.person is not None and Role.OWNER in ctx.actor.person.roles
    first = Button(t("Report"), "report") if is_owner else Button(t("Deviations"), "ask", "avvikelser")
    return Buttons(
        (first, Button(t("Status of the plan"), "ask", "status"), Button(t("What I can do"), "ask", "hjälp"))
    )


def thanks(ctx: Context) -> Message:
    """A receipt begins with "Tack", so nothing else does."""
    return say(ctx.t("You are welcome."))


def farewell(ctx: Context) -> Message:
    return say(ctx.t("Bye for now."))


def language(ctx: Context) -> Message:
    """Offers the other language. It changes with a button."""
    if ctx.actor.person is None:
        return say(ctx.t("I answer in the language of the installation. People in the people file can choose another."))
    buttons = (Button("Svenska", "language_said", "sv"), Button("English", "language_said", "en"))
    return Message((Paragraph("Vilket språk ska jag skriva på? / Which language shall I write in?"), Buttons(buttons)))


def stop(ctx: Context) -> Message:
    """What somebody can do who wants no more messages."""
    t, command = ctx.t, ctx.options.commands["all"]
    parts: list[Part] = [
        Paragraph(t("I write when you have something to answer, once a round and in reminders. You can:")),
        Paragraph(t("• say when you are away: /{command} absence 1–31 July", command=command)),
        Paragraph(t("• name a deputy: /{command} deputy NAME", command=command)),
        Paragraph(t("• hand over a row that is not yours, with the button Not my responsibility in the form.")),
    ]
    return Message(tuple(parts))


def do_nothing(ctx: Context) -> Message:
    """A request not to do something."""
    return say(ctx.t("Nothing has been sent or changed."))


def not_mine(ctx: Context, question: Question) -> Message:
    """The button to the form in which a row is handed over."""
    t = ctx.t
    ctx.person()
    text = t("Open the row and press “Not my responsibility”. You choose who is asked instead, or hand it to the unit.")
    buttons: tuple[Button, ...] = (Button(t("My rows"), "ask", "mina rader"),)
    round_, row = current_round(ctx.session), question.plan.by_row.get(question.mentioned.row or 0)
    if round_ and row and round_.state is RoundState.OPEN:
        text = t("You choose who is asked about row {row} instead, or hand it to the unit.", row=row.row)
        value = str(RoundValue(round_.id, row.row, row.placement_id))
        buttons = (Button(t("Not my responsibility"), "not_mine", value), *buttons)
    return Message((Paragraph(text), Buttons(buttons)))


def report(ctx: Context) -> Message:
    """The way into the form."""
    ctx.person()
    left = _what_is_left(ctx) or ctx.t("You have nothing to report just now.")
    return Message((Paragraph(left), next_steps(ctx)))


def how_to_answer(ctx: Context) -> Message:
    """How to answer, in the form or by text."""
    t = ctx.t
    text = t("Press Report to answer your rows one after the other. Or write the row’s number, a colour and a comment.")
    return Message(
        (Paragraph(text), Small(t("For example: {words}", words=t("14 green Runs as planned."))), next_steps(ctx))
    )


def who_sees(ctx: Context) -> Message:
    """Who reads what is answered."""
    t = ctx.t
    return say(
        t("All members of the workspace can see the colour and the comment of every row. Answers are public "
          "documents."),
        Small(t("Personal data that I find in a text are masked for everybody but its author. Only coordinators see "
                "who has not answered.")),
    )  # fmt: skip


def which_colour(ctx: Context) -> Message:
    """`Vad är gult?` may ask for rows or for the meaning."""
    t = ctx.t
    buttons = (
        Button(t("Yellow and red rows"), "ask", "visa gula och röda"), Button(t("Green rows"), "ask", "visa gröna"),
        Button(t("What the colours mean"), "ask", "vad betyder färgerna"),
    )  # fmt: skip
    return Message((Paragraph(t("Do you mean which rows have the colour, or what it means?")), Buttons(buttons)))


def legend(ctx: Context, question: Question) -> Message:
    """What the colours mean: those named, else all."""
    colours = [status for status in question.colours if status] or list(Status)
    parts: list[Part] = [Paragraph(light_with_legend(ctx.t, status)) for status in colours]
    if None in question.colours:
        parts.append(Paragraph(ctx.t("Not reported means that there is no answer. It never counts as green.")))
    return Message(tuple(parts))
