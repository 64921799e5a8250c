"""P-13 abroad: what an equivalent system goes on asking for (法28条3項, 規則18条; of related data 法31条2項)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, GapKind
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.country import Point
from sakimori.domain.records.data_flow import AnnualCheck, LegalRoute
from sakimori.domain.rule import Citation
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.abroad.places import Place, class_of, duty_of, failed_check, place_days
from sakimori.rules.clearance.abroad.readings import known_of, lapse_days
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    duty,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_28_3, ACT_31_2, GL_F_6, RULES_18_1, RULES_18_3
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.foreign_flows import country_name
from sakimori.rules.gaps.flows.foreign import POINT_NAMES
from sakimori.rules.gaps.flows.foreign_checks import ITEM_NAMES, result_of


def _is_bound(case: Case, part: Slice, on: date) -> bool:
    """Pseudonymised and My Number data know no basis abroad (41条6項, 番号法30条2項), so none of its duties."""
    return part.track in {Track.PERSONAL, Track.RELATED} and class_of(case, on) is Place.SYSTEM


def _of_related(look: Look) -> Look:
    def of_related(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
        """Only where the recipient takes related data as personal data."""
        if part.track is Track.RELATED and (case.facts.recipient_ties or case.facts.ties_by_design):
            yield from look(case, part, on, policy)

    return of_related


def _check_due(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    owed = duty_of(case)
    if owed is None or not _is_bound(case, part, on):
        return
    due = owed.due(policy)
    fix = Fix("annual_check", "", "checked_on")
    if due is None and case.facts.first_time:
        yield duty(Text("提供を始めた日から年1回、相当措置を確かめる", "Check the measures once a year from the start"))
    elif due is None:
        yield unknown(
            Text("年次確認の起算日が未確認", "From when the annual check counts is not known"),
            flow_fix(case, "start_on"),
        )
    elif on <= due:
        yield confirmed(Text("年次確認の次の期限は{due}", "The next annual check is due on {due}").format(due=due))
    elif on <= _last_grace(due, policy):
        yield condition(
            Text("年次確認を済ませる（期限 {due}）", "Complete the annual check (due {due})").format(due=due), fix=fix
        )


def _check_long_overdue(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    owed = duty_of(case)
    due = owed.due(policy) if owed is not None else None
    if due is not None and _is_bound(case, part, on) and on > _last_grace(due, policy):
        yield bar(
            Text(
                "年次確認が期限（{due}）から{days}日を超えて遅れている。確認を終えれば渡せる",
                "The annual check is over {days} days late ({due}): complete it first",
            ).format(due=due, days=policy.annual_check_block_after),
            fix=Fix("annual_check", "", "checked_on"),
        )


def _last_grace(due: date, policy: Policy) -> date:
    return due + timedelta(days=policy.annual_check_block_after)


def _check_days(case: Case, policy: Policy) -> Iterable[date | None]:
    yield from place_days(case, policy)
    if (owed := duty_of(case)) is not None and (due := owed.due(policy)) is not None:
        yield next_day(due)
        yield next_day(_last_grace(due, policy))


def _check_result(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """The points that the newest check left open; measures that can hardly go on stop it (規則18条1項2号)."""
    check = owed.last_check if (owed := duty_of(case)) else None
    if check is not None and _must_stop(case, part, on):
        fix = Fix("annual_check", check.id, "hard_to_continue")
        yield bar(_STOP.format(country=country_name(case.dossier, case.recipient.country or "")), fix=fix)
        return
    if check is None or not _is_bound(case, part, on) or on < check.checked_on:
        return
    left = result_of(check)
    against = _against(case, check, on, policy)
    if against is not None:
        yield against
    elif left is None:
        yield confirmed(Text("年次確認で支障は見つからなかった", "The annual check found nothing"))
    if left is not None:
        fix = Fix("annual_check", check.id, left.field)
        yield unknown(left.title, fix) if left.kind is GapKind.UNKNOWN else question(left.title, fix=fix)


def _result_days(case: Case, policy: Policy) -> Iterable[date | None]:
    yield from place_days(case, policy)
    yield from lapse_days(case, policy)


def _must_stop(case: Case, part: Slice, on: date) -> bool:
    """Whether nothing but the system could carry it, and the system goes on no more; consent does without it."""
    if part.track is not Track.PERSONAL or part.route is LegalRoute.CONSENT_28:
        return False
    return class_of(case, on) is Place.OTHER and failed_check(case, on) is not None


_STOP = cited(
    "{country}の提供先で相当措置の継続的な実施の確保が困難である。提供を止めるか、{art:act-28}の同意を得る",
    "It is hard to secure that the recipient in {country} keeps up the measures: stop, or obtain consent "
    "under {art:act-28}",
)
_SERIOUS: Final = (Point.GOVERNMENT_ACCESS, Point.LOCALISATION)
"""Regimes that may affect the measures (GL-F 5, 6)."""


def _against(case: Case, check: AnnualCheck, on: date, policy: Policy) -> Statement | None:
    """規則18条1項1号: a system that our own reading of the country knows, and the check denies or could not know of."""
    country = case.recipient.country or ""
    profile = case.dossier.countries.get(country)
    known = [POINT_NAMES[point] for point in _SERIOUS if known_of(case, country, point, on, policy) is True]
    if profile is None or not known:
        return None
    is_later = profile.checked_on > check.checked_on
    if check.foreign_systems is not False and not is_later:
        return None
    words = _READ_LATER if is_later else _DENIED
    text = words.format(systems=listed(known), country=country_name(case.dossier, country))
    return question(text, fix=Fix("annual_check", check.id, "foreign_systems"))


_DENIED = Text(
    "国別情報では{country}に{systems}があるが、年次確認は影響しうる制度を「ない」としている。措置への影響を判断したか",
    "Our reading of {country} knows {systems}, yet the annual check found no such system: was its effect judged?",
)
_READ_LATER = Text(
    "年次確認の後に調べた国別情報では、{country}に{systems}がある。措置への影響を判断したか",
    "Read after the annual check, {country} has {systems}: was its effect on the measures judged?",
)


def _items(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    owed = duty_of(case)
    if owed is None or not _is_bound(case, part, on):
        return
    newest = max(owed.bases, key=lambda b: b.since or date.min)
    if newest.missing_items:
        yield condition(
            Text(
                "本人の求めに応じて提供する7項目を整備する（{items}）",
                "Prepare the items for a person who asks ({items})",
            ).format(items=listed(ITEM_NAMES[item] for item in newest.missing_items)),
            fix=Fix("foreign_basis", newest.id, newest.missing_items[0]),
        )
    else:
        yield confirmed(Text("本人の求めに応じて提供する7項目がそろっている", "The seven items are ready"))


def _until_erased(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    if duty_of(case) is not None and _is_bound(case, part, on):
        yield duty(
            cited(
                "{art:act-28-3}の義務は、返却・消去を確かめるまで続く",
                "The duties of {art:act-28-3} last until return or erasure is confirmed",
            )
        )


_TITLES = """
    A-28-3a | 相当措置の年次確認 | Annual check of the measures
    C-28-3a | 年次確認が大きく遅れている | Annual check long overdue
    A-28-3b | 年次確認の結果 | What the annual check found
    A-28-3d | 提供した後の義務 | Duties after provision
    A-28-3c | 本人の求めに応じて提供する7項目 | The seven items for a person who asks
"""
_rule = StepRules(Step.ROUTE, _TITLES)

YEARLY: tuple[ClearanceRule, ...] = (
    _rule("A-28-3a", _check_due, ACT_28_3, RULES_18_1, GL_F_6, basis=Basis.GUIDELINE_MUST, cuts=_check_days),
    _rule("C-28-3a", _check_long_overdue, cuts=_check_days, waived_by="C-28-3a"),
    _rule("A-28-3b", _check_result, ACT_28_3, RULES_18_1, cuts=_result_days, revision=4),
)
"""The yearly check: of personal data the step on processors asks for it, of related data that on special forms."""

_LASTING = _rule("A-28-3d", _until_erased, ACT_28_3, GL_F_6, basis=Basis.GUIDELINE_MUST, cuts=place_days)
AFTER: tuple[ClearanceRule, ...] = (
    _rule("A-28-3c", _items, ACT_28_3, RULES_18_3, cuts=place_days),
    _LASTING,
)
"""What an equivalent system goes on asking for beside the yearly check."""


def _of_31(cites: tuple[Citation, ...]) -> tuple[Citation, ...]:
    return tuple(ACT_31_2 if cite is ACT_28_3 else cite for cite in cites)


AFTER_RELATED: tuple[ClearanceRule, ...] = tuple(
    replace(rule, step=Step.SPECIAL_FORM, look=_of_related(rule.look), cites=_of_31(rule.cites))
    for rule in (*YEARLY, _LASTING)
)
"""For related data that the recipient ties to persons: 31条2項 reads 28条3項 over, without the items for who asks."""
