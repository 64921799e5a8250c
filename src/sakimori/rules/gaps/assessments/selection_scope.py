"""What the check at selection asked about: each heading of GL 10 that bears on the work (GL 3-4-4(1))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.codes import AssessmentState, Basis, ControlArea, GapKind, Role, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.headings import HEADINGS, heading_words
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.rule import Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import governing, is_passed
from sakimori.rules.facts.citations import ACT_25, GL_SELECTION
from sakimori.rules.facts.flow_facts import is_personal, listed, overlap, run_of
from sakimori.rules.facts.rule_kit import GapRules, finding, is_watched
from sakimori.rules.facts.tiering import CLOUD_SUPPLEMENT, PROCESSOR_PACK, required_packs
from sakimori.rules.gaps.flows.cloud import claims_exception, facts_of

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
    known = (a for a in dossier.assessments if on is None or a.decided_on is None or a.decided_on <= on)
    return tuple(a for a in governing(known) if a.state is AssessmentState.DECIDED and is_passed(a))


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


_TITLES = """
    A-25-1H | 選定時に確かめていない安全管理措置 | Security measures not checked at selection
"""
_rule = GapRules(
    _TITLES,
    points=("B1", "B3", "A3"),
    scope=SubjectKind.THIRD_PARTY,
    area=ControlArea.REVIEW,
    checked_on=date(2026, 11, 27),
)

SELECTION_SCOPE_RULES: tuple[Rule, ...] = (_rule(SCOPE_RULE, _judge, ACT_25, GL_SELECTION, basis=Basis.GUIDELINE_MUST),)
