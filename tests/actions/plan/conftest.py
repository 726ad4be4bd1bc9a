"""The offices of the handlers' tests, and who changes the plan in them."""

from tests.handlers.conftest import new_office, office, office_database, office_url

__all__ = ["new_office", "office", "office_database", "office_url"]
