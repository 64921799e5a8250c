"""Our own people, and who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.codes import UserRole
from sakimori.domain.records.record import personal
from sakimori.domain.values.text import JAPANESE

PROGRAM: Final = "sv"
"""With this the id of a program begins that acts under a name of its own."""


@dataclass(frozen=True, slots=True)
class User:
    """A person of ours; one who left keeps the record, with the day."""

    id: str
    name: str
    department: str = ""
    roles: frozenset[UserRole] = frozenset()
    left_on: date | None = None
    version: int = 1

    def is_here(self, on: date) -> bool:
        """Whether they have not left by a day, be it a person or a program."""
        return self.left_on is None or self.left_on > on

    def works_here(self, on: date) -> bool:
        """Whether this is a person who works here on a day: a program is given no work and owes no training."""
        return self.is_here(on) and not self.is_program

    @property
    def is_program(self) -> bool:
        """Whether this is a program that acts under a name of its own, and no person."""
        return self.id.startswith(f"{PROGRAM}_")


@dataclass(frozen=True, slots=True)
class Delegation:
    """A permission that a person lends to another, through its last day; one that ended before counts until that day.

    `permission` is the code of a permission of `services.kernel.access`.
    """

    id: str
    lender_id: str
    borrower_id: str
    permission: str
    from_on: date
    last_on: date
    reason: str
    lent_by: str
    ended_on: date | None = None
    version: int = 1

    def stands(self, on: date) -> bool:
        """Whether the permission is lent on a day."""
        return self.covers(on) and on != self.ended_on

    def covers(self, on: date) -> bool:
        """Whether it was lent at any time of a day; of the day on which it was taken back nobody knows the hour."""
        return self.from_on <= on <= min(self.last_on, self.ended_on or self.last_on)

    def joins(self, one: str, other: str) -> bool:
        """Whether it is between two people, whoever of them lends."""
        return {self.lender_id, self.borrower_id} == {one, other}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something now: a user, or a program named in the trail (`cli:…`).

    `lent` are the codes of permissions that others have lent; `one_with` are those who lend to or borrow from this
    person now: where two persons are needed, they count as one. `via` is the access token by which a program of theirs
    comes; blank for the person themselves.
    """

    id: str
    name: str
    roles: frozenset[UserRole]
    lent: frozenset[str] = frozenset()
    one_with: frozenset[str] = frozenset()
    via: str = ""

    def is_among(self, *people: str | None) -> bool:
        """Whether this person, or one who counts as the same, is among some people."""
        return not {self.id, *self.one_with}.isdisjoint(people)


@dataclass(frozen=True, slots=True)
class Reach:
    """How a person of ours is told of what falls due, and who is told when they let it pass; its id is the person's.

    Without an `email` the login is taken, where it is an address.
    """

    id: str
    email: str | None = personal()
    language: str = JAPANESE
    lead_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list as a person wants to see it again: its page, and what the address says of filters, search and order."""

    id: str
    user_id: str
    name: str
    page: str
    query: str
    removed_on: date | None = None
    version: int = 1
