"""Exceptions that stand on a day: where we have agreed to live with something, until when, asked and approved by whom.

The one place that reports ask: whatever register holds exceptions adds its lines here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import Severity
from sakimori.domain.gap import Waiver, WaiverStanding, standing_of
from sakimori.domain.records.governance import PolicyException
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.text import Text
from sakimori.services.dashboard.decisions import names_then
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, party_at
from sakimori.services.kernel.workspace import Workspace


class ExceptionSort(StrEnum):
    """What kind of exception it is; the word of each stands in the wordings of reports."""

    WAIVER = "waiver"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """One exception that holds: about what and whom, how grave that is, and until when; who asked and who approved.

    Of an exception from a policy of ours no grade is known, and its last day may be unknown.
    """

    sort: ExceptionSort
    about: Text
    whose: str
    severity: Severity | None
    last_day: date | None
    asked_by: str
    approved_by: str


@needs(Permission.READ)
def exceptions_on(workspace: Workspace, as_of: AsOf) -> tuple[ExceptionLine, ...]:
    """The exceptions that hold on a day, those that end first before the others."""
    with workspace.unit() as unit:
        found = [*_waivers(unit, as_of), *_from_policies(unit, as_of)]
    return tuple(sorted(found, key=lambda one: (one.last_day or date.max, one.whose, one.about.ja)))


def _waivers(unit: Unit, as_of: AsOf) -> Iterator[ExceptionLine]:
    """Waivers of gaps, as far as the gap is still what it was when it was waived."""
    names = names_then(unit, as_of)
    for one in all_records(unit, Waiver, number=as_of.number):
        if one.approved is not True or one.last_day < as_of.on:
            continue
        for span in unit.spans.as_known(as_of.number, as_of.on, third_party_id=one.third_party_id):
            if span.gap_id != one.gap_id:
                continue
            standing = standing_of(one, severity=span.severity, facts_digest=span.facts_digest, on=as_of.on)
            if standing is WaiverStanding.ACTIVE:
                party = party_at(unit, one.third_party_id, number=as_of.number)
                yield ExceptionLine(
                    ExceptionSort.WAIVER, span.title, party.legal_name if party else "", span.severity, one.last_day,
                    names.get(one.asked_by, ""), names.get(one.decided_by or "", ""),
                )  # fmt: skip


def _from_policies(unit: Unit, as_of: AsOf) -> Iterator[ExceptionLine]:
    """Approved exceptions from policies of ours; one that has run on past its last day is a gap instead."""
    names = names_then(unit, as_of)
    for one in all_records(unit, PolicyException, number=as_of.number):
        is_approved = one.approved_by is not None and one.approved_on is not None and one.approved_on <= as_of.on
        is_over = (one.last_day or date.max) < as_of.on or (one.ended_on or date.max) <= as_of.on
        if is_approved and not is_over:
            yield ExceptionLine(
                ExceptionSort.POLICY, Text(one.name, one.name), "", None, one.last_day,
                names.get(one.asked_by or "", ""), names.get(one.approved_by or "", ""),
            )  # fmt: skip
