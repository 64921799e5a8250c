"""Worked cases out of `tests/cases/*.toml`: a lawyer writes the facts of a day and what the rule must say of them.

A case changes the sound company below in a few facts. `未回答` is the answer that nobody has given. `vary` tries every
code of a closed list in one case (`flows.route`: in each flow), and `expect` then names the severity of each.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_args

from kit.cases.worked_registers import PARTS, in_each, kind_of, with_register
from sakimori.domain.codes import (
    AssessmentKind,
    AssessmentState,
    ContactKind,
    ControlArea,
    Criticality,
    DataCategory,
    Decision,
    KindOfBody,
    Lifecycle,
    Role,
    Severity,
)
from sakimori.domain.dossier import AssessedPack, Dossier
from sakimori.domain.gap import Finding, Stage, Waiver
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.questions.assessment import Assessment, Condition, Evidence, PeriodicReview, ReviewKind
from sakimori.domain.questions.headings import HEADINGS
from sakimori.domain.questions.pack import (
    BLANK,
    AnswerState,
    AnswerValue,
    Choice,
    EvidenceKind,
    EvidenceRequest,
    Group,
    Pack,
    Period,
    Question,
    QuestionGap,
    QuestionType,
    Source,
    TextRights,
)
from sakimori.domain.records.record import type_of
from sakimori.domain.records.third_party import Contact, Foreign, Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.text import Text
from sakimori.rules import RULES
from sakimori.rules.evaluation import evaluate
from sakimori.rules.facts.assessments import blank_questions, governing_assessment
from sakimori.store.spans import facts_digest

CASES = Path(__file__).parents[2] / "cases"
NOT_ANSWERED = "未回答"
SILENT = "なし"
WORD = Text("語", "word")

LEFT_OUT = ("10-3(2)", "10-5(2)", "10-5(3)")
"""The headings of GL 10 that the light depth of a pack of the cases leaves out."""
ASKED_LIGHTLY = tuple(heading for heading in HEADINGS if heading not in LEFT_OUT)

SOUND = ThirdParty(
    id="tp1",
    legal_name="株式会社みなも",
    roles=frozenset({Role.PROCESSOR}),
    lifecycle=Lifecycle.IN_USE,
    corporate_number="5010401067252",
    country="JP",
    kind_of_body=KindOfBody.COMPANY,
    address="東京都千代田区1-1",
    representative="代表 太郎",
    business_in_japan=True,
    order_history=False,
    owner_id="us1",
    data_categories=frozenset({DataCategory.PI_TRANSACTION}),
    person_count=500,
    special_care=False,
    foreign=Foreign.NONE,
    criticality=Criticality.IMPORTANT,
    sub_processors_complete_on=date(2026, 10, 1),
    sub_processors_complete_by="情報管理部",
)
"""A processor of tier 2 about which everything is known; its assessments are those of the case."""

_CODES: dict[str, type[StrEnum]] = {
    "lifecycle": Lifecycle,
    "kind_of_body": KindOfBody,
    "foreign": Foreign,
    "criticality": Criticality,
    "roles": Role,
    "data_categories": DataCategory,
}
_SETS = frozenset({"roles", "data_categories"})
_DAYS = frozenset({"archived_on", "created_on", "sub_processors_complete_on"})


@dataclass(frozen=True)
class Case:
    """One expectation: what a rule says of a dossier on a day; no severity means that it is silent.

    Its dossier is made when it is first asked for: every worker collects all cases and runs a few.
    """

    name: str
    rule: str
    facts: Mapping[str, Any]
    on: date
    severity: Severity | None
    kind: str
    title: str
    source: str
    varied: tuple[str, str] = ("", "")

    @cached_property
    def dossier(self) -> Dossier:
        """The sound company with the facts of the case."""
        return a_dossier(self.facts)

    def found(self) -> tuple[Finding, Stage] | None:
        """What the rule says on the day."""
        return next(self.stages_true(), None)

    def stages_true(self) -> Iterator[tuple[Finding, Stage]]:
        """Every stage of the rule that is true on the day."""
        for finding in self.findings():
            for stage in finding.stages:
                if (stage.from_on is None or stage.from_on <= self.on) and (
                    stage.until_on is None or self.on < stage.until_on
                ):
                    yield finding, stage

    def findings(self) -> list[Finding]:
        """What the rule says, for every day."""
        # Of waivers is said what they were given for: there all rules speak.
        own = [rule for rule in RULES if rule.id == self.rule and not self.dossier.waivers]
        return [f for f in evaluate(self.dossier, DEFAULT_POLICY, own or RULES) if f.rule_id == self.rule]


@cache
def read_cases() -> tuple[Case, ...]:
    """Every case of every file, varied ones once a code; read once."""
    return tuple(
        case
        for path in sorted((*CASES.glob("*.toml"), *CASES.glob("own/*.toml")))
        for written in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        for case in _expanded(written)
    )


def codes_of(vary: str) -> frozenset[str]:
    """Every code of the closed list that a varied case goes through."""
    part, _, field = vary.rpartition(".")
    inner, _ = type_of(kind_of(part) if part else ThirdParty, field)
    codes: type[StrEnum] = next(iter(get_args(inner)), inner)
    return frozenset(code.value for code in codes)


def _expanded(written: Mapping[str, Any]) -> Iterator[Case]:
    unknown = written.keys() - {"name", "rule", "source", "on", "facts", "vary", "expect", "kind", "title"}
    if unknown:
        raise ValueError(f"{written['name']}: {sorted(unknown)}")
    facts, vary = written.get("facts", {}), written.get("vary", "")
    if not vary:
        yield _case(written, facts, written["expect"])
        return
    part, _, field = vary.partition(".")
    for code, expected in written["expect"].items():
        if field:
            varied = in_each(part, field, code, facts.get(part, ({},)))
        else:
            varied = {vary: [code] if vary in _SETS else code}
        yield _case(written, {**facts, **varied}, expected, varied=(vary, code))


def _case(
    written: Mapping[str, Any], facts: Mapping[str, Any], expected: str, varied: tuple[str, str] = ("", "")
) -> Case:
    severity = None if expected == SILENT else Severity(expected)
    return Case(
        name=f"{written['name']}［{varied[1]}］" if varied[1] else written["name"],
        rule=written["rule"],
        facts=facts,
        on=written["on"],
        severity=severity,
        kind=written.get("kind", "defect"),
        title=written.get("title", ""),
        source=written["source"],
        varied=varied,
    )


def a_dossier(facts: Mapping[str, Any]) -> Dossier:
    """The sound company with the facts of a case."""
    of_party = {key: _party_value(key, facts[key]) for key in facts if key in _PARTY_FIELDS}
    left = facts.keys() - of_party.keys() - _PARTS - PARTS
    if left:
        raise ValueError(f"no such facts: {sorted(left)}")
    party = replace(SOUND, **of_party)
    assessments = tuple(_assessment(n, given) for n, given in enumerate(facts.get("assessments", ()), start=1))
    packs = {a.id: given for a, given in zip(assessments, facts.get("assessments", ()), strict=True)}
    dossier = Dossier(
        third_party=party,
        owner=None if party.owner_id is None else User("us1", "担当", left_on=facts.get("owner_left_on")),
        services=(Service("sv1", "tp1", "受託サービス"),),
        contacts=tuple(
            Contact(f"ct{n}", "tp1", ContactKind(kind), name="窓口")
            for n, kind in enumerate(facts.get("contacts", ["incident"]), start=1)
        ),
        assessments=assessments,
        asked_headings={a.id: a_pack(a.pack_id).headings_of(a.group) for a in assessments},
        governing=tuple(_assessed(a, packs[a.id]) for a in governing_assessment(assessments)),
        blanks={
            a.id: len(blank_questions(_assessed(a, packs[a.id])))
            for a in assessments
            if a.state is AssessmentState.DECIDED and a not in governing_assessment(assessments)
        },
        evidence=tuple(_evidence(n, given) for n, given in enumerate(facts.get("evidence", ()), start=1)),
        conditions=tuple(
            Condition(
                f"cd{n}",
                given.get("assessment", "as1"),
                "tp1",
                "条件",
                given["due_on"],
                given.get("fulfilled_on"),
                "us2" if "fulfilled_on" in given else None,
            )
            for n, given in enumerate(facts.get("conditions", ()), start=1)
        ),
        periodic_reviews=tuple(
            PeriodicReview(f"pr{n}", "tp1", ReviewKind(given.get("kind", "assessment")), given["completed_on"], "us2")
            for n, given in enumerate(facts.get("reviews", ()), start=1)
        ),
    )
    return _with_waivers(with_register(dossier, facts), facts)


_PARTY_FIELDS = {field.name for field in fields(ThirdParty)}
_PARTS = {
    "owner_left_on", "contacts", "assessments", "evidence", "conditions", "reviews", "waivers", "gap_owner",
}  # fmt: skip


def _party_value(key: str, given: Any) -> Any:
    if given == NOT_ANSWERED:
        return None
    if key in _SETS:
        return frozenset(_CODES[key](code) for code in given)
    return _CODES[key](given) if key in _CODES else given


def _assessment(number: int, given: Mapping[str, Any]) -> Assessment:
    state = AssessmentState(given.get("state", "decided"))
    decided_on = given.get("decided_on")
    return Assessment(
        id=f"as{number}",
        third_party_id="tp1",
        pack_id=given.get("pack", "jp-processor"),
        pack_version="1.0",
        pack_digest="x",
        group=given.get("group", "full"),
        kind=AssessmentKind(given.get("kind", "onboarding")),
        opened_on=given.get("opened_on", date(2026, 1, 5)),
        opened_by="us1",
        state=state,
        service_id=given.get("service"),
        submitted_on=given.get("submitted_on", decided_on),
        submitted_by="us1",
        decided_on=decided_on,
        decided_by=given.get("decided_by", "us2") if decided_on else None,
        decision=Decision(given.get("decision", "approved")) if state is AssessmentState.DECIDED else None,
        valid_until=given.get("valid_until"),
        needs_adoption=given.get("needs_adoption", False),
    )


def a_pack(pack_id: str) -> Pack:
    """Three questions: a critical one that asks for evidence and is the light depth, an ordinary one, one in words."""
    answers = tuple(Choice(c, WORD, points=Decimal(p)) for c, p in (("yes", "1"), ("partly", "0.5"), ("no", "0")))
    proof = EvidenceRequest("E1", (EvidenceKind.DOCUMENT,), WORD, required_if=("yes",), valid_for=Period(months=12))
    critical = Question(
        id="重要", section="1", area=ControlArea.TECHNICAL, groups=("light", "full"), text=WORD, topic=WORD,
        controls=tuple(f"appi-gl:{heading}" for heading in ASKED_LIGHTLY),
        type=QuestionType.CHOICE, choices=answers, expect=("yes",), weight=Decimal(3), critical=True,
        evidence=(proof,),
        gaps=(
            QuestionGap(Severity.HIGH, Text("未回答", "Blank"), WORD, when_answer=(BLANK, AnswerState.UNKNOWN)),
            QuestionGap(Severity.MEDIUM, Text("ない", "Missing"), WORD, when_answer=("no",), due_days=10),
        ),
    )  # fmt: skip
    ordinary = replace(
        critical, id="普通", groups=("full",), critical=False, evidence=(), weight=Decimal(1),
        controls=tuple(f"appi-gl:{heading}" for heading in LEFT_OUT),
        gaps=(QuestionGap(Severity.LOW, Text("一部", "Partly"), WORD, when_answer=("partly",)),),
    )  # fmt: skip
    free = replace(
        ordinary, id="記述", type=QuestionType.TEXT, choices=(), expect=(), required=False, gaps=(), controls=()
    )
    source = Source(name="own", url="", licence="", text_rights=TextRights.FULL, retrieved=None)
    return Pack(
        pack_id,
        "1.0",
        WORD,
        source,
        "ja",
        (Group("light", WORD), Group("full", WORD)),
        (),
        (),
        (critical, ordinary, free),
    )


def _assessed(assessment: Assessment, given: Mapping[str, Any]) -> AssessedPack:
    pack = a_pack(assessment.pack_id)
    answers: Mapping[str, str] = given.get("answers", {"重要": "yes", "普通": "yes"})
    values = {question: _value(answer) for question, answer in answers.items() if answer != NOT_ANSWERED}
    return AssessedPack(assessment, pack, values, pack.asked_in(assessment.group))


def _value(answer: str) -> AnswerValue:
    states: dict[str, Callable[[], AnswerValue]] = {
        "不明": lambda: AnswerValue(None, AnswerState.UNKNOWN),
        "該当なし・承認": lambda: AnswerValue(None, AnswerState.NA, "理由", na_accepted=True),
        "該当なし・却下": lambda: AnswerValue(None, AnswerState.NA, "理由", na_accepted=False),
    }
    return states[answer]() if answer in states else AnswerValue((answer,))


def _evidence(number: int, given: Mapping[str, Any]) -> Evidence:
    return Evidence(
        id=f"ev{number}",
        third_party_id="tp1",
        filename="証跡.pdf",
        sha256="0" * 64,
        size=1,
        media_type="application/pdf",
        uploaded_on=given.get("uploaded_on", date(2026, 1, 10)),
        uploaded_by="us1",
        assessment_id=given.get("assessment", "as1"),
        question_id=given.get("question", "重要"),
        effective_on=given.get("effective_on"),
        valid_until=given.get("valid_until"),
        withdrawn_on=given.get("withdrawn_on"),
    )


def _with_waivers(dossier: Dossier, facts: Mapping[str, Any]) -> Dossier:
    """Waivers name a gap that the other facts raise; its digest of the facts is taken from there."""
    if not facts.keys() & {"waivers", "gap_owner"}:
        return dossier
    raised = {f.rule_id: f for f in evaluate(dossier, DEFAULT_POLICY)}
    waivers = []
    for number, given in enumerate(facts.get("waivers", ()), start=1):
        finding = raised.get(given["rule"])
        identity = finding.identity if finding else (given["rule"], "third_party", "tp1")
        waiver = Waiver(
            id=f"wv{number}",
            gap_id="g1",
            third_party_id="tp1",
            severity=Severity(given.get("severity", "medium")),
            facts_digest=facts_digest(finding) if finding else "x",
            justification="理由",
            last_day=given["last_day"],
            asked_by=given.get("asked_by", "us1"),
            asked_at=datetime(2026, 10, 1, tzinfo=UTC),
            approved={"承認": True, "却下": False, NOT_ANSWERED: None}[given.get("decision", "承認")],
            decided_by=given.get("decided_by", "us2"),
            decided_at=datetime(2026, 10, 2, tzinfo=UTC),
            lapsed_on=given.get("lapsed_on"),
        )
        waivers.append((waiver, identity))
    owners = tuple((f.identity, facts["gap_owner"]) for f in raised.values()) if "gap_owner" in facts else ()
    return replace(dossier, waivers=tuple(waivers), gap_owners=owners)
