"""Joint use 共同利用 (法27条5項3号): the five items are published or told before the first hand-over."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.data_flow import DataFlow, LegalRoute
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.register import JointUse
from sakimori.domain.rule import Rule
from sakimori.domain.text import Text
from sakimori.rules.citations import ACT_27_5_JOINT_USE
from sakimori.rules.flow_findings import (
    listed,
    needs_route,
    of_flow,
    of_outgoing,
    outside,
    register_rule,
    while_running,
)

ITEM_NAMES: dict[str, Text] = {
    "states_fact": Text("共同利用する旨", "that data are used jointly"),
    "data_items": Text("データの項目", "the data items"),
    "users_scope": Text("共同利用者の範囲", "the scope of users"),
    "purpose": Text("利用目的", "the purpose"),
    "responsible": Text("管理責任者", "who is responsible"),
}


def _judge(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条5項3号; pseudonymised data need the same items published (41条6項).

    Not modelled: data held before the publication may join only as far as the person would expect; a person judges.
    """
    if flow.route is not LegalRoute.JOINT or not needs_route(flow):
        return
    joint_use = next((j for j in dossier.registers.joint_uses if j.id == flow.joint_use_id), None)
    if joint_use is None:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="joint_use_id",
            action=Text("五項目を公表して記録し、結び付けます。", "Publish the five items, record and name them."),
        )
        return
    yield from _of_record(rule, flow, joint_use)


def _of_record(rule: Rule, flow: DataFlow, joint_use: JointUse) -> Iterable[Finding]:
    unsaid = [item for item in joint_use.missing if not (item == "states_fact" and joint_use.states_fact is None)]
    always = while_running(flow, Severity.BLOCK)
    if unsaid:
        yield from of_flow(
            rule,
            flow,
            always,
            field="joint_use_id",
            title=Text("共同利用の公表に「{items}」がない", "The notice of the joint use lacks {items}").format(
                items=listed(ITEM_NAMES[item] for item in unsaid)
            ),
            fix=Fix("joint_use", joint_use.id, unsaid[0]),
            facts=(("joint_use", joint_use.id), ("missing", " ".join(unsaid))),
            action=Text("欠けている項目を公表します。", "Publish what is missing."),
        )
        return
    unknown = next((f for f in ("states_fact", "published_on") if getattr(joint_use, f) is None), None)
    if unknown is not None:
        yield from of_flow(
            rule,
            flow,
            always,
            field="joint_use_id",
            kind=GapKind.UNKNOWN,
            title=Text("共同利用の公表が未確認", "Whether the joint use was published is not known"),
            fix=Fix("joint_use", joint_use.id, unknown),
            facts=(("joint_use", joint_use.id), ("unknown", unknown)),
            action=Text("いつ、どこで公表したかを確かめます。", "Find out when and where it was published."),
        )
        return
    yield from of_flow(
        rule,
        flow,
        outside(flow, Severity.BLOCK, good_from=joint_use.published_on, good_through=joint_use.published_until),
        field="joint_use_id",
        title=Text("共同利用が公表されていない期間がある", "On some days the joint use is not published"),
        fix=Fix("joint_use", joint_use.id, "published_until" if joint_use.published_until else "published_on"),
        facts=(
            ("joint_use", joint_use.id),
            ("from", joint_use.published_on.isoformat() if joint_use.published_on else ""),
            ("until", joint_use.published_until.isoformat() if joint_use.published_until else ""),
        ),
        action=Text("公表のない日には提供しません。", "Do not hand over on days without publication."),
    )


JOINT_USE_RULES: tuple[Rule, ...] = (
    register_rule(
        "A-JU1",
        Text("共同利用の五項目が記録されていない", "The five items of the joint use are not recorded"),
        of_outgoing(_judge),
        ACT_27_5_JOINT_USE,
        points=("A4", "B5"),
    ),
)
