"""Rounds on the plans of other years."""

from datetime import date, timedelta

from actions.rounds.life_cycle import NewRound, create_round, open_round
from models.rounds.tables import Round
from tests.handlers.conftest import Office


def open_year(office: Office, year: int) -> Round:
    """A round about a whole year, half a year from now."""
    office.now += timedelta(days=230)
    first, last, deadline = date(year, 1, 1), date(year, 12, 31), office.now + timedelta(days=30)
    made = create_round(office.session, NewRound(f"Helår {year}", first, last, office.now, deadline), office.now)
    open_round(office.session, made, office.now, office.options, timedelta(0))
    return made
