"""A leak, loss or damage of personal data: what is known of it, whether it is reported, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import DataCategory
from sakimori.domain.rule import Citation
from sakimori.domain.values.text import Text


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What is known of an incident; None means that nobody has found out.

    `known_on` is the day on which the first of our departments knew. `persons` is how many are or may be affected, the
    highest number while it is uncertain. `is_protected` is high-level encryption or another measure that protects the
    persons, `is_recovered` that all came back before anybody saw it. `is_processor` is that we handle the data for
    somebody else, `told_entruster_on` the day on which we told him.
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
    told_entruster_on: date | None = None


class ReportCase(StrEnum):
    """The situations that are reported: by Rules 7 of the Act, and by Art. 29-4 of the My Number Act."""

    BR1 = "BR1"
    BR2 = "BR2"
    BR3 = "BR3"
    BR4 = "BR4"
    MN_PURPOSE = "MN_PURPOSE"
    MN_EXPOSED = "MN_EXPOSED"
    MN_PERSONS = "MN_PERSONS"


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
    closed one was moved from.
    """

    report: Report
    due_on: date | None
    counted: Text
    citations: Sequence[Citation]
    target_on: date | None = None
    other_on: date | None = None
    rolled_from: date | None = None
