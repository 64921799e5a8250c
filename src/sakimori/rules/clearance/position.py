"""The first questions: which way the data go, are records reliable, in which position we hold data (P-04)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import ForeignBasisKind, LegalRoute
from sakimori.domain.records.own_registers import Position
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, DoubtKind, Slice, Track, is_processor, returns
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Statement,
    StepRules,
    bar,
    confirmed,
    fact_fix,
    flow_fix,
    part_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_27_5_ENTRUSTMENT, ACT_28_1, GL_NOT_THIRD_PARTY
from sakimori.rules.facts.foreign_flows import NOT_TO_A_THIRD_PARTY
from sakimori.rules.gaps.flows.handling import claims_exception

_FREE: Final = frozenset({ForeignBasisKind.NONE, ForeignBasisKind.NOT_FOREIGN, ForeignBasisKind.NOT_NEEDED})
"""Bases that no day begins: they say that nothing carries the data, or that nothing need."""


def _direction(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if case.flow.direction is None and part.track is not Track.OUTSIDE:
        yield unknown(
            Text("渡すのか受け取るのかが未確認", "Whether the data go out or come in is not known"),
            flow_fix(case, "direction"),
            who=UserRole.SALES,
        )


def _conflicts(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    yield from (question(d.text, fix=d.fix) for d in case.doubts if d.kind is DoubtKind.CONFLICT)


def _lost(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """The exceptions and My Number ask for the document themselves."""
    if part.track not in {Track.EXCEPTION, Track.MY_NUMBER}:
        yield from (unknown(d.text, d.fix) for d in case.doubts if d.kind is DoubtKind.LOST)


def _assumed(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """An assessment matters where the recipient works for us."""
    for doubt in case.doubts:
        if doubt.kind is DoubtKind.ASSUMED and (doubt.fix.record != "assessment" or is_processor(case, part)):
            yield unknown(doubt.text, doubt.fix)


def _since(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
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


_HELD: dict[Position, Text] = {
    Position.OWN: Text("自社のデータである", "The data are our own"),
    Position.JOINT_USER: Text("共同利用者として持つデータである", "We hold the data as a joint user"),
    Position.BOUGHT_ON_CONSENT: Text("同意に基づいて提供を受けたデータである", "The data came to us on consent"),
    Position.BOUGHT_BY_OPTOUT: Text("オプトアウトで提供を受けたデータである", "The data came to us by opt-out"),
    Position.SUCCESSION: Text("事業の承継で得たデータである", "The data came with a business"),
}


def _asks_entruster(case: Case, part: Slice) -> bool:
    """Where no provision is spoken of, our promise to the entruster still is: a cloud he knows, a card he gave us."""
    if is_no_provision(part):
        return claims_exception(case.dossier, case.flow)
    return part.track is Track.LOOSE


def is_no_provision(part: Slice) -> bool:
    """Whether nobody else gets the data, My Number included."""
    return part.track is Track.NOT_PROVISION or (part.track is Track.MY_NUMBER and part.route in NOT_TO_A_THIRD_PARTY)


def _position(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法27条5項1号: what we hold for somebody else goes where he wants it, and nowhere on a ground of our own."""
    if part.track is Track.NOT_PROVISION and not _asks_entruster(case, part):
        return
    if part.part is None and part.track is Track.LOOSE:
        yield question(Text("受託して預かった情報ではないか", "Is it nothing that somebody entrusted to us?"))
    elif part.part is None:
        yield unknown(
            Text("どのデータセットから渡すかが選ばれていない", "From which data set they come is not chosen"),
            flow_fix(case, "data_set_id"),
            who=UserRole.SALES,
        )
    elif part.position is None:
        yield unknown(
            Text("どの立場で持つデータか未確認", "In which position we hold the data is not known"),
            part_fix(part.part, "position"),
        )
    elif part.position is not Position.AS_PROCESSOR:
        yield confirmed(_HELD[part.position])
    elif returns(case, part.part):
        yield confirmed(Text("受託したデータを委託元に返す", "Data held for another company go back to it"))
    elif _asks_entruster(case, part):
        yield confirmed(Text("委託を受けて取り扱うデータである", "We hold the data for somebody else"))
    elif part.track in {Track.EXCEPTION, Track.MY_NUMBER} and part.route is LegalRoute.EXC_LAW:
        yield from _demanded(case)
    elif part.route is LegalRoute.UNDECIDED:
        yield unknown(
            Text("委託を受けて取り扱うデータを渡す根拠が未決定", "The ground for data held for others is not decided"),
            flow_fix(case, "route"),
        )
    elif is_processor(case, part) or part.track is Track.EXCEPTION or part.route.is_exception:
        yield from _agreed(case, part)
    elif not is_no_provision(part):
        yield bar(
            Text(
                "委託を受けて取り扱うデータは当社の目的では提供できない（再委託・返却に限る）",
                "Data held for others do not go for our own ends: only re-entrustment or return",
            )
        )


_ENTRUSTER_TOLD = FactWords("""
    yes: confirmed | 委託元に知らせた | The entrusting company was told
    no: condition | 許される場合は、応じる前に委託元に知らせる | Where it is allowed, tell the entrusting company beforehand
""")  # noqa: E501 - a wording is one line


def _demanded(case: Case) -> Iterator[Statement]:
    """A legal demand sent to us is answered after telling the one whose data they are, where that is allowed."""
    is_told, fix = bool(case.facts.entruster_agreed), fact_fix(case, "entruster_agreed")
    yield _ENTRUSTER_TOLD(is_told, fix, mends=UserRole.SALES)


_ENTRUSTER_AGREED = FactWords("""
    yes: confirmed | 委託元が認めている | The entrusting company has agreed
    no: bar | 委託元が認めていない | The entrusting company has not agreed
    unknown | 委託元が認めているか未確認 | Whether the entrusting company has agreed is not known
""")


def _agreed(case: Case, part: Slice) -> Iterator[Statement]:
    """For My Number that is passed on A-MN4 asks for the permission of the first to entrust."""
    if part.track is Track.MY_NUMBER and is_processor(case, part):
        return
    yield _ENTRUSTER_AGREED(case.facts.entruster_agreed, fact_fix(case, "entruster_agreed"), who=UserRole.SALES)


_ONWARD_LIMITED = FactWords("""
    no: confirmed | 契約上の提供制限はない | No promise limits passing them on
    yes: question | 契約上の提供制限に反しないか | Is it inside what we promised about passing them on?
    unknown | 契約上の提供制限の有無が未確認 | Whether a promise limits passing them on is not known
""")


def _limited(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """A promise not to pass data on binds by contract; a legal demand goes before it, what goes back breaks none."""
    if part.part is None or part.route is LegalRoute.EXC_LAW or returns(case, part.part):
        return
    if part.position is Position.AS_PROCESSOR and _asks_entruster(case, part):
        if case.facts.returns_to_entruster is None:
            yield unknown(
                Text("委託元に返すものか未確認", "Whether they go back to the entrusting company is not known"),
                fact_fix(case, "returns_to_entruster"),
                who=UserRole.SALES,
            )
        yield from _agreed(case, part)
    if is_no_provision(part):
        return
    yield _ONWARD_LIMITED(part.part.onward_limited, part_fix(part.part, "onward_limited"))


_POSITION_TITLES = """
    A-IT1 | どの立場で持つデータか | In which position we hold the data
    C-ON1 | 契約上の提供制限 | A promise about passing data on
"""
_position_rule = StepRules(Step.POSITION, _POSITION_TITLES)

POSITION: tuple[ClearanceRule, ...] = (
    _position_rule("A-IT1", _position, ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY, revision=3),
    _position_rule("C-ON1", _limited, revision=3),
)
