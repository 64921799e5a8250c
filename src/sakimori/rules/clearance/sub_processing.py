"""P-14: who works below the recipient (GL 3-4-4, A-25-4); My Numbers ask for more and belong to P-03."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, Lifecycle, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.sub_processor import AGREED, Approval, SubProcessorLink, walk
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_25, GL_SUPERVISION
from sakimori.rules.clearance.case import Case, Slice, Track, is_processor
from sakimori.rules.clearance.making import ClearanceRule, Said, condition, confirmed
from sakimori.rules.clearance.supervised import by_guideline_and_policy

_STOPPED = frozenset({Lifecycle.SUSPENDED, Lifecycle.ENDED, Lifecycle.DECLINED})
_ASK = Text("再委託が事前に報告・承認されたかを確かめる：{name}", "Find out whether it was approved beforehand: {name}")
_APPROVE = Text("再委託を承認する：{name}", "Approve the sub-processor: {name}")
_STOP = Text("承認しなかった再委託をやめさせる：{name}", "Have the refused sub-processor stopped: {name}")
_GONE = Text("当社が取引を止めた再委託先を外させる：{name}", "Have it removed, we stopped dealing with it: {name}")


def links_of(case: Case, on: date) -> tuple[SubProcessorLink, ...]:
    """Who works below the recipient on a day for the service of this flow, at any depth.

    A link that names no service may serve all of them, and a flow that names none may use all.
    """
    service = case.flow.service_id
    return tuple(
        link
        for _, link in walk(case.dossier.sub_processors)
        if (link.ended_on is None or on < link.ended_on)
        and (service is None or link.service_id is None or link.service_id == service)
    )


def _approved(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """Prior report or approval at every level; a day of approval that is still to come is none yet."""
    if part.track is Track.MY_NUMBER or not is_processor(case, part):
        return
    links = links_of(case, on)
    for link in links:
        if link.approval in AGREED and (link.approved_on is None or link.approved_on <= on):
            continue
        text = _ASK if link.approval is None else _STOP if link.approval is Approval.REFUSED else _APPROVE
        fix = Fix("sub_processor_link", link.id, "approval")
        yield condition(text.format(name=link.name), fix=fix, who=UserRole.COMPLIANCE)
    if not links:
        yield confirmed(Text("登録された再委託先はない", "No sub-processor is on record"))


def _still_dealt_with(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """Whom we stopped dealing with may still get our data through somebody else."""
    if not is_processor(case, part):
        return
    for link in links_of(case, on):
        party = case.dossier.sub_third_parties.get(link.sub_third_party_id or "")
        if party is not None and party.lifecycle in _STOPPED:
            fix = Fix("sub_processor_link", link.id, "sub_third_party_id")
            yield condition(_GONE.format(name=link.name), fix=fix, who=UserRole.COMPLIANCE)


def _days(case: Case, _policy: Policy) -> Iterator[date | None]:
    for link in case.dossier.sub_processors:
        yield link.approved_on
        yield link.ended_on


SUB_PROCESSING_RULES: tuple[ClearanceRule, ...] = (
    *by_guideline_and_policy(
        ClearanceRule(
            "A-25-4",
            Step.PROCESSOR,
            Text("再委託の承認がない", "A sub-processor is not approved"),
            (ACT_25, GL_SUPERVISION),
            Basis.GUIDELINE_SHOULD,
            _approved,
            _days,
        )
    ),
    ClearanceRule(
        "C-SB4",
        Step.PROCESSOR,
        Text("取引を止めた先が再委託先になっている", "A third party that we stopped is a sub-processor"),
        (COMPANY_POLICY,),
        Basis.POLICY,
        _still_dealt_with,
        _days,
    ),
)
