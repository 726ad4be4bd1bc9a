"""`GET /`: the published rounds, in figures. Nothing that is not published is read, and no person is named."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.transactions import Transactions
from bot.web.pages import HEADERS, page
from i18n import LANGUAGES, Translator, translator
from messages.words import count, goal_name
from models.answers.queries import current_answers
from models.options import Options
from models.people.registers import load_directory
from models.plan.find import goal_scope
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.vocabulary import RoundState


@dataclass(frozen=True)
class PublishedRound:
    """A published round as the page shows it: its name, the day, its counts in words, and each goal's counts."""

    name: str
    published: str
    total: str
    goals: tuple[tuple[str, str], ...]


def published_rounds(session: Session, t: Translator) -> list[PublishedRound]:
    """The published rounds, the newest first."""
    query = select(Round).where(Round.state == RoundState.PUBLISHED).order_by(Round.deadline.desc())
    rounds = (_published(session, t, round_) for round_ in session.scalars(query))
    return [published for published in rounds if published]


def _published(session: Session, t: Translator, round_: Round) -> PublishedRound | None:
    """None for a round without a plan."""
    plan = plan_of_round(load_directory(session), round_)
    if plan is None:
        return None
    answers = current_answers(session, round_.id, plan.id)
    scopes = [(goal, goal_scope(plan, goal).rows) for goal in plan.goals]
    return PublishedRound(
        round_.name,
        t.day(round_.published_at or round_.deadline),
        count(plan.rows, answers).sentence(t),
        tuple((goal_name(t, goal), count(rows, answers).sentence(t)) for goal, rows in scopes),
    )


def site_routes(transactions: Transactions, options: Options) -> list[Route]:
    """The open site's routes."""

    async def start(request: Request) -> Response:
        language = request.query_params.get("lang", options.language)
        t = translator(language if language in LANGUAGES else options.language, options.zone)
        try:
            rounds = await transactions.read(lambda session: published_rounds(session, t))
        except SQLAlchemyError:
            words = t("The page cannot be shown just now. Try again in a moment.")
            return PlainTextResponse(words, status_code=503, headers=HEADERS)
        return page("start.html", t, rounds=rounds)

    return [Route("/", start)]
