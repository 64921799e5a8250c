"""Readings of a short question: every registered hand-over that it may mean by name, and what none of them carries.

What the words leave out is taken from no flow that merely fits: data set, purpose and ground decide the answer. Where
the words mean one registered hand-over, that one answers. Else each candidate is judged, and only where all of them say
the same does the question have that answer; in every other case whoever asks has to choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sakimori.domain.clearance import ClearanceRequest, GroundBy, Reason, ReasonKind, Step, Verdict
from sakimori.domain.codes import Basis, DataCategory, Outcome, UserRole
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.rule import COMPANY_POLICY, in_one_line
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_within, dossier_for, facts_of_recipient
from sakimori.services.clearance.choices import (
    OwnChoices,
    OwnData,
    Recipient,
    asked_flow,
    first_flow,
    known_facts,
    on_ground,
    own_choices,
    with_answers,
)
from sakimori.services.clearance.judging import ClearanceAnswer, judge, needs_day_to_come
from sakimori.services.clearance.wordings import Said, Wording, ambiguous, recipient_in_words, said_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace

SHORT: Final = "short_question"
"""What the only reason of an answer to a short question is called."""
_HAND_OVER: Final = Text("提供", "hand-over")
_LEFT_OPEN: Final = Text(
    "{missing}を決めて尋ね直す（質問の言葉だけでは決まらない）",
    "Choose and ask again; the words of the question leave open: {missing}",
)
_DATA_SET: Final = Text("データセット", "data set")
_PURPOSE: Final = Text("利用目的", "purpose")
_GROUND: Final = Text("根拠", "ground")
_FLOW: Final = Text("どのデータフローか", "which data flow")
_EVERYTHING: Final = frozenset(DataCategory)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hand-over that a short question may mean, with its own answer; without a flow none is registered for it.

    `data_set` and `purpose` are names, blank where the flow, or the question, has none.
    """

    flow: DataFlow
    data_set: str
    purpose: str
    outcome: Outcome | None

    @property
    def id(self) -> str:
        """The record by which one asks on: the flow, else the data set, else the purpose."""
        return self.flow.id or self.flow.data_set_id or self.flow.purpose_id or ""


@dataclass(frozen=True, slots=True)
class WordedAnswer:
    """The answer to a question in words; `request` is what was judged, None where several hand-overs were."""

    answer: ClearanceAnswer
    candidates: tuple[Candidate, ...] = ()
    request: ClearanceRequest | None = None


@dataclass(frozen=True, slots=True)
class _Readings:
    """What a wording may mean: `whole` the one hand-over, else `flows` that fit and pairs that none of them carries.

    `missing` names what the words leave open, `stated` is the hand-over with what they do say.
    """

    found: Recipient
    choices: OwnChoices
    stated: DataFlow
    whole: DataFlow | None
    flows: tuple[DataFlow, ...]
    uncovered: tuple[tuple[str | None, str | None], ...]
    covers: bool
    missing: tuple[Text, ...]


@needs(Permission.ASK_CLEARANCE)
def ask_in_words(
    workspace: Workspace,
    wording: Wording,
    *,
    on: date,
    today: date,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
    with_others: bool = False,
) -> WordedAnswer:
    """The answer to a question in words, with the candidates where the words do not mean one hand-over.

    Raises:
        AmbiguousError: A name means several records, or is a part of theirs; `candidates` lists them.
        InvalidValueError: The day is past, or what is to be handed over cannot be told.
        NotFoundError: There is no such recipient or purpose.
        NotPermittedError: The role may not ask.
    """
    read = _read(workspace, wording, on=on, today=today, actor=actor)
    said = _said_facts(wording, facts)
    if read.whole is not None:
        request = _request(workspace, read.whole, wording, said, on=on, actor=actor)
        return WordedAnswer(judge(workspace, request, actor=actor, with_others=with_others), (), request)
    with workspace.unit() as unit:
        request = ClearanceRequest(read.stated, HandOver("", read.found.party.id, ""), on)
        dossier, policy = dossier_for(unit, request), unit.policy()
        verdicts = []
        for flow in read.flows:
            known = with_answers(facts_of_recipient(dossier, flow), dict(said))
            case = case_within(unit, dossier, ClearanceRequest(flow, known, on), asked_by=actor.id)
            verdicts.append(Judging(case, policy).on(on))
        whole = case_within(unit, dossier, request, asked_by=actor.id)
        answer = ClearanceAnswer(whole, _of_all(read, verdicts, on), unit.number())
    return WordedAnswer(answer, _candidates(read, [one.outcome for one in verdicts]))


@needs(Permission.ASK_CLEARANCE)
def one_request(
    workspace: Workspace,
    wording: Wording,
    *,
    on: date,
    today: date,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
) -> ClearanceRequest:
    """The one hand-over that a wording means, for whatever goes on from an answer: a slip, a list, a supposition.

    Raises:
        AmbiguousError: It may mean several hand-overs, or one that is not registered; `candidates` lists them.
        InvalidValueError: The day is past, or what is to be handed over cannot be told.
        NotFoundError: There is no such recipient or purpose.
        NotPermittedError: The role may not ask.
    """
    read = _read(workspace, wording, on=on, today=today, actor=actor)
    if read.whole is None:
        named = [(one.id, name_of(one)) for one in _candidates(read, [None] * len(read.flows))]
        raise ambiguous(_HAND_OVER, wording.recipient, named)
    return _request(workspace, read.whole, wording, _said_facts(wording, facts), on=on, actor=actor)


def name_of(candidate: Candidate) -> str:
    """A candidate in a few words of the register: its flow, else data set and purpose."""
    return " / ".join(filter(None, (candidate.flow.name, candidate.data_set, candidate.purpose)))


def _request(
    workspace: Workspace, flow: DataFlow, wording: Wording, said: Mapping[str, Any], *, on: date, actor: Actor
) -> ClearanceRequest:
    facts = with_answers(known_facts(workspace, flow, actor=actor), dict(said))
    by = GroundBy.FLOW if wording.route is None else GroundBy.ASKER
    return ClearanceRequest(flow, facts, on, ground_by=None if flow.id else by)


def _said_facts(wording: Wording, facts: Mapping[str, Any] | None) -> dict[str, Any]:
    marketing = {} if wording.marketing is None else {"marketing": wording.marketing}
    return {**marketing, **(facts or {})}


def _read(workspace: Workspace, wording: Wording, *, on: date, today: date, actor: Actor) -> _Readings:
    needs_day_to_come(on, today=today)
    choices = own_choices(workspace, actor=actor, on=on)
    found = recipient_in_words(workspace, wording.recipient, actor=actor, on=on)
    said = said_of(wording, choices)
    stated = _stated(said, wording, found)
    flows = tuple(flow for flow in _on_record(found, stated) if _fits(flow, said, wording))
    uncovered = tuple(_uncovered(said, choices, flows))
    is_set_known = said.data_set is not None or (said.kinds is not None and not any(_holders(said, choices)))
    is_whole = is_set_known and said.purpose is not None
    covers = all(_covers(flow, stated) for flow in flows)
    whole = None
    if len(flows) == 1 and (is_whole or (not uncovered and covers)):
        whole = asked_flow(_asked_of(flows[0], stated), flows[0], on=on)
    elif is_whole and not flows and wording.route is not None:
        whole = asked_flow(_beside(stated, found, wording.route), None, on=on)
    if whole is not None and not whole.categories:
        whole = None  # which kinds go is for whoever asks to say
    missing = [
        *([] if is_set_known else [_DATA_SET]),
        *([] if said.purpose else [_PURPOSE]),
        *([_GROUND] if wording.route is None and not flows else []),
        *([_FLOW] if is_whole and flows else []),
    ]
    return _Readings(found, choices, stated, whole, flows, uncovered, covers, tuple(missing or [_FLOW]))


def _stated(said: Said, wording: Wording, found: Recipient) -> DataFlow:
    """The hand-over with nothing but what the words say; a data set that is named goes with every kind it holds."""
    flow = replace(
        first_flow(found, None, direction=wording.direction),
        data_set_id=said.data_set.data_set.id if said.data_set else None,
        categories=_kinds_of(said.data_set) if said.data_set else said.kinds,
        purpose_id=said.purpose.id if said.purpose else None,
        person_count=wording.persons,
    )
    return flow if wording.route is None else on_ground(flow, found.party, wording.route)


def _on_record(found: Recipient, stated: DataFlow) -> tuple[DataFlow, ...]:
    """The registered flows in the direction of a question."""
    return found.receipts if stated.comes_in else found.flows


def _kinds_of(own: OwnData) -> frozenset[DataCategory] | None:
    kinds = [part.categories for part in own.parts]
    known = frozenset(kind for one in kinds for kind in one or ())
    return known if known and None not in kinds else None


def _fits(flow: DataFlow, said: Said, wording: Wording) -> bool:
    """Whether a flow is among those that the words may mean: nothing of it differs from what they say."""
    return (
        wording.route in {None, flow.route}
        and (said.data_set is None or flow.data_set_id == said.data_set.data_set.id)
        and (said.purpose is None or flow.purpose_id == said.purpose.id)
        and (said.kinds is None or not said.kinds.isdisjoint(flow.categories or _EVERYTHING))
    )


def _covers(flow: DataFlow, stated: DataFlow) -> bool:
    """Whether a flow as it is registered hands over all that is asked: every kind, and as many persons."""
    kinds = stated.categories is None or stated.categories <= (flow.categories or frozenset())
    asked = stated.person_count
    return kinds and (asked is None or (flow.persons is not None and asked <= flow.persons))


def _asked_of(flow: DataFlow, stated: DataFlow) -> DataFlow:
    """A flow with the kinds and the number of persons that were said."""
    asked = replace(flow, categories=stated.categories or flow.categories)
    if stated.person_count is None:
        return asked
    return replace(asked, person_count=stated.person_count, volume_band=None)


def _beside(stated: DataFlow, found: Recipient, route: LegalRoute) -> DataFlow:
    """A hand-over whose data, purpose and ground were all said; ways and places are those of one on the same ground."""
    alike = [flow for flow in _on_record(found, stated) if flow.route is route]
    asked = stated.categories or frozenset()
    like = max(alike, key=lambda flow: (len(asked & (flow.categories or frozenset())), flow.id), default=None)
    if like is None:
        return stated
    return replace(
        like,
        data_set_id=stated.data_set_id,
        purpose_id=stated.purpose_id,
        categories=stated.categories,
        person_count=stated.person_count,
        volume_band=None,
        service_id=stated.service_id or like.service_id,
        data_items=(),
        origins=None,
        subject_groups=None,
    )


def _holders(said: Said, choices: OwnChoices) -> Iterator[OwnData]:
    """The data sets that the words may mean."""
    for own in choices.data:
        held = _kinds_of(own)
        if said.data_set is None and (said.kinds is None or held is None or not said.kinds.isdisjoint(held)):
            yield own
    if said.data_set is not None:
        yield said.data_set


def _uncovered(said: Said, choices: OwnChoices, flows: Iterable[DataFlow]) -> Iterator[tuple[str | None, str | None]]:
    """Pairs of data set and purpose that the words may mean as well, and that no fitting flow carries."""
    carried = {(flow.data_set_id, flow.purpose_id) for flow in flows}
    holders = list(_holders(said, choices))
    for own in holders:
        key = own.data_set.id
        purposes = [said.purpose.id] if said.purpose else _purposes_of(own, choices)
        rest = [purpose for purpose in purposes if (key, purpose) not in carried]
        if said.data_set is None and rest:
            yield key, said.purpose.id if said.purpose else None
        elif said.data_set is not None:
            yield from ((key, purpose) for purpose in rest)
    if not holders:
        purposes = [said.purpose.id] if said.purpose else [purpose.id for purpose in choices.purposes]
        yield from ((None, one) for one in purposes if (None, one) not in carried)


def _purposes_of(own: OwnData, choices: OwnChoices) -> Sequence[str]:
    """The purposes for which a data set was collected; every purpose where one of its parts names none."""
    told = [part.purpose_ids for part in own.parts]
    current = [purpose.id for purpose in choices.purposes]
    is_told = bool(told) and all(told)
    return [one for one in current if not is_told or any(one in ids for ids in told)]


def _candidates(read: _Readings, outcomes: Sequence[Outcome | None]) -> tuple[Candidate, ...]:
    """The flows that fit, by name, and after them what no flow carries."""
    sets = {one.data_set.id: one.data_set.name for one in read.choices.data}
    purposes = {one.id: one.name for one in read.choices.purposes}
    blank = replace(read.stated, person_count=None)
    beside = [replace(blank, data_set_id=data_set, purpose_id=purpose) for data_set, purpose in read.uncovered]
    judged = [*zip(read.flows, outcomes, strict=True), *((flow, None) for flow in beside)]
    return tuple(
        Candidate(flow, sets.get(flow.data_set_id or "", ""), purposes.get(flow.purpose_id or "", ""), outcome)
        for flow, outcome in judged
    )


def _of_all(read: _Readings, verdicts: Sequence[Verdict], on: date) -> Verdict:
    """One answer where every candidate gives it and nothing else may be meant; in every other case a question."""
    outcomes = {verdict.outcome for verdict in verdicts}
    is_settled = len(outcomes) == 1 and not read.uncovered and read.covers
    if is_settled and outcomes <= {Outcome.ALLOWED, Outcome.BLOCKED}:
        return _joined(verdicts)
    missing = Text("・".join(t.ja for t in read.missing), ", ".join(t.en for t in read.missing))
    reason = Reason(
        SHORT,
        1,
        Step.SCOPE,
        ReasonKind.QUESTION,
        Basis.POLICY,
        _LEFT_OPEN.format(missing=missing),
        in_one_line((COMPANY_POLICY,)),
        who=UserRole.SALES,
    )
    return Verdict(on, Outcome.REVIEW, (reason,), ())


def _joined(verdicts: Sequence[Verdict]) -> Verdict:
    """The answer that several hand-overs share: all that is said of them, until the first of them turns."""
    first = min(verdicts, key=lambda one: one.valid_until or date.max)
    return replace(
        first,
        reasons=tuple(dict.fromkeys(reason for one in verdicts for reason in one.reasons)),
        slices=tuple(dict.fromkeys(part for one in verdicts for part in one.slices)),
    )
