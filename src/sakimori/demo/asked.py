"""What customers asked of the made-up company: one sheet that went back long ago, one that waits for answers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from sakimori.demo.hands import Hands
from sakimori.demo.rows import DATA
from sakimori.demo.steps import Step
from sakimori.demo.stories import Story
from sakimori.domain.codes import AssessmentKind, Decision
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import SELF_ID
from sakimori.exchange.paper.safe_files import Cell, Choice, OutSheet, safe_xlsx
from sakimori.exchange.questionnaires.ours.private_pack import Sound
from sakimori.services.assessments.answers import answer_many
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, submit
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import read_file

_HEADS: Final[tuple[Cell, ...]] = ("大項目", "小項目", "No.", "確認事項", "回答", "備考")
_SIGNS: Final = ("○", "△", "×", "対象外")
_NA: Final = "na"


def asked(hands: Hands) -> Story:
    """Every sheet of the file, in the order of its days."""
    told = tomllib.loads((DATA / "demo_asked.toml").read_text(encoding="utf-8"))
    steps = [step for number, says in enumerate(told["sheet"]) for step in _steps(f"asked/{number}", says, hands)]
    for step in sorted(steps, key=lambda s: s.day):
        yield step.day
        step.act()


def _steps(key: str, says: Mapping[str, Any], hands: Hands) -> Iterator[Step]:
    yield Step(hands.day(says["asked"]), partial(_take_in, key, says, hands))
    for word, act in (("answered", _answer), ("decided", _decide)):
        if word in says:
            yield Step(hands.day(says[word]), partial(act, key, says, hands))


def _take_in(key: str, says: Mapping[str, Any], hands: Hands) -> None:
    """The sheet comes in as somebody sent it: a blank workbook with lists."""
    file = read_file(hands.workspace, _sheet(says), says["filename"])
    adverse = frozenset(str(number) for number, row in enumerate(says["rows"], start=1) if row.get("adverse"))
    form = NewPack(says["title"], Sound.YES, says["sender"], adverse=adverse)
    target = Target(SELF_ID, kind=AssessmentKind.ASKED, due_on=hands.day(says["due"]))
    plan = plan_questionnaire(hands.workspace, file, target, form, actor=hands.buyer)
    done = take_in(hands.workspace, plan, form, actor=hands.buyer, at=hands.at)
    if done.assessment is not None:
        hands.ids[key] = done.assessment.id


def _sheet(says: Mapping[str, Any]) -> bytes:
    rows: list[tuple[Cell, ...]] = [_HEADS]
    rows += [(*row["path"], str(number), row["text"], "", "") for number, row in enumerate(says["rows"], start=1)]
    signs = Choice(_HEADS.index("回答"), _SIGNS)
    return safe_xlsx([OutSheet("チェックシート", rows, widths=(16, 16, 6, 60, 10, 30), choices=(signs,))])


def _answer(key: str, says: Mapping[str, Any], hands: Hands) -> None:
    items = list(_given(says["rows"]))
    answer_many(hands.workspace, hands.ids[key], items, actor=hands.buyer, at=hands.at)
    submit(hands.workspace, hands.ids[key], actor=hands.buyer, at=hands.at)


def _given(rows: Iterable[Mapping[str, Any]]) -> Iterator[AnswerInput]:
    for number, row in enumerate(rows, start=1):
        is_na = row["answer"] == _NA
        yield AnswerInput(
            str(number),
            AnswerState.NA if is_na else AnswerState.ANSWERED,
            () if is_na else (row["answer"],),
            row.get("reason", ""),
            row.get("note", ""),
        )


def _decide(key: str, _: Mapping[str, Any], hands: Hands) -> None:
    decide(
        hands.workspace, hands.ids[key], decision=Decision.APPROVED, reason="回答の内容を確かめた", actor=hands.decider,
        at=hands.at,
    )  # fmt: skip
