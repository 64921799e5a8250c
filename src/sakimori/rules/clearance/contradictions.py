"""P-01: what is said of a hand-over against what else is on record of it; each contradiction is for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, KindOfBody, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import Direction, LegalRoute, TransferMethod
from sakimori.domain.records.own_registers import Position
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track, returns
from sakimori.rules.clearance.position import is_no_provision
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Statement,
    StepRules,
    fact_fix,
    flow_fix,
    part_fix,
    party_fix,
    question,
    unknown,
)
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.citations import ACT_2_1, ACT_27_1, ACT_27_5_ENTRUSTMENT, GL_HAND_OVER, GL_PROVISION
from sakimori.rules.facts.naming_items import naming_items
from sakimori.rules.gaps.flows.handling import claims_exception

NAMELESS: Final = NOT_PERSONAL | {DataCategory.ANON, DataCategory.PSEUDO, DataCategory.REL}
"""Kinds of data in which no living person is named."""
_PERSONS: Final = frozenset({KindOfBody.PRIVATE_INDIVIDUAL, KindOfBody.SOLE_TRADER})
_CARRIED: Final = frozenset({TransferMethod.MEDIA, TransferMethod.PAPER})
"""Ways of transfer in which something sealed is carried."""


def _named(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法2条1項: officers and contacts of a company are persons; where other kinds go along, those are judged."""
    kinds = case.flow.categories
    items = naming_items(case.flow.data_items)
    if kinds and kinds <= NAMELESS and items:
        yield question(
            Text(
                "項目（{ja}）が人を示すのに、データの種類は個人を示さないものだけである。生存する個人の情報か",
                "Items name persons ({en}), yet the kinds of data name none: are they about living persons?",
            ).format(ja="、".join(items), en=", ".join(items)),
            fix=flow_fix(case, "categories"),
        )


def _is_to_person(case: Case, part: Slice) -> bool:
    return part.route is LegalRoute.TO_PERSON and not returns(case, part.part) and part.track is not Track.RECEIPT


def _body(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """GL 3-6-1: the data subject is a natural person, or an agent whose power was checked; a company is a third party.

    What sort of body it is A-57-1 asks for.
    """
    kind = case.recipient.kind_of_body
    if _is_to_person(case, part) and kind is not None and kind not in _PERSONS:
        yield question(
            Text(
                "本人への提供とされているが、相手は個人ではない。本人の代理人として受け取るのか（そうでなければ第三者への提供）",
                "Said to go to the data subject, yet the recipient is no natural person: an agent, or a third party?",
            ),
            fix=party_fix(case, "kind_of_body"),
        )


def _several(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """GL 3-6-1: of several persons each gets his own data and nobody else's."""
    if not _is_to_person(case, part):
        return
    fix = flow_fix(case, "person_count")
    if case.persons is None:
        yield unknown(
            Text("本人への提供の人数が未確認", "How many data subjects they go to is not known"),
            fix,
            who=UserRole.SALES,
        )
    elif case.persons != 1:
        yield question(
            Text(
                "本人への提供とされているが、{count}人分である。それぞれの本人だけに、本人の分だけを渡すのか",
                "Said to go to the data subject, yet of {count} persons: does each get his own data and no other?",
            ).format(count=f"{case.persons:,}"),
            fix=fix,
        )


def _sealed(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """GL 2-17: what is sealed is carried; a screen, an interface or a file shows its content."""
    if part.route is not LegalRoute.NOT_PROVISION or part.track is Track.RECEIPT or returns(case, part.part):
        return
    if claims_exception(case.dossier, case.flow) or not case.facts.sealed_carriage:
        return
    method, fix = case.flow.transfer_method, flow_fix(case, "transfer_method")
    if method is None:
        yield unknown(
            Text("封緘して運ぶものの渡し方が未確認", "How the sealed parcels are handed over is not known"),
            fix,
            who=UserRole.SALES,
        )
    elif method not in _CARRIED:
        yield question(
            Text(
                "封緘した運送とされているが、渡し方が書面・媒体ではない。相手が内容に触れないか",
                "Said to be carried sealed, yet neither on paper nor on media: can the carrier get at the content?",
            ),
            fix=fix,
        )


def _client(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法27条5項1号: what goes back goes to the one whose data they are, and to nobody else."""
    if part.part is None or part.track is Track.RECEIPT or not returns(case, part.part):
        return
    if is_given(part.part.entruster) and fold(part.part.entruster) != fold(case.recipient.legal_name):
        yield question(
            Text(
                "委託元（{name}）に返すとされているが、渡す相手の名称と違う。同じ相手か",
                "Said to go back to the entrusting company ({name}), yet the recipient is called otherwise: the same?",
            ).format(name=part.part.entruster),
            fix=fact_fix(case, "returns_to_entruster"),
        )


def _unnamed(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Whose data they are decides where they may go, and who is told; of a provision A-IT1 asks in which position."""
    if part.part is None or part.track is Track.OUTSIDE or case.flow.direction is Direction.IN:
        return
    if part.position is None and is_no_provision(part) and not claims_exception(case.dossier, case.flow):
        yield unknown(
            Text(
                "自社のデータか、委託を受けて持つデータか未確認", "Whether the data are ours or a client's is not known"
            ),
            part_fix(part.part, "position"),
        )
    elif part.position is Position.AS_PROCESSOR and not is_given(part.part.entruster):
        yield unknown(
            Text(
                "委託を受けて取り扱うデータの、委託元の名称が未登録",
                "Whose data we hold as a processor is not recorded",
            ),
            part_fix(part.part, "entruster"),
        )


_TITLES = """
    C-KN6 | 項目とデータの種類の食い違い | Items against the kinds of data
    C-KN7 | 本人への提供と相手の種別の食い違い | To the data subject, against the sort of recipient
    C-KN8 | 本人への提供と人数の食い違い | To the data subject, against the number of persons
    C-KN9 | 封緘した運送と渡し方の食い違い | Carried sealed, against the way of transfer
    C-KN10 | 委託元への返却と相手の食い違い | Back to the entrusting company, against the recipient
    C-KN11 | 委託元の名称が未登録 | The entrusting company is not recorded
"""
_rule = StepRules(Step.SCOPE, _TITLES)

CONTRADICTIONS: tuple[ClearanceRule, ...] = (
    _rule("C-KN6", _named, COMPANY_POLICY, ACT_2_1),
    _rule("C-KN7", _body, COMPANY_POLICY, GL_PROVISION, ACT_27_1),
    _rule("C-KN8", _several, COMPANY_POLICY, GL_PROVISION, ACT_27_1),
    _rule("C-KN9", _sealed, COMPANY_POLICY, GL_HAND_OVER, ACT_27_1),
    _rule("C-KN10", _client, COMPANY_POLICY, ACT_27_5_ENTRUSTMENT),
    _rule("C-KN11", _unnamed, COMPANY_POLICY, ACT_27_5_ENTRUSTMENT),
)
"""What the asker says against what is recorded, whoever said it."""
