"""How our company is organised on a day: who is responsible, which policies stand, and who has not read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sakimori.domain.policy import Policy
from sakimori.domain.records.governance import Acknowledgement, Officer, OfficerKind, PolicyText
from sakimori.domain.user import User
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import add_months
from sakimori.rules.facts.training import is_for


def left_on(officer: Officer, people: Iterable[User]) -> date | None:
    """The first day on which an officer is no longer there: the office ended, or the person left."""
    person = next((one for one in people if one.id == officer.user_id), None)
    days = (officer.ended_on, person.left_on if person else None)
    return min((day for day in days if day is not None), default=None)


def chiefs(officers: Iterable[Officer]) -> list[Officer]:
    """Those who are responsible for personal data in the whole company, and are named."""
    return [one for one in officers if one.kind is OfficerKind.CHIEF and (one.user_id or is_given(one.holder))]


def vacancies(officers: Sequence[Officer], people: Sequence[User]) -> tuple[tuple[date, date | None], ...]:
    """The stretches of days, after the first officer, on which nobody is responsible, each with the day after it."""
    runs = sorted((one.appointed_on or date.min, left_on(one, people) or date.max) for one in chiefs(officers))
    found: list[tuple[date, date | None]] = []
    until: date | None = None
    for begins, ends in runs:
        if until is not None and begins > until:
            found.append((until, begins))
        until = ends if until is None else max(until, ends)
    if until is not None and until != date.max:
        found.append((until, None))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Standing:
    """A policy with the days on which it stands: from the first, until the day before `until`."""

    text: PolicyText
    begins: date
    until: date | None

    def stands(self, on: date) -> bool:
        """Whether it stands on a day."""
        return self.begins <= on and (self.until is None or on < self.until)


def standing_texts(texts: Iterable[PolicyText]) -> tuple[Standing, ...]:
    """Every version that came into force, until its own last day or the next version of the same name."""
    dated = [text for text in texts if text.in_force_from is not None]
    found = []
    for text in sorted(dated, key=lambda text: (text.name, text.in_force_from or date.min, text.id)):
        begins = text.in_force_from or date.min
        versions = (other.in_force_from for other in dated if other.name == text.name)
        ends = [day for day in versions if day is not None and day > begins]
        if text.in_force_until is not None:
            ends.append(text.in_force_until + timedelta(days=1))
        found.append(Standing(text, begins, min(ends, default=None)))
    return tuple(found)


def review_due(text: PolicyText, policy: Policy) -> date | None:
    """The last day by which a policy is reviewed again: counted from the review, the approval, or its first day."""
    days = (text.reviewed_on, text.approved_on, text.in_force_from)
    last = max((day for day in days if day is not None), default=None)
    return None if last is None else add_months(last, policy.policy_review_months)


def read_on(text_id: str, person_id: str, done: Iterable[Acknowledgement]) -> date | None:
    """When somebody has read a version first."""
    days = (one.done_on for one in done if one.policy_text_id == text_id and one.user_id == person_id)
    return min(days, default=None)


def unread(
    standing: Standing, person: User, done: Iterable[Acknowledgement], policy: Policy
) -> tuple[date, date | None] | None:
    """The days on which somebody should have read a policy and has not; None where there is no such day."""
    if not is_for(standing.text, person):
        return None
    first = standing.begins + timedelta(days=policy.policy_read_days)
    ends = (standing.until, person.left_on, read_on(standing.text.id, person.id, done))
    until = min((day for day in ends if day is not None), default=None)
    return None if until is not None and until <= first else (first, until)
