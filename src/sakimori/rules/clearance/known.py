"""What must be known before anything is judged: in which direction the data go, and that the records can be relied on.

The gate leaves out what contradicts itself or is not there; these rules say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import ForeignBasisKind
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, DoubtKind, Slice, Track, is_processor
from sakimori.rules.clearance.rule_kit import ClearanceRule, Said, StepRules, flow_fix, question, unknown
from sakimori.rules.facts.citations import ACT_28_1

_FREE: Final = frozenset({ForeignBasisKind.NONE, ForeignBasisKind.NOT_FOREIGN, ForeignBasisKind.NOT_NEEDED})
"""Bases that no day begins: they say that nothing carries the data, or that nothing need."""


def _direction(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    if case.flow.direction is None and part.track is not Track.OUTSIDE:
        yield unknown(
            Text("渡すのか受け取るのかが未確認", "Whether the data go out or come in is not known"),
            flow_fix(case, "direction"),
            who=UserRole.SALES,
        )


def _conflicts(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    yield from (question(d.text, fix=d.fix) for d in case.doubts if d.kind is DoubtKind.CONFLICT)


def _lost(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """The exceptions and My Number ask for the document themselves."""
    if part.track not in {Track.EXCEPTION, Track.MY_NUMBER}:
        yield from (unknown(d.text, d.fix) for d in case.doubts if d.kind is DoubtKind.LOST)


def _assumed(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """An assessment matters where the recipient works for us."""
    for doubt in case.doubts:
        if doubt.kind is DoubtKind.ASSUMED and (doubt.fix.record != "assessment" or is_processor(case, part)):
            yield unknown(doubt.text, doubt.fix)


def _since(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """A basis carries from a day on: one without its first day carries on none that is known."""
    for basis in case.dossier.foreign_bases:
        if basis.since is None and basis.kind not in _FREE and part.track is Track.PERSONAL:
            yield unknown(
                Text("外国提供の根拠がいつからのものか未確認", "From which day the foreign basis stands is not known"),
                Fix("foreign_basis", basis.id, "since"),
            )


_TITLES = """
    C-KN1 | 提供か受領か | Provision or receipt
    C-KN2 | 食い違う記録 | Records that contradict each other
    C-KN3 | 名指しされた資料がない | A named document is not on file
    C-KN4 | ファイルにない事実 | A fact that the file does not state
    C-KN5 | 外国提供の根拠の始まり | The first day of a foreign basis
"""
_rule = StepRules(Step.SCOPE, _TITLES)

KNOWN: tuple[ClearanceRule, ...] = (
    _rule("C-KN1", _direction),
    _rule("C-KN2", _conflicts),
    _rule("C-KN3", _lost),
    _rule("C-KN4", _assumed),
    _rule("C-KN5", _since, COMPANY_POLICY, ACT_28_1),
)
