"""What the portal remembers: one SQLite database, in memory or in a file.

Every transaction is opened with :meth:`Store.begin` and holds no ``await``: as all of them run in the
portal's one event loop, none ever sees another's half-done work.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import orm

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = 2
"""Kept in the file (``PRAGMA user_version``), so that a file of another make is refused."""


class Moment(sa.TypeDecorator[dt.datetime]):
    """An aware moment; SQLite keeps it in UTC without saying so."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Write it in UTC."""
        return value and value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Read it as UTC."""
        return value and value.replace(tzinfo=dt.UTC)


class Base(orm.DeclarativeBase):
    """The tables' common ground."""

    type_annotation_map = {dt.datetime: Moment, dict[str, str]: sa.JSON}  # noqa: RUF012 (SQLAlchemy reads it as it stands)


class Agent(Base):
    """A person whom the employer has announced."""

    __tablename__ = "agent"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    email: orm.Mapped[str] = orm.mapped_column(unique=True)
    first_name: orm.Mapped[str]
    last_name: orm.Mapped[str]
    employer: orm.Mapped[str]
    account: orm.Mapped[Account | None] = orm.relationship(back_populates="agent", lazy="joined")

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


class Invitation(Base):
    """A personal link that was sent; all of a person's links stay good until they expire."""

    __tablename__ = "invitation"
    token_hash: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    agent_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("agent.id"))
    sent_at: orm.Mapped[dt.datetime]
    agent: orm.Mapped[Agent] = orm.relationship(lazy="joined")


class Account(Base):
    """An access that a person has created, under the identifier that the person has chosen."""

    __tablename__ = "account"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    agent_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("agent.id"), unique=True)
    email: orm.Mapped[str] = orm.mapped_column(unique=True)
    password_hash: orm.Mapped[str]
    due_at: orm.Mapped[dt.datetime]
    """When its creation is done."""
    active: orm.Mapped[bool] = orm.mapped_column(default=False)
    wrong_codes: orm.Mapped[int] = orm.mapped_column(default=0)
    """In a row, over all sessions."""
    agent: orm.Mapped[Agent] = orm.relationship(back_populates="account", lazy="joined")


class Sitting(Base):
    """A signed-in session of one browser."""

    __tablename__ = "sitting"
    key_hash: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    account_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("account.id"))
    seen_at: orm.Mapped[dt.datetime]
    verified: orm.Mapped[bool] = orm.mapped_column(default=False)
    """Whether it has passed the challenge, or need not."""
    bound_for: orm.Mapped[str | None]
    """The path that the challenge was put in front of."""
    account: orm.Mapped[Account] = orm.relationship(lazy="joined")
    challenge: orm.Mapped[SentCode | None] = orm.relationship(
        lazy="joined", cascade="all, delete-orphan", single_parent=True
    )


class SentCode(Base):
    """The one code that is good for a session; a resend puts another in its place."""

    __tablename__ = "sent_code"
    key_hash: orm.Mapped[str] = orm.mapped_column(sa.ForeignKey("sitting.key_hash"), primary_key=True)
    prefix: orm.Mapped[str]
    code_hash: orm.Mapped[str]
    sent_at: orm.Mapped[dt.datetime]
    good_until: orm.Mapped[dt.datetime]
    wrong: orm.Mapped[int] = orm.mapped_column(default=0)
    resends: orm.Mapped[int] = orm.mapped_column(default=0)


class TrustedBrowser(Base):
    """A browser in which an account is not asked for a code."""

    __tablename__ = "trusted_browser"
    token_hash: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    account_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    until: orm.Mapped[dt.datetime]


class PasswordReset(Base):
    """A link to a new password that was sent and not yet used."""

    __tablename__ = "password_reset"
    token_hash: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    account_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("account.id"))
    sent_at: orm.Mapped[dt.datetime]
    account: orm.Mapped[Account] = orm.relationship(lazy="joined")


class LoginTries(Base):
    """Tries to log in under one identifier, known or not, since the last that succeeded."""

    __tablename__ = "login_tries"
    email_hash: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    count: orm.Mapped[int]
    last_at: orm.Mapped[dt.datetime]


class Draft(Base):
    """What a person has entered in one of the two follow-on journeys."""

    __tablename__ = "draft"
    account_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    journey: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    answers: orm.Mapped[dict[str, str]]
    started_at: orm.Mapped[dt.datetime]


class Guest(Base):
    """Whom the portal takes the visitor in a browser for, signed in or not; only scenarios go by it."""

    __tablename__ = "guest"
    key_hash: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    person: orm.Mapped[str]
    met_at: orm.Mapped[dt.datetime]


class Played(Base):
    """A scenario that was switched on while the portal ran; everybody's name is empty."""

    __tablename__ = "played"
    person: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    spelling: orm.Mapped[str] = orm.mapped_column(primary_key=True)


class TimesPlayed(Base):
    """How often a person has met a scenario that happens a number of times only."""

    __tablename__ = "times_played"
    person: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    scenario: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    times: orm.Mapped[int]


class Store:
    """The database, open."""

    def __init__(self, database: Path | None) -> None:
        """Open ``database``, made if it is not there; none keeps all in memory.

        Raises:
            OSError: the file cannot be opened, is no database, or was written by another version.
        """
        self._engine = _memory() if database is None else _file(database)
        self._session = orm.sessionmaker(self._engine, expire_on_commit=False)
        try:
            with self._engine.begin() as connection:
                _prepare(connection, database)
        except sa.exc.DatabaseError as error:
            self.close()
            raise OSError(f"{database} cannot be used as the portal's database: {error.orig}") from error
        except OSError:
            self.close()
            raise

    @contextlib.contextmanager
    def begin(self) -> Iterator[orm.Session]:
        """One transaction; what it has read stays readable after it."""
        with self._session.begin() as session:
            yield session

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()


def _prepare(connection: sa.Connection, database: Path | None) -> None:
    """Make the tables where there are none yet."""
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version not in (0, SCHEMA):
        raise OSError(f"{database} was written by another version of the portal.")
    if not version:
        Base.metadata.create_all(connection, checkfirst=False)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def _memory() -> sa.Engine:
    """An empty database on the one connection that keeps it alive."""
    return sa.create_engine("sqlite://", poolclass=sa.StaticPool)


def _file(path: Path) -> sa.Engine:
    """The database in ``path``, which only its owner may read."""
    path.touch(mode=0o600)
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.StaticPool)

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
        # What was committed outlives the process being killed; only a power cut could take the last of it.
        connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")

    return engine
