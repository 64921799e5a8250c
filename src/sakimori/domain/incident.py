"""A leak, loss or damage of personal data: what is known of it, whether it is reported, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import DataCategory
from sakimori.domain.rule import Citation
from sakimori.domain.values.text import Text


class Happening(StrEnum):
    """What happened to the data (規則7条): they got out, are gone, or are not what they were."""

    LEAK = "leak"
    LOSS = "loss"
    DAMAGE = "damage"


class Exempting(StrEnum):
    """A claim that ends an incident whatever its situation, once two persons stand for it."""

    PROTECTED = "protected"
    RECOVERED = "recovered"
    KEPT_ELSEWHERE = "kept_elsewhere"

    @property
    def fact(self) -> str:
        """The field of an incident, and of its facts, that holds the claim."""
        return f"is_{self.value}"


class ReportWay(StrEnum):
    """How a report or a notice was sent."""

    WEB_FORM = "web_form"
    DELEGATED = "delegated"
    MAIL = "mail"
    LETTER = "letter"
    PHONE = "phone"
    PUBLICATION = "publication"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entruster:
    """One company or public body that entrusted us with the data, and the day on which we told it (規則9条).

    The name is empty where an earlier version noted the day alone.
    """

    name: str
    told_on: date | None = None
    way: ReportWay | None = None


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What is known of an incident; None means that nobody has found out.

    `known_on` is the day on which the first of our departments knew. `persons` is how many are or may be affected, the
    highest number while it is uncertain. `is_protected` is high-level encryption or another measure that protects the
    persons, `is_recovered` that all came back before anybody saw it, `is_kept_elsewhere` that the same data are kept
    elsewhere: claims, which count once they are among `judged`. `is_processor` is that we handle the data for others,
    `entrusters` are they, and `are_entrusters_all` is that there are no more of them. `since` are the situations that
    came later than the knowledge of the incident, each with its day.
    """

    known_on: date
    persons: int | None = None
    categories: frozenset[DataCategory] | None = None
    is_improper_purpose: bool | None = None
    may_cost_money: bool | None = None
    is_exposed: bool | None = None
    is_protected: bool | None = None
    is_recovered: bool | None = None
    is_processor: bool | None = None
    entrusters: tuple[Entruster, ...] = ()
    are_entrusters_all: bool | None = None
    happened: frozenset[Happening] | None = None
    is_kept_elsewhere: bool | None = None
    judged: frozenset[Exempting] = frozenset()
    since: tuple[tuple[ReportCase, date], ...] = ()

    @property
    def untold(self) -> tuple[Entruster, ...]:
        """The entrusters that nobody has told yet."""
        return tuple(one for one in self.entrusters if one.told_on is None)

    @property
    def every_entruster_told_on(self) -> date | None:
        """The day on which the last of the entrusters was told; None while one was not, or may be missing."""
        days = [one.told_on for one in self.entrusters if one.told_on is not None]
        return max(days) if self.are_entrusters_all and days and not self.untold else None


class ReportCase(StrEnum):
    """The situations that are reported: by Rules 7 of the Act, and by Art. 29-4 of the My Number Act."""

    BR1 = "BR1"
    BR2 = "BR2"
    BR3 = "BR3"
    BR4 = "BR4"
    MN_PURPOSE = "MN_PURPOSE"
    MN_EXPOSED = "MN_EXPOSED"
    MN_PERSONS = "MN_PERSONS"


class ReportingAct(StrEnum):
    """The Acts under which an incident is reported and the persons are told."""

    APPI = "appi"
    MY_NUMBER = "my_number"


@dataclass(frozen=True, slots=True)
class CaseSince:
    """First day on which a situation was given or in doubt, after a day on which it was not; None: since the knowledge.

    `has_held` keeps the day for good: who takes the situation back and states it again gains no time. The texts are the
    change of facts that made it so.
    """

    case: ReportCase
    on: date | None
    has_held: bool
    because_ja: str = ""
    because_en: str = ""


@dataclass(frozen=True, slots=True)
class CaseJudged:
    """Whether one situation is given, None while a fact of it is open, and the fact that decides it."""

    case: ReportCase
    holds: bool | None
    why: Text
    citation: Citation


@dataclass(frozen=True, slots=True)
class Reportable:
    """Whether an incident is reported to the Commission: None while it can turn out either way.

    `exempt` says why nothing is reported whatever the situation, `open_facts` what must be found out.
    """

    holds: bool | None
    cases: Sequence[CaseJudged]
    exempt: Sequence[tuple[Text, Citation]]
    open_facts: Sequence[Text]


class Report(StrEnum):
    """What is due after an incident, or is sent because of one; SUPPLEMENT is whatever follows a final report."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    SUPPLEMENT = "supplement"
    PERSONS = "persons"
    ENTRUSTER = "entruster"


@dataclass(frozen=True, slots=True)
class Clock:
    """By when something is due: `target_on` is the day to aim at, `due_on` the last one; None where law has no number.

    `other_on` is the last day if the purpose was improper, or not, while nobody knows; `rolled_from` the day that a
    closed one was moved from, `start_on` the first day that is counted.
    """

    report: Report
    due_on: date | None
    counted: Text
    citations: Sequence[Citation]
    target_on: date | None = None
    other_on: date | None = None
    rolled_from: date | None = None
    start_on: date | None = None


class Assured(StrEnum):
    """A question behind a claim that ends an incident: each is answered before somebody may stand for the claim."""

    METHOD = "method"
    KEY = "key"
    WIPED = "wiped"
    COUNTED = "counted"
    UNSEEN = "unseen"
    NO_COPY = "no_copy"
    SAME = "same"
    USABLE = "usable"
    NOT_OUT = "not_out"


ASSURED_OF: Final = {
    Exempting.PROTECTED: (Assured.METHOD, Assured.KEY, Assured.WIPED),
    Exempting.RECOVERED: (Assured.COUNTED, Assured.UNSEEN, Assured.NO_COPY),
    Exempting.KEPT_ELSEWHERE: (Assured.SAME, Assured.USABLE, Assured.NOT_OUT),
}
"""The questions behind each claim."""
MUST_BE_YES: Final = frozenset(Assured) - {Assured.WIPED, Assured.NO_COPY, Assured.USABLE}
"""Questions whose no bars the claim; the others only weigh in the judgement."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A claim that ends an incident, with the answers and the reason of who stands for it, and the second person.

    It counts from the day on which `judged_by`, who neither reported the incident nor proposed this, agreed.
    """

    claim: Exempting
    yes: frozenset[Assured]
    reason: str
    proposed_by: str
    proposed_on: date
    judged_by: str | None = None
    judged_on: date | None = None
