"""Standing requests: the answers of registered flows and issued slips, kept in step by every write."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any, Final

from sakimori.domain.clearance import ClearanceRequest, OutcomeSpan, Reason, ReasonKind, Slip, Verdict
from sakimori.domain.codes import AssessmentState, Outcome
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.names import fold
from sakimori.exchange.request.as_json import ReasonsWritten, from_json, reasons_from_json
from sakimori.rules.clearance.alike import Alike, Renamed
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.data.objections import channels_in_question
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.clearance.own_answers import own_answers
from sakimori.services.clearance.cases import case_of_flow, case_within, standing_stops, stops_in_question
from sakimori.services.kernel.unit import Change, Unit
from sakimori.store.outcomes import StoredOutcome, from_today, stored_outcome
from sakimori.store.own_answers import OwnAnswer, keep_own_answers, own_answers_kept
from sakimori.store.reads.desk import headless, untold_slips

FLOW, RECEIPT, SLIP = "flow", "receipt", "slip"
KINDS: Final = (FLOW, RECEIPT, SLIP)
"""Whose answers are kept; a flow that comes in is no hand-over and stands apart, so that no count takes it for one."""
OF_FLOWS: Final = frozenset({FLOW, RECEIPT})
Told = tuple[str, OutcomeSpan, str]
"""An answer with its reasons as they are kept; before it the reader for whom it is another, empty for everybody."""

_LATEST: Final[dict[tuple[str, str], tuple[Case, Policy, date, tuple[Told, ...]]]] = {}
"""The last answer of requests in this process: most writes change nothing that a request rests on."""
_KEPT: Final = 512
"""Each keeps the dossier that it rests on, some 50 kB: enough for the third parties at which people work just now."""
_KEEPING: Final = Lock()
_ORDER: Final = list(Outcome)
_CODE: Final = re.compile(r"（[A-Z]{3}-\d{2}）$")
"""The code of a clause, which lines of slips issued under earlier rules end with."""
_DRAFTED: Final[dict[str, Any]] = {
    "state": AssessmentState.DRAFT, "facts": (), "submitted_on": None, "submitted_by": None, "version": 1,
}  # fmt: skip
UNREAD: Final[dict[str, Any]] = {
    "kana": "", "english_name": "", "website": "", "note": "", "external_key": None, "version": 1,
}  # fmt: skip
"""Of a third party what the procedure never reads."""


def keep_outcomes(change: Change, dossier: Dossier, policy: Policy, known: Beside) -> None:
    """Judge the standing requests to one third party again, and store what changed."""
    wanted, own = planned_outcomes(change, dossier, policy, on=change.today, known=known)
    change.outcomes.keep_in_step(dossier.third_party.id, wanted, number=change.number(), on=change.today)
    keep_own_answers(change.engine, dossier.third_party.id, own, change.today)


@dataclass(frozen=True, slots=True)
class Beside:
    """What standing requests to some third parties rest on beside the dossiers: slips, and who asked us to stop."""

    slips: Mapping[str, Sequence[Slip]]
    stops: Mapping[StopChannel, int]


def beside(unit: Unit, third_party_ids: Iterable[str]) -> Beside:
    """The slips that nobody has revoked, by third party, and how many asked us to stop."""
    slips: defaultdict[str, list[Slip]] = defaultdict(list)
    for slip in unit.records.with_ids(Slip, set(third_party_ids), column="third_party_id"):
        if slip.revoked_on is None:
            slips[slip.third_party_id].append(slip)
    return Beside(slips, standing_stops(unit))


def planned_outcomes(
    unit: Unit, dossier: Dossier, policy: Policy, *, on: date, anew: bool = False, known: Beside | None = None
) -> tuple[list[StoredOutcome], list[OwnAnswer]]:
    """What the procedure says of every standing request to a third party from a day on, and what for some readers.

    An answer of this process to the same case is taken again unless everything is to be judged `anew`. Whoever asks
    for many reads beforehand what is `known` beside them.
    """
    party = dossier.third_party.id
    known = known or beside(unit, [party])
    slips = {slip.id: slip for slip in known.slips.get(party, ())}
    found: list[StoredOutcome] = []
    own: list[OwnAnswer] = []
    for kind, subject, answers in _answers(unit, dossier, known, policy, on, anew=anew):
        for reader, span, said in answers:
            begins = span.from_on if span.from_on > on else None
            if reader:
                first, end = (day.isoformat() if day else None for day in (begins, span.until_on))
                own.append(OwnAnswer(subject, reader, party, first, end, span.outcome.value, said))
                continue
            one = StoredOutcome(kind, subject, party, begins, span.until_on, span.outcome, said)
            if kind == SLIP:
                one = replace(one, is_against=speaks_against(slips[subject], one) is not None)
            found.append(one)
    return found, own


def unkept_outcomes(
    unit: Unit, dossiers: Sequence[Dossier], policy: Policy, *, on: date
) -> tuple[frozenset[str], frozenset[str]]:
    """The third parties of whose standing requests something else is held than the procedure says from a day on.

    First what is held for everybody, then what is held for some readers.
    """
    ids = [dossier.third_party.id for dossier in dossiers]
    held, own_held, known = unit.outcomes.known_of(ids), own_answers_kept(unit.engine, ids, on), beside(unit, ids)
    differing, own_differing = set[str](), set[str]()
    for dossier in dossiers:
        party = dossier.third_party.id
        wanted, own = planned_outcomes(unit, dossier, policy, on=on, anew=True, known=known)
        now = from_today(held[party], on)
        # In one order first: reasons are long, and to compare them costs less than to hash them.
        if sorted(now, key=_place) != sorted(wanted, key=_place) and set(now) != set(wanted):
            differing.add(party)
        if {one for one in own_held if one.third_party_id == party} != set(own):
            own_differing.add(party)
    return frozenset(differing), frozenset(own_differing)


def _place(one: StoredOutcome) -> tuple[str, str, date]:
    return one.subject_kind, one.subject_id, one.from_on or date.min


def _answers(
    unit: Unit, dossier: Dossier, known: Beside, policy: Policy, on: date, *, anew: bool
) -> Iterator[tuple[str, str, Sequence[Told]]]:
    judging = _Judging(policy, on)
    flows, slips = Alike(judging.of_flow, judging.told_of_another), judging.of_slip
    for flow in dossier.flows:
        if is_standing(flow, on):
            kind, case = kind_of(flow), case_of_flow(dossier, flow, known.stops)
            yield kind, flow.id, flows(case) if anew else _latest((kind, flow.id), case, policy, on, flows)
    for slip in known.slips.get(dossier.third_party.id, ()):
        case = case_now(unit, dossier, slip)
        yield SLIP, slip.id, slips(case) if anew else _latest((SLIP, slip.id), case, policy, on, slips)


def case_now(unit: Unit, dossier: Dossier, slip: Slip, depends_on: set[tuple[str, str]] | None = None) -> Case:
    """The case of a slip on the records as they are now."""
    request = from_json(ClearanceRequest, slip.request)
    return case_within(unit, dossier, request, asked_by=slip.issued_by, depends_on=depends_on, slip=slip)


def read_by_requests(unit: Unit, dossier: Dossier, known: Beside, *, on: date) -> frozenset[tuple[str, str]]:
    """The outside records on which the standing requests of a third party rest, beyond those that its dossier names."""
    depends_on: set[tuple[str, str]] = set()
    for flow in dossier.flows:
        if is_standing(flow, on):
            depends_on |= stops_in_question(case_of_flow(dossier, flow, known.stops))
    for slip in known.slips.get(dossier.third_party.id, ()):
        case_now(unit, dossier, slip, depends_on)
    return frozenset(depends_on)


def is_standing(flow: DataFlow, on: date) -> bool:
    """Whether data go to the third party of a flow, or come from it, on a day or later."""
    return flow.end_on is None or flow.end_on >= on


def kind_of(flow: DataFlow) -> str:
    """What the answer to a flow is kept as; one of unknown direction may hand data over."""
    return RECEIPT if flow.direction is Direction.IN else FLOW


def standing_slips(unit: Unit, third_party_id: str) -> Iterable[Slip]:
    """The slips of a third party that nobody has revoked."""
    return unit.records.select(Slip, "third_party_id = :id AND revoked_on IS NULL", {"id": third_party_id}, order="id")


def _latest(
    key: tuple[str, str], case: Case, policy: Policy, on: date, judge: Callable[[Case], tuple[Told, ...]]
) -> tuple[Told, ...]:
    known, bare = _LATEST.get(key), _bare(case)
    if known is None or known[2] > on or known[1] != policy or known[0] != bare:
        known = (bare, policy, on, judge(case))
        with _KEEPING:
            _LATEST.pop(key, None)
            _LATEST[key] = known
            if len(_LATEST) > _KEPT:
                del _LATEST[next(iter(_LATEST))]
    return tuple(told for told in known[3] if told[1].until_on is None or told[1].until_on > on)


class _Judging:
    """The answers to the standing requests of one third party from a day on, their reasons as they are kept."""

    def __init__(self, policy: Policy, on: date) -> None:
        self._policy, self._on, self._written = policy, on, ReasonsWritten()

    def of_flow(self, case: Case) -> tuple[Told, ...]:
        """What is said of a flow to its end; of one that goes out also to those who decided something of it."""
        spans = Judging(case, self._policy).spans(self._on, case.flow.end_on)
        own = own_answers(case, self._policy, spans) if kind_of(case.flow) == FLOW else ()
        return self._told([*(("", span) for span in spans), *own])

    def of_slip(self, case: Case) -> tuple[Told, ...]:
        """What is said of a slip."""
        return self._told([("", span) for span in Judging(case, self._policy).spans(self._on)])

    def told_of_another(self, told: tuple[Told, ...], renamed: Renamed) -> tuple[Told, ...]:
        """The same of a flow that differs only in what it is called."""
        return self._told([(who, replace(span, reasons=tuple(map(renamed, span.reasons)))) for who, span, _ in told])

    def _told(self, spans: Iterable[tuple[str, OutcomeSpan]]) -> tuple[Told, ...]:
        return tuple([(who, span, self._written(span.reasons)) for who, span in spans])


def _bare(case: Case) -> Case:
    """A case without what no answer rests on: how far an undecided assessment is, who asked what to stop, notes."""
    assessments = tuple(
        a if a.state is AssessmentState.DECIDED else replace(a, **_DRAFTED) for a in case.dossier.assessments
    )
    asked = channels_in_question(case)
    stops = {channel: 1 for channel, count in case.stops.items() if count and channel in asked}
    party = replace(case.recipient, **UNREAD)
    return replace(case, dossier=replace(case.dossier, third_party=party, assessments=assessments), stops=stops)


def speaks_against(slip: Slip, span: StoredOutcome) -> tuple[Reason, ...] | None:
    """What speaks against a slip; None where nothing does."""
    if slip.outcome is Outcome.ALLOWED and span.outcome is Outcome.ALLOWED:
        return None
    reasons = reasons_from_json(span.reasons)
    if _ORDER.index(span.outcome) < _ORDER.index(slip.outcome):
        return tuple(r for r in reasons if r.outcome is span.outcome)
    printed = {place for r in verdict_of(slip).of_kind(ReasonKind.CONDITION) for place in _places(r)}
    return tuple(r for r in reasons if r.kind is ReasonKind.CONDITION and not _places(r) <= printed) or None


def _places(reason: Reason) -> frozenset[tuple[str, str]]:
    """What a condition speaks of: each of its lines where it has some."""
    if reason.details:
        return frozenset((reason.rule_id, _CODE.sub("", line.ja)) for line in reason.details)
    return frozenset({(reason.rule_id, reason.fix.field if reason.fix else "")})


def verdict_of(slip: Slip) -> Verdict:
    """The answer that a slip gives."""
    return from_json(Verdict, slip.verdict)


def keep_clearance_heads(unit: Unit, third_party_id: str = "") -> None:
    """Keep beside the inquiries and slips of a third party, or of all, what a search finds; neither ever changes."""
    rows = []
    for row in headless(unit.engine, third_party_id):
        flow = from_json(ClearanceRequest, str(row["request"])).flow
        categories = () if flow.name or flow.data_set_id else sorted(flow.categories or ())
        rows.append(
            {
                "id": row["id"],
                "key": f"{fold(str(row['message']))}|{fold(flow.name)}",
                "data_set_id": None if flow.name else flow.data_set_id,
                "categories": f" {' '.join(categories)} ",
            }
        )
    unit.engine.insert_all("clearance_head", rows)


def make_up_desk(unit: Unit) -> None:
    """Keep it in a database from before it was kept by each write."""
    keep_clearance_heads(unit)
    for row in untold_slips(unit.engine):
        slip = unit.records.get(Slip, str(row["subject_id"]))
        unit.outcomes.tell_against(
            int(str(row["id"])), is_against=speaks_against(slip, stored_outcome(row)) is not None
        )
