"""Requests of persons on our own dossier: answered in time, by a checked identity, with reasons, and not kept on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.person_requests import PersonRequest, RequestResult
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Judge, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, cited
from sakimori.rules.facts.citations import ACT_22, ACT_32_2, ACT_33_1, ACT_34, ACT_35, ACT_36, ACT_37, ACT_39
from sakimori.rules.facts.flow_facts import overlap
from sakimori.rules.facts.person_requests import alarm_on, suit_from, target_on
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.gaps.own_company.findings import of_own, of_record

READ_ON = date(2026, 11, 29)
"""The day on which 法32条 to 39条 were read for these rules."""


def _each(look: Callable[[Rule, PersonRequest, Policy], Iterable[Finding]]) -> Judge:
    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        for request in dossier.person_requests:
            yield from look(rule, request, policy)

    return of_own(judge)


def _of_request(
    rule: Rule,
    request: PersonRequest,
    stages: tuple[Stage, ...],
    *,
    field: str,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    title: Text | None = None,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    return of_record(
        rule,
        Subject(SubjectKind.PERSON_REQUEST, request.id),
        stages,
        kind=kind,
        title=title,
        name=request.number,
        fix=Fix("person_request", request.id, field),
        facts=facts,
        action=action,
    )


def _over_target(rule: Rule, request: PersonRequest, policy: Policy) -> Iterable[Finding]:
    """Policy: the Act says 遅滞なく and no number; ours warns on its day, and is missed after the last day."""
    warned, late = alarm_on(request, policy), next_day(target_on(request, policy))
    ends = request.replied_on
    stages = overlap(Severity.LOW, warned, ends, until=late) + overlap(Severity.MEDIUM, late, ends)
    yield from _of_request(
        rule,
        request,
        stages,
        field="replied_on",
        facts=(("target_on", target_on(request, policy).isoformat()),),
        action=Text("回答を作り、送った日を記録します。", "Draft the reply, send it and record the day."),
    )


def _over_two_weeks(rule: Rule, request: PersonRequest, _: Policy) -> Iterable[Finding]:
    """法39条1項: after two weeks since the arrival a suit may be brought; 32条2項 is no claim of that kind."""
    begins = suit_from(request)
    if begins is not None:
        yield from _of_request(
            rule,
            request,
            overlap(Severity.HIGH, begins, request.replied_on),
            field="replied_on",
            facts=(("suit_from", begins.isoformat()),),
            action=Text(
                "遅滞なく回答します。応じない場合も、その旨と理由を知らせます（拒んだときは、2週間を待たずに訴えを起こせます）。",
                "Reply without delay; a refusal is told as well, with its reason (once refused, a suit need not wait).",
            ),
        )


def _not_identified(rule: Rule, request: PersonRequest, policy: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 法37条 and 23条: nothing is done or told before it is known who asks."""
    begins = request.received_on + timedelta(days=policy.request_identity_days + 1)
    known_on = request.identity_on if request.is_identified or not request.is_open else None
    if request.result in {RequestResult.WITHDRAWN, RequestResult.REFUSED, RequestResult.NOT_HELD}:
        ends = min((day for day in (known_on, request.replied_on) if day), default=None)
    else:
        ends = known_on
    yield from _of_request(
        rule,
        request,
        overlap(Severity.MEDIUM, begins, ends),
        field="identity_how",
        facts=(("asked_by", request.asked_by or ""), ("authority", str(not request.lacks_authority).lower())),
        action=cited(
            "代理人が請求できることを委任状などで確かめ、記録します（{law:act-37-3}）。書類の写しは残しません。",
            "See by what the agent may ask ({art:act-37-3}), and record it; keep no copy of a document.",
        )
        if request.lacks_authority and request.identity_on is not None
        else Text(
            "本人か代理人かを確かめ、方法と日を記録します。書類の写しは残しません。",
            "Check whether the person asks or an agent, and record how and when; keep no copy of a document.",
        ),
    )


def _no_reason(rule: Rule, request: PersonRequest, _: Policy) -> Iterable[Finding]:
    """法36条 is an effort duty, so our policy: whoever is refused is told why."""
    if request.result is None or not request.result.needs_ground or request.reason_told:
        return
    yield from _of_request(
        rule,
        request,
        overlap(Severity.MEDIUM, request.replied_on, None),
        field="reason_told",
        kind=GapKind.UNKNOWN if request.reason_told is None else GapKind.DEFECT,
        action=Text("応じない理由を本人に説明し、記録します。", "Explain the reason to the person, and record that."),
    )


def _kept_too_long(rule: Rule, request: PersonRequest, _: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 法22条 (an effort duty): who asked is erased once it is needed no more."""
    if request.erase_after is None:
        return
    yield from _of_request(
        rule,
        request,
        overlap(Severity.MEDIUM, next_day(request.erase_after), request.erased_on),
        field="erased_on",
        facts=(("erase_after", request.erase_after.isoformat()),),
        action=Text("本人の情報を消去します。件数と結果は残ります。", "Erase who asked; number and result remain."),
    )


_TITLES = """
    C-PR1 | 本人からの請求への回答が遅れている | A request of a person is answered late
    A-39 | 受付から2週間が過ぎた（訴えを起こせる） | Two weeks have passed since a request (a suit is possible)
    C-PR2 | 本人確認が済んでいない | It was not checked who asks
    C-PR3 | 応じない理由を説明していない | A refusal was not explained
    C-PR4 | 本人の情報を残す期間を過ぎた | Who asked is kept for too long
"""
_rule = GapRules(_TITLES, points=("A5",), scope=SubjectKind.PERSON_REQUEST, checked_on=READ_ON)
_ON_REQUEST = (ACT_32_2, ACT_33_1, ACT_34, ACT_35)

PERSON_REQUEST_RULES: tuple[Rule, ...] = (
    _rule(
        "C-PR1", _each(_over_target), COMPANY_POLICY, *_ON_REQUEST,
        deadline=DeadlineKind.REQUEST, overdue=Severity.MEDIUM,
    ),
    _rule("A-39", _each(_over_two_weeks), ACT_39, revision=2),
    _rule("C-PR2", _each(_not_identified), COMPANY_POLICY, ACT_37, deadline=DeadlineKind.REQUEST),
    _rule("C-PR3", _each(_no_reason), COMPANY_POLICY, ACT_36),
    _rule("C-PR4", _each(_kept_too_long), COMPANY_POLICY, ACT_22, deadline=DeadlineKind.RETENTION),
)  # fmt: skip
