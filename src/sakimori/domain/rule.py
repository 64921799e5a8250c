"""A rule: one version of a provision, or of a policy of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from sakimori.domain.codes import Basis, ControlArea, Severity
from sakimori.domain.gap import OUR_POLICY, Finding, SubjectKind
from sakimori.domain.law.entries import Entry
from sakimori.domain.law.reading import law
from sakimori.domain.values.text import Text

if TYPE_CHECKING:
    from sakimori.domain.dossier import Dossier
    from sakimori.domain.policy import Policy

Judge = Callable[["Rule", "Dossier", "Policy"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a legal text or guideline as it is printed beside a gap, and its statements of law."""

    text: Text
    entries: tuple[Entry, ...] = field(default=(), compare=False)


def cite(place_id: str) -> Citation:
    """The citation of an entry, or of several that are cited side by side.

    Raises:
        KeyError: No entry has this id.
    """
    place = law().places[place_id]
    return Citation(place.printed, place.entries)


def entries_of(cites: Iterable[Citation]) -> tuple[Entry, ...]:
    """The statements of law behind citations, each once."""
    return tuple({entry.id: entry for one in cites for entry in one.entries}.values())


def read_on(cites: Iterable[Citation]) -> date | None:
    """The day before which nothing that is cited was read last; None where no statement of law is."""
    return min((entry.checked_on for entry in entries_of(cites)), default=None)


def versions_of(cites: Iterable[Citation]) -> tuple[tuple[Text, Text], ...]:
    """The texts behind citations, each with its version that was read."""
    sources = {entry.source.id: entry.source for entry in entries_of(cites)}
    return tuple((source.name, source.version) for source in sources.values())


def with_changes(revision: int, cites: Iterable[Citation]) -> int:
    """The revision of a rule, one higher for each later version of a statement of law that it cites."""
    return revision + law().changes(entries_of(cites))


ALWAYS = date(2022, 4, 1)
"""The Act as it stands since its amendments of 2020 and 2021 came into force."""

COMPANY_POLICY = Citation(OUR_POLICY)
"""Stands first among the citations of whatever we chose ourselves."""


def basis_of(cites: Iterable[Citation]) -> Basis:
    """What stands behind a rule by its citations: our policy or the law; a guideline is named by the rule itself."""
    return Basis.POLICY if COMPANY_POLICY in cites else Basis.LAW


@cache
def in_one_line(cites: tuple[Citation, ...]) -> Text:
    """Citations in their order, each once; an article goes unsaid beside a paragraph or an item of it."""
    texts = [cite.text for cite in cites]
    return Text("・".join(most_precise(t.ja for t in texts)), ", ".join(most_precise(t.en for t in texts)))


def most_precise(places: Iterable[str]) -> list[str]:
    """Each place once, and none that another of them lies within."""
    once = list(dict.fromkeys(places))
    return [place for place in once if not any(_is_within(other, place) for other in once)]


def _is_within(cited: str, place: str) -> bool:
    """Whether a place lies in another: 法27条1項 in 法27条, GL 3-4-4(2) in GL 3-4-4, but not 法27条の2 or GL 3-4-41."""
    further = r"[(-]" if place[-1:].isdigit() else r"[0-9]"
    return cited.startswith(place) and bool(re.match(further, cited[len(place) :]))


class DeadlineKind(StrEnum):
    """What falls due."""

    REVIEW = "review"
    ANSWER = "answer"
    VALIDITY = "validity"
    EVIDENCE = "evidence"
    CONDITION = "condition"
    WAIVER = "waiver"
    REMEDIATION = "remediation"
    NOTICE = "notice"
    CONTRACT = "contract"
    CERTIFICATE = "certificate"
    SURVEILLANCE = "surveillance"
    BASIS = "basis"
    ANNUAL_CHECK = "annual_check"
    RETENTION = "retention"
    ERASURE = "erasure"
    COUNTRY = "country"
    INCIDENT = "incident"
    PREPAREDNESS = "preparedness"
    REQUEST = "request"
    PASSED_ON = "passed_on"
    CHANGE_NOTICE = "change_notice"
    TRAINING = "training"
    GOVERNANCE = "governance"
    SUB_PROCESSORS = "sub_processors"
    ACCURACY = "accuracy"
    CAMPAIGN = "campaign"
    ERRAND = "errand"
    SLIP = "slip"
    DELEGATION = "delegation"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a provision; `judge` sees no day, no store and no language.

    `in_force_until` is the last day. Outside its dates a rule says nothing: its stages are cut to them.
    `deadline` is what has passed when a finding begins; where the rule also warns before that day, `overdue` is the
    severity from the day after it.
    """

    id: str
    scope: SubjectKind
    title: Text
    cites: tuple[Citation, ...]
    basis: Basis
    area: ControlArea
    points: tuple[str, ...]
    judge: Judge
    checked_on: date
    revision: int = 1
    in_force_from: date = ALWAYS
    in_force_until: date | None = None
    deadline: DeadlineKind | None = None
    overdue: Severity | None = None

    @property
    def citation(self) -> Text:
        """All citations in one line."""
        return in_one_line(self.cites)
