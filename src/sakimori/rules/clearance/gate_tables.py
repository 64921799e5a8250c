"""The dated facts of a case: which day each has, whose judgement it is, and what is blank until then.

`DATED` is what somebody found, judged, approved or filed on a day: before that day it is absent. Of these, `judged` is
what counts for nothing where the asker himself decided it. `TRANSCRIBED` are days that stand in a document or tell what
happened; the rules compare them with their day themselves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sakimori.domain.codes import AssessmentState, Decision
from sakimori.domain.gap import Waiver
from sakimori.domain.questions.assessment import Assessment, Condition, Evidence, PeriodicReview
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.campaigns import Campaign
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.records.own_registers import ConsentText, DataSetPart, Notice, Purpose
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.sub_processor import AGREED, Approval, SubProcessorLink
from sakimori.domain.values.days import legal_day

ABSENT: Final = "absent"
"""Stands for a record that is as if it were not there."""


def word_of(kind: type) -> str:
    """What a kind of record is called where something is mended."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def _claimed(_record: Any) -> bool:  # noqa: ANN401 - a record of any kind
    return True


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A fact with the day on which somebody found or judged it; `blank` is what it says until then.

    `says` tells whether a record holds such a fact at all. `in_favour` tells what only a judgement in favour is:
    what the asker decided against himself stands. `may_lack` is a fact that lists bring without person and day. `ends`
    is the first day on which it is gone again.
    """

    kind: type
    day: str
    by: str
    blank: Mapping[str, Any] | str
    judged: bool = False
    says: Callable[[Any], bool] = _claimed
    in_favour: Callable[[Any], bool] = _claimed
    may_lack: bool = False
    ends: str = ""

    def day_of(self, record: Any) -> date | None:  # noqa: ANN401 - a record of its kind
        """Its day, as a calendar in Japan names it."""
        found = getattr(record, self.day)
        return legal_day(found) if isinstance(found, datetime) else found

    def end_of(self, record: Any) -> date | None:  # noqa: ANN401 - a record of its kind
        """The first day on which it is gone again, if there is one."""
        found: date | None = getattr(record, self.ends) if self.ends else None
        return found

    @property
    def word(self) -> str:
        """What its kind of record is called where something is mended."""
        return word_of(self.kind)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that say it; none stands for the whole record."""
        return frozenset() if isinstance(self.blank, str) else frozenset(self.blank)


DATED: Final[tuple[DatedFact, ...]] = (
    DatedFact(
        HandOver, "approved_on", "approved_by", {"approved_by": None, "approved_on": None}, judged=True,
        says=lambda r: r.approved_by is not None or r.approved_on is not None,
    ),
    DatedFact(
        DataFlow, "route_decided_on", "route_decided_by", {"route_decided_by": None, "route_decided_on": None},
        judged=True, says=lambda r: r.route_decided_by is not None or r.route_decided_on is not None,
    ),
    DatedFact(Judgement, "decided_on", "decided_by", ABSENT, judged=True, in_favour=lambda r: r.holds),
    DatedFact(
        FactConfirmation, "confirmed_on", "confirmed_by", ABSENT, judged=True, in_favour=lambda r: not r.is_own_word,
        ends="gone_on",
    ),
    DatedFact(
        CloudFacts, "signed_off_on", "signed_off_by", {"signed_off_by": None, "signed_off_on": None}, judged=True,
        says=lambda r: r.signed_off_by is not None or r.signed_off_on is not None,
    ),
    DatedFact(
        AiFacts, "confirmed_on", "confirmed_by", {"confirmed_by": None, "confirmed_on": None}, judged=True,
        says=lambda r: r.confirmed_by is not None or r.confirmed_on is not None,
    ),
    DatedFact(
        Purpose, "related_judged_on", "related_judged_by", {"related_judgement": "", "related_judged_by": None},
        judged=True, says=lambda r: bool(r.related_judgement) or r.related_judged_by is not None,
    ),
    DatedFact(
        SubProcessorLink, "approved_on", "approved_by",
        {"approval": Approval.PENDING, "approved_by": None, "approved_on": None},
        judged=True, says=lambda r: r.approval is not None,
        in_favour=lambda r: r.approval in AGREED,
        may_lack=True,
    ),
    DatedFact(
        Assessment, "decided_on", "decided_by", ABSENT, judged=True,
        says=lambda r: r.state is AssessmentState.DECIDED, in_favour=lambda r: r.decision is not Decision.REJECTED,
    ),
    DatedFact(
        Condition, "fulfilled_on", "fulfilled_by", {"fulfilled_on": None, "fulfilled_by": None}, judged=True,
        says=lambda r: r.fulfilled_on is not None,
    ),
    DatedFact(
        ContractClause, "reason_approved_on", "reason_approved_by",
        {"reason_approved_by": None, "reason_approved_on": None}, judged=True,
        says=lambda r: r.reason_approved_by is not None or r.reason_approved_on is not None,
    ),
    DatedFact(
        ContractCover, "confirmed_on", "confirmed_by", {"confirmed_by": None, "confirmed_on": None}, judged=True,
        says=lambda r: r.confirmed_on is not None or r.confirmed_by is not None,
    ),
    DatedFact(
        Waiver, "decided_at", "decided_by", ABSENT, judged=True,
        says=lambda r: r.approved is not None, in_favour=lambda r: bool(r.approved),
    ),
    DatedFact(ContractClause, "checked_on", "checked_by", {"state": ClauseState.NOT_CHECKED}),
    DatedFact(Certificate, "scope_compared_on", "scope_compared_by", {"covers_us": None}),
    DatedFact(AnnualCheck, "checked_on", "by", ABSENT),
    DatedFact(PeriodicReview, "completed_on", "by", ABSENT),
    DatedFact(CountryProfile, "checked_on", "", ABSENT),
    DatedFact(PassedOn, "asked_on", "", ABSENT),
    DatedFact(
        PassedOn, "told_on", "told_by", {"told_on": None, "told_by": None, "told_how": None},
        says=lambda r: r.told_on is not None,
    ),
    DatedFact(
        PassedOn, "answered_on", "", {"answered_on": None, "answer": None}, says=lambda r: r.answer is not None
    ),
    DatedFact(Evidence, "uploaded_on", "uploaded_by", ABSENT, ends="gone_on"),
)  # fmt: skip
"""Every fact that begins to count with the day on which a person found, judged or filed it.

What a check, a reading or a comparison found is no judgement: anybody can look again at what it names.
"""

JUDGEMENTS: Final = tuple(dated for dated in DATED if dated.judged)
"""What a person decides: a judgement, an approval, a sign-off, an approved reason, a confirmed cover, an exception."""

_BY_KIND: Final[defaultdict[type, list[DatedFact]]] = defaultdict(list)
for _dated in DATED:
    _BY_KIND[_dated.kind].append(_dated)


def dated_of(kind: type) -> list[DatedFact]:
    """The dated facts of one kind of record."""
    return _BY_KIND.get(kind, [])


TRANSCRIBED: Final[Mapping[type, frozenset[str]]] = {
    DataFlow: frozenset({"start_on", "end_on", "retention_until"}),
    HandOver: frozenset({"suppression_on"}),
    Assessment: frozenset({"opened_on", "due_on", "submitted_on", "valid_until"}),
    Condition: frozenset({"due_on"}),
    Contract: frozenset(
        {"signed_on", "start_on", "end_on", "renewal_decided_until", "terminated_on", "terms_changed_on"}
    ),
    ContractCover: frozenset({"removed_on"}),
    Certificate: frozenset(
        {"issued_on", "valid_until", "period_from", "period_until", "bridge_until", "surveyed_on",
         "renewal_applied_on", "register_seen_on", "withdrawn_on"}
    ),
    ForeignBasis: frozenset({"since", "until"}),
    SubProcessorLink: frozenset({"source_seen_on", "starts_on", "ended_on"}),
    Purpose: frozenset({"published_since", "published_until"}),
    DataSetPart: frozenset({"collected_from", "collected_until", "agreed_from", "agreed_until"}),
    ConsentText: frozenset({"used_from", "used_until", "information_on"}),
    Notice: frozenset({"published_on", "published_until"}),
    JointUse: frozenset(
        {"told_on", "published_on", "published_until", "changed_on", "change_told_on", "identity_changed_on",
         "identity_told_on"}
    ),
    Filing: frozenset(
        {"filed_on", "published_on", "provision_from", "ended_on", "notified_on", "changed_on", "change_told_on",
         "change_filed_on", "identity_changed_on", "identity_told_on", "identity_filed_on", "end_told_on",
         "end_filed_on"}
    ),
    PassedOn: frozenset({"due_on"}),
    SharingChange: frozenset({"changed_on", "told_on", "filed_on"}),
    Campaign: frozenset(
        {"suppression_on", "planned_on", "first_sent_on", "last_sent_on", "called_off_on", "records_kept_until"}
    ),
    Evidence: frozenset({"effective_on", "valid_until"}),
    Waiver: frozenset({"last_day", "asked_at", "lapsed_on"}),
}  # fmt: skip
"""Days that a document, a list or an event has: copied, not judged."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that names another record by its id, and the parts of the case where that must stand."""

    kind: type
    field: str
    among: tuple[str, ...]


REFERENCES: Final[tuple[Reference, ...]] = (
    Reference(DataFlow, "route_evidence_id", ("evidence",)),
    Reference(DataFlow, "purpose_id", ("purposes",)),
    Reference(DataFlow, "joint_use_id", ("joint_uses",)),
    Reference(DataFlow, "filing_id", ("filings",)),
    Reference(ForeignBasis, "contract_id", ("contracts",)),
    Reference(ForeignBasis, "certificate_id", ("certificates", "own_certificates")),
    Reference(FactConfirmation, "evidence_id", ("evidence",)),
    Reference(AiFacts, "opt_out_evidence_id", ("evidence",)),
    Reference(AnnualCheck, "evidence_id", ("evidence",)),
    Reference(ContractClause, "evidence_id", ("evidence",)),
    Reference(Certificate, "evidence_id", ("evidence",)),
    Reference(SubProcessorLink, "sub_third_party_id", ("sub_third_parties",)),
)
"""Which records a case names: one that is not there is an absent document. A consent text is left out: the rules on
consent bar one that is not on record, which weighs more than one that nobody named."""
