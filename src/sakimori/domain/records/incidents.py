"""Incidents 漏えい等: one that was reported, what was done and told about it, and what keeps it from coming again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.codes import DataCategory
from sakimori.domain.incident import (
    CaseSince,
    Entruster,
    Exempting,
    Exemption,
    Happening,
    IncidentFacts,
    Report,
    ReportCase,
    ReportWay,
)
from sakimori.domain.records.record import personal
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.blank import is_blank


class IncidentPlace(StrEnum):
    """At whom it happened."""

    OURS = "ours"
    THIRD_PARTY = "third_party"


class CauseKind(StrEnum):
    """What it came from, for counting; the cause itself is told in words."""

    MISDELIVERY = "misdelivery"
    WRONG_SETTING = "wrong_setting"
    LOST = "lost"
    STOLEN = "stolen"
    INTRUSION = "intrusion"
    MALWARE = "malware"
    INSIDER = "insider"
    FAULT = "fault"
    DISPOSAL = "disposal"
    OTHER = "other"


class ReportItem(StrEnum):
    """The nine items of a report, in the order of 規則8条1項; the code is the field that holds the text."""

    OUTLINE = "item_outline"
    DATA = "item_data"
    PERSONS = "item_persons"
    CAUSE = "item_cause"
    SECONDARY = "item_secondary"
    RESPONSE = "item_response"
    PUBLICATION = "item_publication"
    PREVENTION = "item_prevention"
    OTHER = "item_other"


TOLD_TO_PERSONS: Final = (
    ReportItem.OUTLINE, ReportItem.DATA, ReportItem.CAUSE, ReportItem.SECONDARY, ReportItem.OTHER,
)  # fmt: skip
"""The items that the persons are told (規則10条): 1, 2, 4, 5 and 9."""


class ItemState(StrEnum):
    """How an item of a report stands; that something is not known yet is an answer, a blank is none."""

    WRITTEN = "written"
    NOT_YET = "not_yet"
    UNTOUCHED = "untouched"


class PersonsTold(StrEnum):
    """How the persons learned of it, or why they need not (法26条2項)."""

    NOTICE = "notice"
    SUBSTITUTE = "substitute"
    NOT_NEEDED = "not_needed"


class IncidentStepKind(StrEnum):
    """The five steps after an incident, in the order of GL 3-5-2."""

    CONTAIN = "contain"
    INVESTIGATE = "investigate"
    SCOPE = "scope"
    PREVENT = "prevent"
    REPORT = "report"


class EntryKind(StrEnum):
    """What a line of the timeline tells."""

    REPORTED = "reported"
    FACT = "fact"
    JUDGED = "judged"
    NOTE = "note"
    ITEM = "item"
    STEP = "step"
    SENT = "sent"
    MEASURE = "measure"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Incident:
    """One leak, loss or damage that has or may have happened; None means that nobody has found out.

    `third_party_id` is at whom it happened, as far as `place` says so. The facts from `persons` to
    `are_entrusters_all` are those of `IncidentFacts`; `entruster` and `told_entruster_on` hold the only one that
    earlier versions could note, until somebody writes the list. `vendor_knew_time` and `vendor_told_time` are times
    of day (HH:MM, our time), where anybody noted them. Without `touched_flow_ids` it may have touched whatever goes
    there. What is known of the nine items stands in them, and `outline_to_persons` is the first as the persons are told
    it; `items_not_yet` are those of which somebody said that they are not known yet.
    """

    id: str
    name: str
    known_on: date
    third_party_id: str = SELF_ID
    place: IncidentPlace | None = None
    reported_by: str = ""
    reported_at: datetime | None = None
    happened: frozenset[Happening] | None = None
    is_suspected: bool | None = None
    occurred_on: date | None = None
    discovered_on: date | None = None
    finder: str | None = personal()
    persons: int | None = None
    categories: frozenset[DataCategory] | None = None
    is_improper_purpose: bool | None = None
    may_cost_money: bool | None = None
    is_exposed: bool | None = None
    is_protected: bool | None = None
    is_recovered: bool | None = None
    is_kept_elsewhere: bool | None = None
    exemptions: tuple[Exemption, ...] = ()
    case_since: tuple[CaseSince, ...] = ()
    is_processor: bool | None = None
    entruster: str = ""
    told_entruster_on: date | None = None
    entrusters: tuple[Entruster, ...] = ()
    are_entrusters_all: bool | None = None
    vendor_knew_on: date | None = None
    vendor_knew_time: str = ""
    vendor_told_on: date | None = None
    vendor_told_time: str = ""
    late_notice_note: str = ""
    touched_service_ids: tuple[str, ...] | None = None
    touched_flow_ids: tuple[str, ...] | None = None
    touched_data_set_ids: tuple[str, ...] | None = None
    item_outline: str = ""
    item_data: str = ""
    item_persons: str = ""
    item_cause: str = ""
    item_secondary: str = ""
    item_response: str = ""
    item_publication: str = ""
    item_prevention: str = ""
    item_other: str = ""
    outline_to_persons: str = ""
    items_not_yet: frozenset[ReportItem] = frozenset()
    persons_told: PersonsTold | None = None
    persons_told_on: date | None = None
    persons_told_reason: str = ""
    owner_id: str | None = None
    cause: CauseKind | None = None
    closing_reason: str = ""
    closed_on: date | None = None
    closed_by: str | None = None
    version: int = 1

    @property
    def facts(self) -> IncidentFacts:
        """What decides whether and by when it is reported."""
        return IncidentFacts(
            known_on=self.known_on,
            persons=self.persons,
            categories=self.categories,
            is_improper_purpose=self.is_improper_purpose,
            may_cost_money=self.may_cost_money,
            is_exposed=self.is_exposed,
            is_protected=self.is_protected,
            is_recovered=self.is_recovered,
            is_processor=self.is_processor,
            entrusters=self.every_entruster,
            are_entrusters_all=self.are_entrusters_all or self._was_told_alone or None,
            happened=self.happened,
            is_kept_elsewhere=self.is_kept_elsewhere,
            judged=frozenset(one.claim for one in self.exemptions if one.judged_on is not None),
            since=tuple((one.case, one.on) for one in self.case_since if one.on is not None),
        )

    @property
    def every_entruster(self) -> tuple[Entruster, ...]:
        """Whose data these are, each with the day on which we told it; the only one of an earlier version as well."""
        if self.entrusters or (not self.entruster and self.told_entruster_on is None):
            return self.entrusters
        return (Entruster(self.entruster, self.told_entruster_on),)

    @property
    def _was_told_alone(self) -> bool:
        """Whether an earlier version noted that its only entruster was told: nobody was asked about others then."""
        return not self.entrusters and self.told_entruster_on is not None

    def exemption(self, claim: Exempting) -> Exemption | None:
        """Who stands for a claim, and why; None where nobody does."""
        return next((one for one in self.exemptions if one.claim is claim), None)

    def since_of(self, case: ReportCase) -> CaseSince | None:
        """Since when a situation is given or in doubt, where that is noted."""
        return next((one for one in self.case_since if one.case is case), None)

    def text_of(self, item: ReportItem) -> str:
        """What is written of an item."""
        text: str = getattr(self, item.value)
        return text

    def with_item(self, item: ReportItem, text: str, not_yet: frozenset[ReportItem]) -> Incident:
        """The incident with another text of one item, and the items that are not known yet."""
        changed: dict[str, Any] = {item.value: text, "items_not_yet": not_yet}
        return replace(self, **changed)

    def state_of(self, item: ReportItem) -> ItemState:
        """How an item stands: what is written counts before what was said to be not known yet."""
        if not is_blank(self.text_of(item)):
            return ItemState.WRITTEN
        return ItemState.NOT_YET if item in self.items_not_yet else ItemState.UNTOUCHED


DECIDING_FACTS: Final = (
    "known_on", "persons", "categories", "is_improper_purpose", "may_cost_money", "is_exposed", "is_protected",
    "is_recovered", "is_processor", "entrusters", "are_entrusters_all", "happened", "is_kept_elsewhere",
)  # fmt: skip
"""The fields of an incident that are facts of `IncidentFacts`."""


@dataclass(frozen=True, slots=True)
class IncidentStep:
    """One of the five steps of an incident: who sees to it, by when, and whether it is done, or why it need not be."""

    id: str
    incident_id: str
    step: IncidentStepKind
    owner_id: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    done_by: str | None = None
    note: str = ""
    needless_reason: str = ""
    third_party_id: str = SELF_ID
    version: int = 1

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.done_on is not None or bool(self.needless_reason)


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """One line of the timeline of an incident, never changed: written `at` one time, it may tell of another.

    What the program notes stands in both languages; what a person wrote stands alike in both.
    """

    id: str
    incident_id: str
    number: int
    at: datetime
    by: str
    kind: EntryKind
    ja: str
    en: str
    happened_at: datetime | None = None
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """What was sent to the authority, to the persons or to the entruster; `content` is what it said, as JSON.

    Content and hash never change; the number of the receipt, and of the persons whom a notice reached, may come later.
    """

    id: str
    incident_id: str
    kind: Report
    sent_on: date
    by: str
    way: ReportWay
    addressee: str = ""
    receipt_number: str = ""
    content: str = ""
    sha256: str = ""
    note: str = ""
    person_count: int | None = None
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class IncidentMeasure:
    """A measure against recurrence 再発防止策: who carries it out by when."""

    id: str
    incident_id: str
    name: str
    owner_id: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    done_by: str | None = None
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1
