"""Units and the persons who answer for them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.people import Membership


class Unit(Base):
    """An organisational unit (verksamhet), the owner of activities. `key` is its name folded for comparison.

    `deputy_email` comes from the people file. `chosen_deputy_email` was chosen in the chat and takes precedence until
    the file has another deputy: an address, or "" for nobody.
    """

    __tablename__ = "unit"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    deputy_email: Mapped[str | None] = mapped_column(String(320))
    chosen_deputy_email: Mapped[str | None] = mapped_column(String(320))


class UnitAlias(Base):
    """Another name of a unit, as people and older plans write it."""

    __tablename__ = "unit_alias"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200), unique=True)


class Person(Base):
    """A person of the people file, with only the personal data that asking and answering needs.

    `roles` holds values of `Role`. `activities` restricts an owner to these row numbers; None means all rows of the
    units. `email` is case-folded and the key of the file. The deputy columns work as those of `Unit`.

    `slack_by_email`, `teams_by_email`: the account was found by the address; else the people file names it, which is
    the coordinator's word and holds for a guest too. `chosen_platform` is where the person wants to be asked,
    `heard_on` where they were last heard. `removed_at`: the person is no longer in the people file, and the row stays
    because something that happened refers to it.
    """

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]]
    slack_user_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    teams_aad_object_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    language: Mapped[str | None] = mapped_column(String(8))
    timezone: Mapped[str | None] = mapped_column(String(64))
    deputy_email: Mapped[str | None] = mapped_column(String(320))
    chosen_deputy_email: Mapped[str | None] = mapped_column(String(320))
    manager_email: Mapped[str | None] = mapped_column(String(320))
    activities: Mapped[list[int] | None]
    slack_by_email: Mapped[bool] = mapped_column(default=False, server_default=false())
    teams_by_email: Mapped[bool] = mapped_column(default=False, server_default=false())
    chosen_platform: Mapped[str | None] = mapped_column(String(16))
    heard_on: Mapped[str | None] = mapped_column(String(16))
    removed_at: Mapped[datetime | None]


class PersonUnit(Base):
    """That a person answers for a unit (owner), leads it (manager) or belongs to it."""

    __tablename__ = "person_unit"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class Member(Base):
    """What the platform says about an account, cached. `address_mark` is a digest of its e-mail address
    (`models.people.accounts.address_mark`): enough to recognise a known address, and no list of everybody's."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("platform", "account"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    account: Mapped[str] = mapped_column(String(64))
    membership: Mapped[Membership] = mapped_column(enum_by_value(Membership))
    seen_at: Mapped[datetime]
    address_mark: Mapped[str | None] = mapped_column(String(64), index=True)


class Revision(Base):
    """A counter for each of `plan` and `people`, incremented by every change. Caches are valid for one revision."""

    __tablename__ = "revision"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]
