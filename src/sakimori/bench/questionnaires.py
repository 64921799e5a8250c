"""What questionnaires cost: a large sheet to be read, and a large one to be answered from what was answered before."""

from __future__ import annotations

from pathlib import Path
from random import Random
from time import perf_counter
from typing import Final

from sakimori.bench.synthetic import ACTOR, AT, TODAY
from sakimori.domain.codes import AssessmentKind
from sakimori.domain.records.third_party import SELF_ID
from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_xlsx
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import submit
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.write import answer_many
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file
from sakimori.services.questionnaires.suggestions import suggestions

QUESTIONS: Final = 1_000
EARLIER: Final = 3
_WORDS: Final = (
    "個人", "データ", "暗号", "権限", "管理", "規程", "教育", "委託", "記録", "保存",
    "廃棄", "監査", "責任者", "漏えい", "報告", "手順", "見直し", "承認", "利用者", "端末",
    "通信", "認証", "世代", "障害", "復旧", "国外", "移転", "期限", "契約", "開示",
)  # fmt: skip
_HEADS: Final[tuple[Cell, ...]] = ("No.", "確認事項", "回答", "備考")


def read_milliseconds() -> float:
    """How long a sheet of a thousand questions takes to be read, its workbook opened."""
    data = _sheet(_questions(_chance(0), QUESTIONS))
    started = perf_counter()
    read_questionnaire(data, "bench.xlsx")
    return 1000 * (perf_counter() - started)


def suggest_milliseconds(folder: Path) -> tuple[float, float]:
    """How long a thousand questions take to be looked up among three sheets of a thousand answers: at first, again."""
    workspace, rng = Workspace(folder / "questionnaires.db"), _chance(1)
    words = _questions(rng, QUESTIONS)
    for number in range(EARLIER):
        earlier = _taken_in(workspace, f"sheet {number}", _half_new(rng, words))
        given = [AnswerInput(str(place), value=("yes",)) for place in range(1, QUESTIONS + 1)]
        answer_many(workspace, earlier, given, actor=ACTOR, at=AT)
        submit(workspace, earlier, actor=ACTOR, at=AT)
    asked = _taken_in(workspace, "asked", _half_new(rng, words))
    return _suggested(workspace, asked), _suggested(workspace, asked)


def _suggested(workspace: Workspace, assessment_id: str) -> float:
    number = workspace.head()[0]
    work = assessment_view(workspace, assessment_id, on=TODAY, number=number)
    started = perf_counter()
    suggestions(workspace, work, on=TODAY, number=number)
    return 1000 * (perf_counter() - started)


def _taken_in(workspace: Workspace, title: str, questions: list[str]) -> str:
    file = read_file(workspace, _sheet(questions), f"{title}.xlsx")
    form = NewPack(title, Polarity.YES)
    plan = plan_questionnaire(workspace, file, Target(SELF_ID, kind=AssessmentKind.ASKED), form, actor=ACTOR)
    done = take_in(workspace, plan, form, actor=ACTOR, at=AT)
    if done.assessment is None:
        raise RuntimeError(title)
    return done.assessment.id


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - words of a bench, no secret


def _questions(rng: Random, count: int) -> list[str]:
    return [f"{''.join(rng.choices(_WORDS, k=rng.randint(8, 18)))}していますか。" for _ in range(count)]


def _half_new(rng: Random, words: list[str]) -> list[str]:
    return [word if rng.random() < 0.5 else _questions(rng, 1)[0] for word in words]


def _sheet(questions: list[str]) -> bytes:
    rows: list[tuple[Cell, ...]] = [(str(place), text, "", "") for place, text in enumerate(questions, start=1)]
    return safe_xlsx([OutSheet("sheet", [_HEADS, *rows])])
