"""委託先の監督 (法25条, GL 3-4-4): the check at selection with what it asked about, and the periodic review."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from sakimori.domain.codes import AssessmentState, Basis, ControlArea, GapKind, Lifecycle, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.headings import HEADINGS, heading_words
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.rule import DeadlineKind, Judge, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import (
    CLOUD_SUPPLEMENT,
    PROCESSOR_PACK,
    blank_questions,
    decided_assessment,
    governing_assessment,
    is_passed,
    next_review_due,
    required_packs,
)
from sakimori.rules.facts.citations import ACT_25, GL_MONITORING, GL_SELECTION
from sakimori.rules.facts.flow_facts import first_flow, is_personal, listed, overlap, run_of
from sakimori.rules.facts.rule_kit import GapRules, finding, is_watched, of_third_party, once_each
from sakimori.rules.gaps.flows.handling import claims_exception, facts_of

_MISSING = Text("審査がまだ判定されていない", "No assessment has been decided")
_REJECTED = Text("審査で不承認となった", "The assessment was rejected")
_EXPIRED = Text("審査の有効期間が切れる", "The assessment is no longer valid")
_INCOMPLETE = Text("審査に未回答が{count}問ある", "The assessment has {count} unanswered questions")

_RUNNING = frozenset({AssessmentState.DRAFT, AssessmentState.SUBMITTED, AssessmentState.SENT_BACK})
_WORKING = frozenset({Lifecycle.IN_USE, Lifecycle.SUSPENDED, Lifecycle.OFFBOARDING})


Lack = tuple[Text, tuple[Stage, ...]]
"""Why an assessment does not hold, and from which day; no stage means that it holds for good."""
_HOLDS: Lack = (_EXPIRED, ())


def was_confirmed(assessment: Assessment | None) -> bool:
    """Whether the measures were confirmed before entrusting (GL 3-4-4(1)): somebody decided an assessment."""
    return assessment is not None


def _never(dossier: Dossier, assessment: Assessment | None) -> Lack:
    """The check comes before the first data go: until the first recorded hand-over nothing is missing yet."""
    if was_confirmed(assessment):
        return _HOLDS
    return _MISSING, (Stage(Severity.BLOCK, from_on=first_flow(dossier, tuple(Role))),)


def _lapsed(dossier: Dossier, assessment: Assessment | None) -> Lack:
    """How long a decision counts, and that it was complete and in favour, is our policy."""
    if assessment is None:
        return _HOLDS
    if not is_passed(assessment):
        return _REJECTED, (Stage(Severity.BLOCK, from_on=assessment.decided_on),)
    if blanks := blanks_of(dossier, assessment):
        # Blank questions mean that the check was never complete: it does not wait for the day of expiry.
        return _INCOMPLETE.format(count=blanks), (Stage(Severity.BLOCK),)
    if assessment.valid_until is None:
        return _HOLDS
    return _EXPIRED, (Stage(Severity.BLOCK, from_on=next_day(assessment.valid_until)),)


def _selection(*lacks: Callable[[Dossier, Assessment | None], Lack], of_processors: bool) -> Judge:
    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        if not is_watched(dossier.third_party):
            return
        for pack_id, _group in required_packs(dossier.third_party, policy):
            if (pack_id == PROCESSOR_PACK) is of_processors:
                assessment = decided_assessment(dossier.assessments, pack_id)
                for lack in lacks:
                    yield from _of_pack(rule, dossier, pack_id, assessment, lack(dossier, assessment))

    return judge


def _of_pack(
    rule: Rule, dossier: Dossier, pack_id: str, assessment: Assessment | None, lack: Lack
) -> Iterable[Finding]:
    title, stages = lack
    if not stages:
        return
    running = next((a for a in dossier.assessments if a.pack_id == pack_id and a.state in _RUNNING), None)
    yield finding(
        rule,
        Subject(SubjectKind.ASSESSMENT, f"{dossier.third_party.id}/{pack_id}"),
        stages,
        Fix("assessment", running.id if running else "", pack_id),
        title=title,
        facts=_facts(dossier, assessment),
        action=Text("審査を終えて判定します。", "Finish the assessment and decide it."),
        is_unrecorded=assessment is None,
    )


def _facts(dossier: Dossier, assessment: Assessment | None) -> tuple[tuple[str, str], ...]:
    if assessment is None:
        return ()
    until = assessment.valid_until.isoformat() if assessment.valid_until else ""
    return (("assessment", assessment.id), ("valid_until", until), ("blanks", str(blanks_of(dossier, assessment) or 0)))


def blanks_of(dossier: Dossier, assessment: Assessment) -> int | None:
    """How many questions of an assessment nobody has answered; None where its answers are not at hand."""
    assessed = next((g for g in dossier.governing if g.assessment.id == assessment.id), None)
    return dossier.blanks.get(assessment.id) if assessed is None else len(blank_questions(assessed))


def _overdue(*, of_processors: bool) -> Judge:
    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        party = dossier.third_party
        packs = {pack for pack, _ in required_packs(party, policy)}
        if not is_watched(party) or party.lifecycle not in _WORKING or (PROCESSOR_PACK in packs) is not of_processors:
            return
        due = next_review_due(party, dossier.periodic_reviews, policy)
        if due is None:
            return
        graver = due + timedelta(days=policy.review_overdue_high_after + 1)
        yield of_third_party(
            rule,
            dossier,
            severity=Severity.MEDIUM,
            field="assessment",
            stages=(
                Stage(Severity.MEDIUM, from_on=next_day(due), until_on=graver),
                Stage(Severity.HIGH, from_on=graver),
            ),
            facts=(("due", due.isoformat()),),
            action=Text("定期の審査を始めます。", "Start the periodic assessment."),
        )

    return judge


_TITLES = """
    A-25-1 | 委託先の選定時の確認 | Check at the selection of a processor
    C-AS4 | 委託先の審査が有効でない | The assessment of a processor does not hold
    C-AS1 | 取引の前の審査 | Assessment before dealing
    A-25-3 | 定期見直しの期限が過ぎる | The periodic review is overdue
    C-RV1 | 定期見直しの期限が過ぎる | The periodic review is overdue
"""
_rule = GapRules(_TITLES, points=("B1", "A3"), scope=SubjectKind.THIRD_PARTY, area=ControlArea.REVIEW)

SUPERVISION_RULES: tuple[Rule, ...] = (
    _rule(
        "A-25-1",
        _selection(_never, of_processors=True),
        ACT_25,
        GL_SELECTION,
        basis=Basis.GUIDELINE_MUST,
        revision=2,
        deadline=DeadlineKind.VALIDITY,
    ),
    _rule(
        "C-AS4", _selection(_lapsed, of_processors=True), checked_on=date(2026, 11, 27), deadline=DeadlineKind.VALIDITY
    ),
    _rule(
        "C-AS1", _selection(_never, _lapsed, of_processors=False), points=("B1", "B3"), deadline=DeadlineKind.VALIDITY
    ),
    _rule(
        "A-25-3",
        _overdue(of_processors=True),
        ACT_25,
        GL_MONITORING,
        points=("B1",),
        basis=Basis.GUIDELINE_SHOULD,
        deadline=DeadlineKind.REVIEW,
    ),
    _rule("C-RV1", _overdue(of_processors=False), points=("B1",), deadline=DeadlineKind.REVIEW),
)


SCOPE_RULE = "A-25-1H"

_PARTLY = Text("選定時に確かめていない安全管理措置がある（GL {headings}）", "Not checked at selection: GL {headings}")
_UNKNOWN = Text("選定時に何を確かめたかが未確認", "What was checked at selection is not known")
_ASK = {
    PROCESSOR_PACK: Text(
        "委託先の質問票（jp-processor）で次を尋ね、判定します：{headings}",
        "Ask with the pack for processors (jp-processor), then decide: {headings}",
    ),
    CLOUD_SUPPLEMENT: Text(
        "クラウドの質問票の最新版と追補（jp-cloud-handling）で次を尋ね、判定します：{headings}",
        "Ask with the newest pack for cloud providers and its supplement (jp-cloud-handling), then decide: {headings}",
    ),
}


def passed_assessments(dossier: Dossier, on: date | None = None) -> tuple[Assessment, ...]:
    """The assessments that speak in favour, on whichever pack: of today, or of those decided by a day.

    The guideline asks for the check before the entrustment: that it expired takes nothing from what it covered.
    """
    return _passed_by(dossier.assessments, on)


@once_each
def _passed_by(assessments: tuple[Assessment, ...], on: date | None) -> tuple[Assessment, ...]:
    known = (a for a in assessments if on is None or a.decided_on is None or a.decided_on <= on)
    return tuple(a for a in governing_assessment(known) if a.state is AssessmentState.DECIDED and is_passed(a))


def unasked_headings(dossier: Dossier, passed: Iterable[Assessment]) -> tuple[str, ...]:
    """The headings about which none of some assessments asked; one whose pack is not known asked nothing."""
    asked = {heading for a in passed for heading in dossier.asked_headings.get(a.id, ())}
    return tuple(heading for heading in HEADINGS if heading not in asked)


def scope_words(missing: tuple[str, ...]) -> Text:
    """What a check at selection left out, in words."""
    if len(missing) == len(HEADINGS):
        return _UNKNOWN
    return _PARTLY.format(headings=listed(Text(heading, heading) for heading in missing))


def pack_for_rest(role: Role | None) -> str:
    """The pack that asks what is left: for a cloud provider that handles the data, the supplement."""
    return CLOUD_SUPPLEMENT if role is Role.CLOUD_PROVIDER else PROCESSOR_PACK


def _judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Without any assessment passed, A-25-1 or C-AS1 speaks."""
    passed = passed_assessments(dossier)
    days = [a.decided_on for a in passed if a.decided_on is not None]
    if not is_watched(dossier.third_party) or not days:
        return
    missing = unasked_headings(dossier, passed)
    stages = _entrusted(dossier, policy, min(days)) if missing else ()
    if not stages:
        return
    pack = pack_for_rest(None if _is_processor(dossier, policy) else Role.CLOUD_PROVIDER)
    yield finding(
        rule,
        Subject(SubjectKind.THIRD_PARTY, dossier.third_party.id),
        stages,
        Fix("assessment", "", pack),
        kind=GapKind.UNKNOWN,
        title=scope_words(missing),
        facts=(("missing", " ".join(missing)),),
        action=_ASK[pack].format(headings=listed(map(heading_words, missing))),
    )


def _entrusted(dossier: Dossier, policy: Policy, decided_on: date) -> tuple[Stage, ...]:
    """The days on which it handles personal data for us, from the first check on."""
    if _is_processor(dossier, policy):
        return (Stage(Severity.HIGH, decided_on),)
    runs = [run_of(flow) for flow in _handled_by_cloud(dossier)]
    if not runs:
        return ()
    first = min((begins or date.min for begins, _ in runs))
    ends = [end for _, end in runs if end is not None]
    return overlap(Severity.HIGH, first, max(ends) if len(ends) == len(runs) else None, begins=decided_on)


def _is_processor(dossier: Dossier, policy: Policy) -> bool:
    return PROCESSOR_PACK in {pack for pack, _ in required_packs(dossier.third_party, policy)}


def _handled_by_cloud(dossier: Dossier) -> Iterator[DataFlow]:
    """The flows in which a cloud provider handles personal data: entrusted to it, or found not to be an exception."""
    is_cloud = Role.CLOUD_PROVIDER in dossier.third_party.roles
    for flow in dossier.flows:
        if flow.direction is Direction.IN or not is_personal(flow):
            continue
        facts = facts_of(dossier, flow)
        if flow.route is LegalRoute.ENTRUST:
            if flow.role is Role.CLOUD_PROVIDER or (flow.role is None and is_cloud):
                yield flow
        elif claims_exception(dossier, flow) and facts is not None and facts.speaks_against:
            yield flow


_SELECTION_SCOPE_TITLES = """
    A-25-1H | 選定時に確かめていない安全管理措置 | Security measures not checked at selection
"""
_selection_scope_rule = GapRules(
    _SELECTION_SCOPE_TITLES,
    points=("B1", "B3", "A3"),
    scope=SubjectKind.THIRD_PARTY,
    area=ControlArea.REVIEW,
    checked_on=date(2026, 11, 27),
)

SELECTION_SCOPE_RULES: tuple[Rule, ...] = (
    _selection_scope_rule(SCOPE_RULE, _judge, ACT_25, GL_SELECTION, basis=Basis.GUIDELINE_MUST),
)
