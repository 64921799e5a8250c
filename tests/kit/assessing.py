"""A small pack with every kind of question, and a workspace in which it can be filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from kit.builders import AT, a_third_party, a_workspace, an_actor
from sakimori.clock import today
from sakimori.domain.codes import AssessmentKind, Criticality, DataCategory, Decision
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import Foreign, ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, submit
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.rows import AssessmentFilter, AssessmentRow, all_rows
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

FILLER = an_actor(user_id="us02", name="高橋 健")
REVIEWER = an_actor(user_id="us03", name="中村 由紀")

PACK_ID = "jp-processor"
PACKS = Path(__file__).parents[1] / "cases" / "packs"
"""A folder with the small pack alone."""

GOOD = {"Q-1": ("yes",), "Q-2": ("yes",), "Q-3": ("yes",), "Q-4": ("24",), "Q-5": ("JP",)}
"""An answer to every required question, as expected."""


def later(days: int) -> datetime:
    """Some days after the instant of the tests."""
    return AT + timedelta(days=days)


def an_assessing_workspace() -> tuple[Workspace, ThirdParty]:
    """A workspace with the small pack and one third party of tier 2."""
    workspace = a_workspace()
    workspace.pack_folder = PACKS
    return workspace, a_party(workspace)


def a_party(workspace: Workspace, name: str = "株式会社つむぎコールセンター") -> ThirdParty:
    """A registered processor of tier 2, without special-care data."""
    party = a_third_party(
        legal_name=name,
        data_categories=frozenset({DataCategory.PI_HR}),
        person_count=3_000,
        special_care=False,
        foreign=Foreign.NONE,
        criticality=Criticality.MINOR,
    )
    return register(workspace, party, actor=FILLER, at=AT).record


def a_draft(workspace: Workspace, party: ThirdParty, *, at: datetime = AT, kind: AssessmentKind | None = None) -> str:
    """An open assessment."""
    opened = open_assessment(
        workspace,
        party.id,
        pack_id=PACK_ID,
        group="full",
        kind=kind or AssessmentKind.ONBOARDING,
        actor=FILLER,
        at=at,
    )
    return opened.id


def fill(workspace: Workspace, assessment_id: str, *, at: datetime = AT, **changed: AnswerInput) -> None:
    """Answer everything that is required, well but for what is changed (`q_3=AnswerInput("", …)`)."""
    items = {question: AnswerInput(question, value=value) for question, value in GOOD.items()}
    for name, item in changed.items():
        question = name.upper().replace("_", "-")
        items[question] = replace(item, question_id=question)
    answer_many(workspace, assessment_id, list(items.values()), actor=FILLER, at=at)


def no() -> AnswerInput:
    """いいえ."""
    return AnswerInput("", value=("no",))


def partly() -> AnswerInput:
    """一部, with its reason."""
    return AnswerInput("", value=("partly",), reason="一部の拠点")


def unknown() -> AnswerInput:
    """不明."""
    return AnswerInput("", state=AnswerState.UNKNOWN)


def not_applicable() -> AnswerInput:
    """該当なし, with its reason."""
    return AnswerInput("", state=AnswerState.NA, reason="この業務にはない")


def a_decided(
    workspace: Workspace,
    party: ThirdParty,
    *,
    at: datetime = AT,
    kind: AssessmentKind | None = None,
    decision: Decision = Decision.APPROVED,
    **changed: AnswerInput,
) -> Assessment:
    """An assessment from opening to decision on one day."""
    assessment_id = a_draft(workspace, party, at=at, kind=kind)
    fill(workspace, assessment_id, at=at, **changed)
    submit(workspace, assessment_id, actor=FILLER, at=at)
    conditions = (("是正する", (at + timedelta(days=30)).date()),) if decision is Decision.CONDITIONAL else ()
    return decide(
        workspace, assessment_id, decision=decision, reason="確認した", conditions=conditions, actor=REVIEWER, at=at
    ).record


def gaps_now(workspace: Workspace, party: ThirdParty, prefix: str = "") -> dict[str, str]:
    """Gap ids of a third party by rule (and subject of the rule), as they are known now."""
    with workspace.unit() as unit:
        spans = unit.spans.known_now(party.id)
    return {span.rule_id: span.gap_id for span in spans if span.rule_id.startswith(prefix)}


def later_pack(folder: Path, *changed: tuple[str, str], version: str = "1.1") -> Path:
    """A folder with the small pack and a later version of it, in which some words are others."""
    first = (PACKS / f"{PACK_ID}@1.0.yaml").read_text(encoding="utf-8")
    second = first.replace('version: "1.0"', f'version: "{version}"', 1)
    for was, becomes in changed:
        assert was in second, was
        second = second.replace(was, becomes, 1)
    (folder / f"{PACK_ID}@1.0.yaml").write_text(first, encoding="utf-8")
    (folder / f"{PACK_ID}@{version}.yaml").write_text(second, encoding="utf-8")
    return folder


def assessment_rows(workspace: Workspace, *, number: int) -> tuple[AssessmentRow, ...]:
    """Every assessment as known after an entry, as the list shows it."""
    seen = AsOf(today(), number, is_past=number < workspace.head()[0])
    return tuple(all_rows(workspace, seen, AssessmentFilter()))
