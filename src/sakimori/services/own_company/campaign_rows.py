"""Campaigns and tags as screens list them, each with what is open about it; and what their forms offer to choose."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.gap import Span, SubjectKind
from sakimori.domain.records.campaigns import AddressGroup, Campaign, SiteTag
from sakimori.domain.records.contract import Contract, ContractCover
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.records.own_registers import DataSetPart, Notice
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.registers import party_names


class CampaignState(StrEnum):
    """How a campaign stands, what asks for action first: it may not go, nobody knows, something is left, it may go."""

    BARRED = "barred"
    OPEN = "open"
    TO_DO = "to_do"
    READY = "ready"
    SENDING = "sending"
    OVER = "over"
    CALLED_OFF = "called_off"


_ORDER: Final = list(CampaignState)


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign: its groups, and what is open about it on the day on which it goes out, the gravest first."""

    campaign: Campaign
    party: str
    groups: tuple[AddressGroup, ...]
    state: CampaignState
    gaps: tuple[Span, ...]

    @property
    def persons(self) -> int | None:
        """How many persons it goes to; None while one group is not counted."""
        counts = [group.person_count for group in self.groups]
        return sum(c for c in counts if c is not None) if counts and None not in counts else None

    def of_group(self, group_id: str) -> tuple[Span, ...]:
        """What is open about one group."""
        return tuple(span for span in self.gaps if span.fix_id == group_id)


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag, its recipient, its flow and notice by name, and what is open about it on the day."""

    tag: SiteTag
    party: str
    flow: str
    notice: str
    gaps: tuple[Span, ...]


@needs(Permission.READ)
def campaign_rows(workspace: Workspace, *, on: date, number: int) -> tuple[CampaignRow, ...]:
    """Every campaign as known after an entry: first what may not go, then by the day on which it begins."""
    with workspace.unit() as unit:
        names, spans = party_names(unit, number=number), _Spans(unit, number)
        groups = all_records(unit, AddressGroup, number=number)
        rows = [
            _row(one, names, tuple(g for g in groups if g.campaign_id == one.id), spans, on)
            for one in all_records(unit, Campaign, number=number)
        ]
    return tuple(sorted(rows, key=lambda r: (_ORDER.index(r.state), r.campaign.begins_on or date.max, r.campaign.name)))


def _row(
    campaign: Campaign, names: Mapping[str, str], groups: tuple[AddressGroup, ...], spans: _Spans, on: date
) -> CampaignRow:
    begins = campaign.begins_on
    gaps = spans.about(SubjectKind.CAMPAIGN, campaign, begins if begins is not None and begins > on else on)
    ordered = tuple(sorted(groups, key=lambda group: group.name))
    there = {span.gap_id for span in spans.about(SubjectKind.CAMPAIGN, campaign, on)}
    state = _state(campaign, gaps, there, on)
    gaps = tuple(sorted(gaps, key=lambda gap: gap.gap_id not in there))
    return CampaignRow(campaign, names.get(campaign.third_party_id, ""), ordered, state, gaps)


def _state(campaign: Campaign, gaps: Sequence[Span], there: Collection[str], on: date) -> CampaignState:
    """What only begins on its day, such as that a list of refusals is too old by then, is left to be done."""
    if campaign.called_off_on is not None and campaign.called_off_on <= on:
        return CampaignState.CALLED_OFF
    if campaign.last_sent_on is not None and campaign.last_sent_on < on:
        return CampaignState.OVER
    if any(gap.kind is not GapKind.UNKNOWN and gap.severity is Severity.BLOCK and gap.gap_id in there for gap in gaps):
        return CampaignState.BARRED
    if any(gap.kind is GapKind.UNKNOWN and gap.severity is not Severity.LOW for gap in gaps):
        return CampaignState.OPEN
    if any(gap.severity is not Severity.LOW for gap in gaps):
        return CampaignState.TO_DO
    is_out = campaign.first_sent_on is not None and campaign.first_sent_on <= on
    return CampaignState.SENDING if is_out else CampaignState.READY


class _Spans:
    """The open gaps of third parties by day, each read once."""

    def __init__(self, unit: Unit, number: int) -> None:
        self._unit, self._number = unit, number
        self._read: dict[tuple[str, date], list[Span]] = {}

    def about(self, kind: SubjectKind, record: Campaign | SiteTag, on: date) -> tuple[Span, ...]:
        key = (record.third_party_id, on)
        if key not in self._read:
            self._read[key] = self._unit.spans.as_known(self._number, on, third_party_id=record.third_party_id)
        found = (s for s in self._read[key] if s.subject_kind is kind and s.subject_key.split("/")[0] == record.id)
        return tuple(sorted(found, key=lambda s: (s.kind is GapKind.UNKNOWN, s.severity.rank, s.rule_id, s.gap_id)))


@needs(Permission.READ)
def tag_rows(workspace: Workspace, *, on: date, number: int) -> tuple[TagRow, ...]:
    """Every tag as known after an entry: those with something open first."""
    with workspace.unit() as unit:
        names, spans = party_names(unit, number=number), _Spans(unit, number)
        flows = {flow.id: flow.name for flow in all_records(unit, DataFlow, number=number)}
        notices = {notice.id: notice.name for notice in all_records(unit, Notice, number=number)}
        rows = [
            TagRow(
                tag,
                names.get(tag.third_party_id, ""),
                flows.get(tag.flow_id or "", ""),
                notices.get(tag.notice_id or "", ""),
                spans.about(SubjectKind.SITE_TAG, tag, on),
            )
            for tag in all_records(unit, SiteTag, number=number)
        ]
    return tuple(sorted(rows, key=lambda row: (not row.gaps, row.party, row.tag.name)))


@dataclass(frozen=True, slots=True)
class CampaignChoices:
    """What the forms of a campaign and of a tag with one third party offer, by id."""

    flows: Mapping[str, str]
    contracts: Mapping[str, str]
    parts: Mapping[str, str]
    notices: Mapping[str, str]


@needs(Permission.READ)
def campaign_choices(workspace: Workspace, third_party_id: str, *, number: int) -> CampaignChoices:
    """The flows to a third party, the contracts that cover it, the parts of our data sets, and our notices."""
    with workspace.unit() as unit:
        flows = records_of(unit, DataFlow, third_party_id, number=number)
        covers = records_of(unit, ContractCover, third_party_id, number=number)
        covering = {cover.contract_id for cover in covers if cover.removed_on is None}
        contracts = [one for one in all_records(unit, Contract, number=number) if one.id in covering]
        parts = all_records(unit, DataSetPart, number=number)
        notices = all_records(unit, Notice, number=number)
    return CampaignChoices(
        flows=_named((flow.id, flow.name) for flow in flows if flow.direction is not Direction.IN),
        contracts=_named((contract.id, contract.title) for contract in contracts),
        parts=_named((part.id, part.name) for part in parts),
        notices=_named((notice.id, f"{notice.name} {notice.published_on or ''}".strip()) for notice in notices),
    )


def _named(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    return dict(sorted(pairs, key=lambda pair: (pair[1], pair[0])))
