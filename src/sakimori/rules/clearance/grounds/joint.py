"""P-13: joint use 共同利用 stands on five items known beforehand (法27条5項3号・6項, GL 3-6-3(3))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.sharing import JointUse, NoticeWay
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track, window
from sakimori.rules.clearance.grounds.logged_changes import change_days, look_at_changes
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    fact_fix,
    flow_fix,
    party_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_27_5_JOINT_USE, ACT_27_6, GL_JOINT_USE
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.joint_uses import PUBLISHED_OPEN, TOLD_OPEN, UNSAID, first_open, known_days, way_of
from sakimori.rules.gaps.flows.grounds import ITEM_NAMES, differs


def joint_use_of(case: Case) -> JointUse | None:
    """The joint use that the hand-over names."""
    return next((j for j in case.dossier.registers.joint_uses if j.id == case.flow.joint_use_id), None)


def known_beforehand(case: Case, part: Slice, on: date) -> Iterator[Statement]:
    """The five items, told or easy to learn on the day; data held before enter only as the person would expect.

    Of pseudonymised data they are published (41条6項).
    """
    joint_use, by_publication = joint_use_of(case), part.track is Track.PSEUDONYMISED
    if joint_use is None or (not by_publication and way_of(joint_use) is NoticeWay.NOT_TOLD):
        fix = _of_flow(case) if joint_use is None else Fix("joint_use", joint_use.id, "told_how")
        yield bar(_UNPUBLISHED if by_publication else _UNTOLD, fix=fix)
        return
    unsaid = [i for i in joint_use.missing if not (i == "states_fact" and joint_use.states_fact is None)]
    if unsaid:
        yield bar(
            UNSAID.format(items=listed(ITEM_NAMES[item] for item in unsaid)),
            fix=Fix("joint_use", joint_use.id, unsaid[0]),
        )
        return
    open_field = first_open(joint_use, by_publication=by_publication)
    first, last = known_days(joint_use, by_publication=by_publication)
    if open_field is not None or first is None:
        words = PUBLISHED_OPEN if by_publication else TOLD_OPEN
        yield unknown(words, Fix("joint_use", joint_use.id, open_field or "published_on"))
        return
    is_by_notice = not by_publication and way_of(joint_use) is NoticeWay.NOTIFIED
    if not window(first, last, on):
        before = on < first
        words = _BEFORE_NOTICE if is_by_notice else _BEFORE if before else _OVER
        field = "told_on" if is_by_notice else "published_on" if before else "published_until"
        yield bar(words, fix=Fix("joint_use", joint_use.id, field))
        return
    yield confirmed((_PUBLISHED if by_publication else _TOLD).format(name=joint_use.name))
    yield from _held_before(case, part, first)
    if is_by_notice and joint_use.told_on is not None:
        yield from _came_later(part, joint_use, joint_use.told_on, on)


_UNPUBLISHED = Text("共同利用の五項目が公表されていない", "The five items are not published")
_UNTOLD = Text(
    "共同利用の五項目が、本人に通知されても、容易に知り得る状態に置かれてもいない",
    "The five items were neither told to the persons nor are easy to learn",
)
_BEFORE_NOTICE = Text("共同利用を本人に通知する前である", "The persons are not told of the joint use yet")
_BEFORE = Text("共同利用の公表の前である", "The joint use is not published yet")
_OVER = Text("共同利用の公表が終わっている", "The joint use is no longer published")
_PUBLISHED = Text("共同利用「{name}」の五項目を公表している", "The five items of “{name}” are published")
_TOLD = Text(
    "共同利用「{name}」の五項目を本人に通知し、または容易に知り得る状態に置いている",
    "The five items of “{name}” were told or are easy to learn",
)


def _came_later(part: Slice, joint_use: JointUse, told: date, on: date) -> Iterator[Statement]:
    """A notice reaches those to whom it went: whoever came afterwards was told anew, or can find it published."""
    row = part.part
    if row is None or (row.collected_until is not None and row.collected_until <= told):
        return
    if joint_use.published_on is not None and window(joint_use.published_on, joint_use.published_until, on):
        return
    yield question(
        Text(
            "通知（{day}）の後に取得した「{part}」の人にも、提供の前に通知したか",
            "Were those of “{part}” who came after the notice of {day} told before the provision as well?",
        ).format(part=row.name, day=told.isoformat()),
        fix=Fix("joint_use", joint_use.id, "told_on"),
    )


def _held_before(case: Case, part: Slice, published: date) -> Iterator[Statement]:
    if part.part is None:
        yield unknown(
            Text("いつ取得したデータか未確認", "When the data were acquired is not known"),
            flow_fix(case, "data_set_id"),
            who=UserRole.SALES,
        )
    elif part.part.collected_from is None:
        yield unknown(
            Text("「{part}」をいつ取得したか未確認", "When “{part}” was collected is not known").format(
                part=part.part.name
            ),
            Fix("data_set_part", part.part.id, "collected_from"),
        )
    elif part.part.collected_from < published:
        yield question(
            Text(
                "通知・公表の前に取得した「{part}」も、本人が通常予期できる範囲か",
                "Would the persons of “{part}”, collected before, ordinarily expect the joint use?",
            ).format(part=part.part.name)
        )


_INSIDE_JOINT_USE = FactWords("""
    yes: confirmed | 本人に知らせた項目・範囲・目的の内にある | Inside what the persons were told
    no: bar | 本人に知らせた項目・範囲・目的の外である | It goes beyond what the persons were told
    unknown | 本人に知らせた項目・範囲・目的の内か未確認 | Whether it is inside what they were told is not known
""")


def inside_scope(case: Case) -> Iterator[Statement]:
    """Items, recipient and purpose stay inside what the persons were told or can learn (A-JU3)."""
    yield _INSIDE_JOINT_USE(case.facts.inside_joint_use, fact_fix(case, "inside_joint_use"))


def _changes(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """法27条6項: a change of purpose or of who answers is told beforehand, one of its name or address without delay."""
    joint_use = joint_use_of(case)
    if part.route is not LegalRoute.JOINT or joint_use is None:
        return
    if joint_use.changed_on is not None and joint_use.changed_on <= on:
        yield from _changed(joint_use, on)
    yield from look_at_changes(case, joint_use, on)
    fields = differs(joint_use, case.recipient)
    told = joint_use.identity_told_on
    if (
        joint_use.identity_changed_on is not None
        and joint_use.identity_changed_on <= on
        and (told is None or on < told)
    ):
        yield condition(
            Text(
                "責任を有する者の名称・住所・代表者の変更を、遅滞なく知らせる",
                "Tell the change of name, address or representative of the party responsible without delay",
            ),
            fix=Fix("joint_use", joint_use.id, "identity_told_on"),
        )
    elif fields:
        yield condition(
            Text(
                "共同利用の通知・公表の「{items}」を取引先の台帳と照らし、変更があれば遅滞なく知らせる",
                "Compare with the record of the recipient, and tell a change without delay: {items}",
            ).format(items=listed(ITEM_NAMES[field] for field in fields)),
            fix=Fix("joint_use", joint_use.id, fields[0]),
        )
    else:
        yield from _not_compared(case, joint_use)


def _not_compared(case: Case, joint_use: JointUse) -> Iterator[Statement]:
    """Without the record of who answers for the data nobody sees that the notice tells his name or address wrong."""
    if joint_use.responsible_id is None:
        yield condition(
            Text(
                "共同利用の責任を有する者を、当社か取引先の登録から選ぶ",
                "Choose from the register who answers for the joint use",
            ),
            fix=Fix("joint_use", joint_use.id, "responsible_id"),
        )
    elif joint_use.responsible_id == case.recipient.id:
        for field, what in _COMPARED.items():
            if not getattr(case.recipient, field):
                yield condition(
                    Text(
                        "提供先の{what}を登録し、共同利用の通知・公表と照らす",
                        "Record the {what} of the recipient, and compare it with the notice of the joint use",
                    ).format(what=what),
                    fix=party_fix(case, field),
                    who=UserRole.PROCUREMENT,
                )


_COMPARED: Final = {"address": Text("住所", "address"), "representative": Text("代表者", "representative")}


def _changed(joint_use: JointUse, on: date) -> Iterator[Statement]:
    """The purpose may change within what the persons would ordinarily expect: a person judges that."""
    fix = Fix("joint_use", joint_use.id, "change_told_on")
    if joint_use.change_told_on is None:
        yield unknown(
            Text("利用目的・責任を有する者の変更を知らせたか未確認", "Whether the change was told is not known"), fix
        )
    elif on < joint_use.change_told_on:
        yield bar(
            Text("利用目的・責任を有する者の変更を、まだ知らせていない", "The change was not told beforehand"), fix=fix
        )
    else:
        yield question(
            Text(
                "変更後の利用目的は、本人が通常予期できる範囲か（責任を有する者だけの変更なら、そう記す）",
                "Would the persons ordinarily expect the changed purpose? (Say so if only the party changed.)",
            ),
            fix=Fix("joint_use", joint_use.id, "changed_on"),
        )


def _of_flow(case: Case) -> Fix:
    return flow_fix(case, "joint_use_id")


def joint_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The days of notice and publication, and the first day after it."""
    joint_use = joint_use_of(case)
    if joint_use is not None:
        yield from (joint_use.told_on, joint_use.published_on)
        yield from (joint_use.changed_on, joint_use.change_told_on)
        yield from (joint_use.identity_changed_on, joint_use.identity_told_on)
        yield from change_days(case, joint_use)
        if joint_use.published_until is not None:
            yield next_day(joint_use.published_until)


def _five_items(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    if part.route is LegalRoute.JOINT:
        yield from known_beforehand(case, part, on)


def _scope(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.route is LegalRoute.JOINT:
        yield from inside_scope(case)


_TITLES = """
    A-JU1 | 共同利用の五項目 | The five items of the joint use
    A-JU2 | 共同利用の変更 | Changes of the joint use
    A-JU3 | 共同利用の範囲 | Scope of the joint use
"""
_rule = StepRules(Step.ROUTE, _TITLES)

JOINT: tuple[ClearanceRule, ...] = (
    _rule("A-JU1", _five_items, ACT_27_5_JOINT_USE, GL_JOINT_USE, cuts=joint_days, revision=3),
    _rule("A-JU2", _changes, ACT_27_6, cuts=joint_days, revision=4),
    _rule("A-JU3", _scope, ACT_27_5_JOINT_USE, GL_JOINT_USE, revision=2),
)
