"""P-08: the persons know the purpose, by publication or otherwise (法21条, 32条1項2号; pseudonymised data: 法41条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import Position, Purpose
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track, window
from sakimori.rules.clearance.rule_kit import ClearanceRule, Statement, StepRules, bar, confirmed, question, unknown
from sakimori.rules.facts.citations import ACT_21, ACT_32_1_PURPOSES, ACT_41_3
from sakimori.rules.gaps.flows.purposes import is_told, purpose_of
from sakimori.rules.gaps.own_company.notices import in_force, notice_days


def _published(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """法21条1項・2項・4項4号: published beforehand, notified, stated on the form, or evident at the acquisition.

    Of data that we process for somebody else he tells the persons; pseudonymised data know publication alone (41条4項).
    """
    purpose = purpose_of(case.dossier, case.flow)
    if purpose is None or part.position is Position.AS_PROCESSOR:
        return
    row = part.part
    if row is not None and part.track is not Track.PSEUDONYMISED and is_told(purpose, row):
        yield confirmed(
            Text("利用目的「{name}」を取得のときに本人に示している", "“{name}” was told at the acquisition").format(
                name=purpose.name
            )
        )
    elif purpose.published_since is None:
        yield unknown(
            Text("利用目的「{name}」の公表日が未確認", "When “{name}” was published is not known").format(
                name=purpose.name
            ),
            Fix("purpose", purpose.id, "published_since"),
        )
    elif on < purpose.published_since:
        yield bar(
            Text(
                "利用目的「{name}」を公表も通知もしていない（公表日：{day}）",
                "“{name}” is neither published nor told yet (published on {day})",
            ).format(name=purpose.name, day=purpose.published_since.isoformat()),
            fix=Fix("purpose", purpose.id, "published_since"),
        )
    else:
        yield confirmed(
            Text("利用目的「{name}」を公表している", "The purpose “{name}” is published").format(name=purpose.name)
        )


def _still_known(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """法32条1項2号: the purposes of retained data stay knowable to the persons, also after the publication ended."""
    purpose = purpose_of(case.dossier, case.flow)
    if purpose is None or part.position is Position.AS_PROCESSOR or part.track is Track.PSEUDONYMISED:
        return
    standing = in_force(case.dossier.registers.notices, on)
    if _is_over(purpose, on) and any(n.answers_on_request or purpose.id in n.purpose_ids for n in standing):
        yield confirmed(_KNOWN.format(name=purpose.name))
    elif _is_over(purpose, on):
        yield question(
            Text(
                "利用目的「{name}」の公表は終わっている。本人が知り得る状態（求めに応じた回答を含む）にあるか",
                "“{name}” is published no more: can the persons still learn it, if only by asking?",
            ).format(name=purpose.name),
            fix=Fix("purpose", purpose.id, "published_until"),
        )


_KNOWN = Text(
    "利用目的「{name}」は、本人が知り得る状態にある（求めに応じた回答を含む）",
    "The persons can still learn “{name}”, if only by asking",
)


def _is_over(purpose: Purpose, on: date) -> bool:
    """Whether a purpose was published once and is no more."""
    since = purpose.published_since
    return since is not None and since <= on and not window(since, purpose.published_until, on)


def _publication_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    purpose = purpose_of(case.dossier, case.flow)
    if purpose is None:
        return ()
    return (purpose.published_since, next_day(purpose.published_until) if purpose.published_until else None)


def _known_days(case: Case, policy: Policy) -> Iterable[date | None]:
    yield from _publication_days(case, policy)
    yield from notice_days(case.dossier)


def _pseudonymised(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """法41条3項・9項: they follow the purpose as it is published, and consent does not widen it."""
    purpose = purpose_of(case.dossier, case.flow)
    if part.track is not Track.PSEUDONYMISED or purpose is None:
        return
    if _is_over(purpose, on):
        yield question(
            Text(
                "公表の終わった利用目的「{name}」で、仮名加工情報を利用してよいか",
                "“{name}” is published no more: may pseudonymised data be used for it?",
            ).format(name=purpose.name),
            fix=Fix("purpose", purpose.id, "published_until"),
        )
    else:
        yield confirmed(Text("公表した利用目的による", "It follows the purpose as published"))


_TITLES = """
    A-PS4 | 仮名加工情報の利用目的 | The purpose of pseudonymised data
    A-21-1 | 利用目的の公表・通知 | The purpose is published or told
    A-32-1U | 公表の終わった利用目的 | A purpose published no more
"""
_rule = StepRules(Step.PURPOSE, _TITLES)

PURPOSES_TOLD: tuple[ClearanceRule, ...] = (
    _rule("A-PS4", _pseudonymised, ACT_41_3, cuts=_publication_days),
    _rule("A-21-1", _published, ACT_21, cuts=_publication_days, revision=2),
    _rule("A-32-1U", _still_known, ACT_32_1_PURPOSES, cuts=_known_days, revision=2),
)
