"""Data flows: who gets which data of ours on which ground, with the standing answer to each and what is open at it."""

from __future__ import annotations

from datetime import date
from typing import Final

from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.values.text import Text
from sakimori.services.flows.rows import FlowRow, flow_rows
from sakimori.services.flows.states import FlowState, FlowVerdict, Phase
from sakimori.services.flows.view import flow_view
from sakimori.services.kernel.access import Permission
from sakimori.web.api.endpoint import Call, Endpoint, PageOut, Versioned
from sakimori.web.api.forms import DayQuery, Kinds, Line, Out, PageQuery, Words, words


class FlowsQuery(PageQuery):
    """Which data flows are listed."""

    third_party_id: Line = ""
    verdict: FlowVerdict | None = None


class FlowOut(Out):
    """A data flow as lists show it; `verdict` is its standing answer on the day, or that none is held or it is over."""

    id: str
    name: str
    third_party_id: str
    third_party: str
    categories: Kinds
    route: LegalRoute
    phase: Phase
    verdict: FlowVerdict
    worst: FlowState
    reaches: tuple[str | None, ...]


class FlowPage(Out):
    """Some data flows, the worst first; `is_history` where the day is past."""

    items: tuple[FlowOut, ...]
    is_history: bool
    page: PageOut


def _flows(call: Call) -> FlowPage:
    query: FlowsQuery = call.query
    pager, as_of = call.page(), call.as_of()
    rows = flow_rows(call.seat, on=call.on, number=as_of.number, third_party_id=query.third_party_id or None)
    wanted = [row for row in rows if query.verdict in {None, row.verdict}]
    items = tuple(_flow(row) for row in wanted[pager.first : pager.first + pager.limit])
    return FlowPage(items=items, is_history=call.on < call.today, page=pager.told(len(items), total=len(wanted)))


def _flow(row: FlowRow) -> FlowOut:
    flow = row.flow
    return FlowOut(
        id=flow.id, name=flow.name, third_party_id=flow.third_party_id, third_party=row.party.legal_name,
        categories=flow.categories or frozenset(), route=flow.route, phase=row.phase, verdict=row.verdict,
        worst=row.state, reaches=row.reaches,
    )  # fmt: skip


class FlowGapOut(Out):
    """Something open at a flow, with its article and what closes it."""

    rule: str
    severity: Severity
    kind: GapKind
    title: Words
    cites: Words
    action: Words
    due_on: date


class FlowSheetOut(Out):
    """One data flow with its standing answer and what is open at it; `is_history` where the day is past."""

    record: DataFlow
    is_history: bool
    third_party: str
    phase: Phase
    verdict: FlowVerdict
    reaches: tuple[str | None, ...]
    gaps: tuple[FlowGapOut, ...]
    next_check: date | None


def _flow_sheet(call: Call) -> Versioned:
    found = flow_view(call.seat, call.path["flow_id"], on=call.on, number=call.as_of().number)
    gaps = tuple(
        FlowGapOut(
            rule=one.gap.rule_id, severity=one.gap.severity, kind=one.gap.kind, title=words(one.title),
            cites=words(one.cites), action=words(one.action), due_on=one.due_on,
        )
        for one in (*found.gaps, *found.stops)
    )  # fmt: skip
    out = FlowSheetOut(
        record=found.flow, is_history=call.on < call.today,
        third_party=found.party.legal_name, phase=found.row.phase, verdict=found.row.verdict,
        reaches=found.row.reaches, gaps=gaps, next_check=found.next_check,
    )  # fmt: skip
    return Versioned(out, found.flow.version)


ENDPOINTS: Final = (
    Endpoint(
        method="GET", path="/flows", name="list_flows", scope=TokenScope.REGISTER,
        permission=Permission.READ, query=FlowsQuery, answers=FlowPage, run=_flows,
        title=Text("データフローの一覧", "Data flows"),
    ),
    Endpoint(
        method="GET", path="/flows/{flow_id}", name="read_flow", scope=TokenScope.REGISTER,
        permission=Permission.READ, query=DayQuery, answers=FlowSheetOut, run=_flow_sheet,
        title=Text("データフローと不備", "One data flow with what is open"),
    ),
)  # fmt: skip
