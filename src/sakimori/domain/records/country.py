"""Country profiles 国: what we found out about the rules of a country, from where, how surely, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text

PROGRAM: Final = "program"
"""Stands for the person who read a fact where it came with the program."""


class Certainty(StrEnum):
    """How surely a fact is known: read in the source itself, read in what others write, or said without a reading."""

    SOURCE = "source"
    SECONDARY = "secondary"
    MEMORY = "memory"


class Point(StrEnum):
    """What is found out of a country (規則17条2項2号, GL-F 5); the code is the field that holds our answer, if any."""

    GENERAL_LAW = "has_general_law"
    IN_FORCE = "in_force"
    EU_ADEQUACY = "eu_adequacy"
    CBPR_ECONOMY = "cbpr_economy"
    MISSING_OECD = "missing_oecd"
    GOVERNMENT_ACCESS = "government_access"
    LOCALISATION = "localisation"
    AUTHORITY = "authority"


class Principle(StrEnum):
    """The eight principles of the OECD privacy guidelines, against which a regime and measures are told (GL-F 5)."""

    COLLECTION_LIMITATION = "collection_limitation"
    DATA_QUALITY = "data_quality"
    PURPOSE_SPECIFICATION = "purpose_specification"
    USE_LIMITATION = "use_limitation"
    SECURITY_SAFEGUARDS = "security_safeguards"
    OPENNESS = "openness"
    INDIVIDUAL_PARTICIPATION = "individual_participation"
    ACCOUNTABILITY = "accountability"


PRINCIPLE_NAMES: Final[Mapping[Principle, Text]] = {
    Principle.COLLECTION_LIMITATION: Text("取得の制限", "collection limitation"),
    Principle.DATA_QUALITY: Text("データの正確さ", "data quality"),
    Principle.PURPOSE_SPECIFICATION: Text("目的の明確化", "purpose specification"),
    Principle.USE_LIMITATION: Text("利用の制限", "use limitation"),
    Principle.SECURITY_SAFEGUARDS: Text("安全管理", "security safeguards"),
    Principle.OPENNESS: Text("公開", "openness"),
    Principle.INDIVIDUAL_PARTICIPATION: Text("本人の関与", "individual participation"),
    Principle.ACCOUNTABILITY: Text("責任", "accountability"),
}


@dataclass(frozen=True, slots=True)
class CountryFact:
    """One fact on one point of a country, in words of our own, with where, when and by whom it was read.

    `until` is the last day through which it may be believed, where what it says is itself bound to a time.
    """

    point: Point
    certainty: Certainty
    ja: str = ""
    en: str = ""
    source: str = ""
    url: str = ""
    read_on: date | None = None
    read_by: str | None = None
    until: date | None = None

    @property
    def words(self) -> Text:
        """What it says, in both languages; a language in which nobody has written it is empty."""
        return Text(self.ja, self.en)

    @property
    def was_read(self) -> bool:
        """Whether it says where and when it was read; anything else supports no answer and goes into no text."""
        return self.certainty is not Certainty.MEMORY and not is_blank(self.source) and self.read_on is not None

    def lapses_on(self, months: int) -> date | None:
        """The first day on which it is unknown again: after its own day or `months` since it was read, if earlier."""
        if not self.was_read or self.read_on is None:
            return None
        by_policy = add_months(self.read_on, months)
        return next_day(by_policy if self.until is None else min(by_policy, self.until))


@dataclass(frozen=True, slots=True)
class CountryProfile:
    """Our dated reading of one country, for the information of 規則17条 and the check of 規則18条; id is its code.

    The answers are ours; `facts` are what they rest on. An answer counts only where a fact on its point was read.
    """

    id: str
    checked_on: date
    has_general_law: bool | None = None
    law: str = ""
    eu_adequacy: bool | None = None
    cbpr_economy: bool | None = None
    missing_oecd: str | None = None
    government_access: bool | None = None
    government_access_note: str = ""
    localisation: bool | None = None
    localisation_note: str = ""
    breach_hours: int | None = None
    facts: tuple[CountryFact, ...] = ()
    source: str = ""
    note: str = ""
    version: int = 1

    def stale_from(self, months: int) -> date:
        """The first day on which it is too old: the day after `months` since it was read."""
        return next_day(add_months(self.checked_on, months))

    def reading(self, on: date, months: int) -> CountryReading:
        """As far as it may be believed on a day, by a policy that believes a fact for `months` since it was read."""
        return CountryReading(self, tuple(f for f in self.facts if (day := f.lapses_on(months)) and on < day))

    def ever_read(self) -> CountryReading:
        """As if no fact ever lapsed: what somebody has read at all."""
        return CountryReading(self, tuple(fact for fact in self.facts if fact.was_read))

    def lapse_days(self, months: int) -> frozenset[date]:
        """Every day on which a fact is unknown again."""
        return frozenset(day for fact in self.facts if (day := fact.lapses_on(months)))

    def first_lapse(self, months: int) -> Lapse | None:
        """The first day on which a point of the regime that was known is unknown again."""
        open_ones = self.ever_read().unanswered
        for day in sorted(self.lapse_days(months)):
            points = tuple(point for point in self.reading(day, months).unanswered if point not in open_ones)
            if points:
                return Lapse(day, points)
        return None


@dataclass(frozen=True, slots=True)
class Lapse:
    """A day from which points of a regime are unknown again, and which."""

    on: date
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountryReading:
    """One profile and those of its facts that may be believed; only through it an answer of ours is known."""

    profile: CountryProfile
    facts: tuple[CountryFact, ...]

    def known(self, point: Point) -> bool | str | None:
        """Our answer on a point; None where there is none, or no fact that may be believed supports it (要確認)."""
        answer: bool | str | None = getattr(self.profile, point.value)
        return answer if any(fact.point is point for fact in self.facts) else None

    def told(self, point: Point) -> Text:
        """The words of what may be believed on a point."""
        return told(self.facts, point)

    @property
    def indicators(self) -> tuple[Point, ...]:
        """Which indicators the country is known to have (GL-F 5)."""
        return tuple(point for point in INDICATORS if self.known(point))

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Which points of the regime (GL-F 5) are not known; with an indicator the OECD principles need not be."""
        return tuple(
            point.value
            for point in REGIME
            if self.known(point) is None and not (point is Point.MISSING_OECD and self.indicators)
        )


INDICATORS: Final = (Point.EU_ADEQUACY, Point.CBPR_ECONOMY)
REGIME: Final = (Point.GENERAL_LAW, Point.MISSING_OECD, Point.GOVERNMENT_ACCESS, Point.LOCALISATION)
"""The points that persons must be told in any case, the second one unless there is an indicator."""


def told(facts: Iterable[CountryFact], point: Point) -> Text:
    """What was read on a point, the facts one after the other; a language that one of them lacks is empty."""
    words = [fact.words for fact in facts if fact.point is point and fact.was_read]
    return Text(
        "。".join(one.ja for one in words) if all(one.ja for one in words) else "",
        "; ".join(one.en for one in words) if all(one.en for one in words) else "",
    )
