"""What the desk shows of one incident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sakimori.domain.codes import DataCategory
from sakimori.domain.incident import Clock, Report, Reportable
from sakimori.domain.records.incidents import (
    Incident,
    IncidentEntry,
    IncidentMeasure,
    IncidentReport,
    IncidentStep,
    ItemState,
    ReportItem,
)
from sakimori.domain.values.text import Text
from sakimori.services.parties.own_desk import OwnDesk


class ActionKind(StrEnum):
    """What is to be done next."""

    CONTAIN = "contain"
    TELL_ENTRUSTER = "tell_entruster"
    FIND_OUT = "find_out"
    SEND_PRELIMINARY = "send_preliminary"
    TELL_PERSONS = "tell_persons"
    WRITE_ITEM = "write_item"
    SEND_FINAL = "send_final"
    DO_STEP = "do_step"
    SET_MEASURE = "set_measure"
    DO_MEASURE = "do_measure"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class NextAction:
    """What is to be done next, by when, and where it is done: the field of the incident, or the id of its part."""

    kind: ActionKind
    words: Text
    due_on: date | None = None
    target: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock with what was sent for it; `days_left` is 0 on its last day and below 0 when that is over.

    None as `days_left` means that the law gives no number, or that it was done.
    """

    clock: Clock
    done_on: date | None
    days_left: int | None
    was_late: bool = False


class NoticeState(StrEnum):
    """Whether a vendor told us within the hours of its contract."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT_TOLD = "not_told"
    UNKNOWN = "unknown"
    NO_HOURS = "no_hours"


@dataclass(frozen=True, slots=True)
class NoticeDuty:
    """What a touched contract says of telling us; without hours it says nothing, or nobody has looked."""

    contract_id: str
    title: str
    third_party_id: str
    third_party_name: str
    hours: int | None
    state: NoticeState
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ForeignClock:
    """A clock of another law that may run, because data or persons are there; never counted as Japanese law.

    `safe_on` is the last day that is in time at whatever hour of the day it was known. One that is not `is_read` rests
    on general knowledge (要確認).
    """

    country: str
    name: Text
    hours: int | None
    words: Text
    safe_on: date | None
    is_read: bool
    because: Text


@dataclass(frozen=True, slots=True)
class ItemView:
    """One of the nine items of a report, with its number from 1."""

    number: int
    item: ReportItem
    name: Text
    state: ItemState
    text: str
    is_told_to_persons: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """One of the five steps, with who sees to it."""

    step: IncidentStep
    name: Text
    owner_name: str
    done_by_name: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """A line of the timeline, with who wrote it."""

    entry: IncidentEntry
    who: str
    words: Text


@dataclass(frozen=True, slots=True)
class ReportView:
    """What was sent, by whom; `is_whole` says that it still is what its hash was made of."""

    report: IncidentReport
    kind: Report
    who: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure against recurrence, with who carries it out."""

    measure: IncidentMeasure
    owner_name: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class IncidentChoices:
    """What the fields of an incident can name, by id: people, third parties, and what runs at the third party."""

    people: Mapping[str, str]
    third_parties: Mapping[str, str]
    services: Mapping[str, str]
    flows: Mapping[str, str]
    data_sets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IncidentView:
    """One incident as the desk shows it: what to do next first."""

    incident: Incident
    third_party_name: str
    owner_name: str
    reporter_name: str
    closed_by_name: str
    next: NextAction | None
    reportable: Reportable
    is_freed: bool
    authority: Text
    clocks: tuple[ClockView, ...]
    counted_from: date
    counted_because: Text
    foreign: tuple[ForeignClock, ...]
    notices: tuple[NoticeDuty, ...]
    items: tuple[ItemView, ...]
    steps: tuple[StepView, ...]
    timeline: tuple[EntryView, ...]
    reports: tuple[ReportView, ...]
    measures: tuple[MeasureView, ...]
    choices: IncidentChoices
    desk: OwnDesk


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident as a list shows it; `due_on` is the next day of law or policy, `is_late` that it is over."""

    incident: Incident
    third_party_name: str
    owner_name: str
    reportable: bool | None
    due_on: date | None
    due_words: Text
    is_late: bool
    next: NextAction | None


@dataclass(frozen=True, slots=True)
class BlastRow:
    """One flow that an incident may touch, and the way from where it happened to it.

    `through` names the third parties between, where the one at whom it happened works for another. `persons` is the
    most that are known of; None while nobody knows.
    """

    third_party_id: str
    third_party_name: str
    through: tuple[str, ...]
    service: str
    flow_id: str | None
    flow: str
    data_set_id: str | None
    data_set: str
    categories: frozenset[DataCategory] | None
    persons: int | None
    is_most: bool
    countries: frozenset[str]
    is_places_known: bool
    contracts: tuple[str, ...]
    slips: tuple[str, ...]
    releases: int


class BlastKind(StrEnum):
    """What a node of the picture stands for, from the incident outwards."""

    INCIDENT = "incident"
    THIRD_PARTY = "third_party"
    SERVICE = "service"
    FLOW = "flow"
    DATA_SET = "data_set"
    CATEGORY = "category"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class BlastNode:
    """One node of the picture; codes of kinds of data and of countries stand as they are."""

    id: str
    kind: BlastKind
    name: str


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """What an incident may have touched on its day, as it is known now; where nobody said what, all that may be.

    `persons` is the most of what is known, persons of one data set counted once; `unknown` are the flows of which
    nobody knows how many. `is_all` says that nobody has said which flows were touched.
    """

    on: date
    rows: tuple[BlastRow, ...]
    persons: int
    unknown: tuple[str, ...]
    categories: frozenset[DataCategory]
    countries: frozenset[str]
    is_all: bool
    nodes: tuple[BlastNode, ...]
    edges: tuple[tuple[str, str], ...]
