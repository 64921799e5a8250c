"""P-13: opt-out オプトアウト: persons told, filed, time to object; closed to some data (法27条2項・3項, 規則11条)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sakimori.domain.clearance import Step
from sakimori.domain.codes import UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import Position
from sakimori.domain.records.sharing import Filing, NoticeWay, OptoutItem
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.grounds.logged_changes import change_days, items_told, look_at_changes
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    fact_fix,
    flow_fix,
    unknown,
)
from sakimori.rules.facts.citations import ACT_27_2, ACT_27_2_PROVISO, ACT_27_3, ACT_27_4, RULES_11_1, RULES_11_4
from sakimori.rules.facts.flow_facts import SPECIAL_CARE, listed
from sakimori.rules.gaps.flows.optout import (
    FILED_OPEN,
    ITEM_NAMES,
    ITEMS_LACK,
    TOLD_LATE,
    TOLD_OPEN,
    filed_from,
    filing_of,
    first_open,
    period_over,
)
from sakimori.rules.gaps.own_company.notices import in_force, notice_days


def _of_filing(look: Callable[[Case, Filing, date, Policy], Iterable[Statement]]) -> Look:
    """Ask about the filing that the hand-over names; where it names none A-OO0 alone speaks."""

    def asked(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
        filing = filing_of(case.dossier, case.flow)
        if part.route is LegalRoute.OPTOUT and filing is not None:
            yield from look(case, filing, on, policy)

    return asked


def _filed(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Filed with the PPC beforehand, from the planned day until the end."""
    if part.route is not LegalRoute.OPTOUT:
        return
    filing = filing_of(case.dossier, case.flow)
    if filing is None:
        yield bar(Text("オプトアウトの届出がない", "No opt-out filing"), fix=flow_fix(case, "filing_id"))
        return
    ready = filed_from(filing)
    if ready is None:
        yield unknown(FILED_OPEN, _fix(filing, "filed_on" if filing.filed_on is None else "provision_from"))
    elif on < ready:
        yield bar(
            Text("オプトアウト届出による提供を始められる日の前である", "The filing does not carry a provision yet"),
            fix=_fix(filing, "provision_from"),
        )
    elif filing.ended_on is not None and on > filing.ended_on:
        yield bar(Text("オプトアウト届出が終わっている", "The opt-out filing has ended"), fix=_fix(filing, "ended_on"))
    else:
        yield confirmed(Text("オプトアウト届出「{name}」", "Opt-out filing “{name}”").format(name=filing.name))


def _told(case: Case, filing: Filing, on: date, _policy: Policy) -> Iterable[Statement]:
    """The persons were told each item beforehand: each of them, or by a notice that says it on the day as well."""
    known = first_open(filing)
    if filing.notified_how is NoticeWay.NOT_TOLD:
        yield bar(fix=_fix(filing, "notified_how"))
    elif known is not None or filing.notified_on is None:
        yield unknown(TOLD_OPEN, _fix(filing, known or "notified_on"))
    elif on <= filing.notified_on:
        yield bar(TOLD_LATE, fix=_fix(filing, "notified_on"))
    elif filing.notified_how is NoticeWay.NOTIFIED:
        yield from _items(filing.items or frozenset(), _fix(filing, "items"))
    else:
        yield from _by_notice(case, on)


def _by_notice(case: Case, on: date) -> Iterable[Statement]:
    notices = in_force(case.dossier.registers.notices, on)
    said = frozenset[OptoutItem]().union(*(n.optout_items or () for n in notices))
    newest = max(notices, key=lambda n: (n.published_on or date.min, n.id), default=None)
    fix = Fix("notice", newest.id if newest else "", "optout_items")
    if set(OptoutItem) - said and any(n.optout_items is None for n in notices):
        yield unknown(
            Text("公表文書にオプトアウトの事項があるか未確認", "Whether a notice states the opt-out is not known"), fix
        )
    else:
        yield from _items(said, fix)


def _items(said: frozenset[OptoutItem], fix: Fix) -> Iterable[Statement]:
    lack = [item for item in OptoutItem if item not in said]
    if lack:
        yield bar(ITEMS_LACK.format(items=listed(ITEM_NAMES[item] for item in lack)), fix=fix)
    else:
        yield confirmed(Text("オプトアウトの事項を本人に知らせている", "The persons were told of the opt-out"))


def _period(case: Case, filing: Filing, on: date, policy: Policy) -> Iterable[Statement]:
    """The time that persons need to ask for a stop lies between telling them and the provision (規則11条1項1号).

    The Rules name no number. Ours stands in the policy and bars: whoever thinks that fewer days do changes it for all
    filings, not for one hand-over that is in a hurry. A change of an item asks for the same time again.
    """
    for told in (filing.notified_on, _change_told(filing, on), *items_told(case, filing, on)):
        if told is not None and told < on < (ready := period_over(told, policy)):
            words = Text(
                "本人が停止を求める期間（{days}日）が{day}まで続く",
                "The {days} days in which persons may ask for a stop run until {day}",
            )
            yield bar(
                words.format(days=str((ready - told).days), day=(ready - timedelta(days=1)).isoformat()),
                fix=_fix(filing, "notified_on"),
            )
            return


def _change_told(filing: Filing, on: date) -> date | None:
    """When the persons were told of a change of an item that counts on a day."""
    return filing.change_told_on if filing.changed_on is not None and filing.changed_on <= on else None


def _published(_case: Case, filing: Filing, on: date, _policy: Policy) -> Iterable[Statement]:
    """The PPC publishes what was filed (27条4項); the provision does not hang on it, but we look it up first."""
    if filing.published_on is None or on < filing.published_on:
        yield condition(
            Text("委員会による届出の公表を確かめる", "Look the filing up where the PPC publishes it"),
            fix=_fix(filing, "published_on"),
        )
    else:
        yield confirmed(Text("委員会が届出を公表している", "The PPC has published the filing"))


def _fix(filing: Filing, field: str) -> Fix:
    return Fix("filing", filing.id, field)


def _filing_days(case: Case, policy: Policy) -> Iterable[date | None]:
    """Every day on which what a filing carries may change: its own, those of telling, of changes and of notices."""
    filing = filing_of(case.dossier, case.flow)
    if filing is None:
        return
    yield from (filed_from(filing), filing.published_on)
    if filing.ended_on is not None:
        yield next_day(filing.ended_on)
    for told in (filing.notified_on, filing.change_told_on, *items_told(case, filing)):
        if told is not None:
            yield from (told, next_day(told), period_over(told, policy))
    yield from (filing.changed_on, filing.change_filed_on)
    yield from (filing.identity_changed_on, filing.identity_told_on, filing.identity_filed_on)
    yield from change_days(case, filing)
    yield from notice_days(case.dossier)


def _special_care(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.route is not LegalRoute.OPTOUT:
        return
    if part.categories is None:
        yield unknown(
            Text("要配慮個人情報を含むか未確認", "Whether special-care information is among it is not known"),
            flow_fix(case, "categories"),
            who=UserRole.SALES,
        )
    elif part.has(*SPECIAL_CARE):
        yield bar(
            Text("要配慮個人情報はオプトアウトで提供できない", "Special-care information may not go by opt-out"),
            fix=flow_fix(case, "categories"),
        )


def _wrongly_got(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Whether the source is known the step on sources asks."""
    if part.route is LegalRoute.OPTOUT and part.part and part.part.acquired_properly is False:
        yield bar(fix=Fix("data_set_part", part.part.id, "acquired_properly"))


def _bought(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """In which position we hold the data the step on positions asks."""
    if part.route is LegalRoute.OPTOUT and part.part and part.position is Position.BOUGHT_BY_OPTOUT:
        yield bar(fix=Fix("data_set_part", part.part.id, "position"))


_AS_FILED = FactWords("""
    yes: confirmed | 届け出た項目・方法のとおり | As filed
    no: bar | 届け出た項目・方法と違う | It is not as filed
    unknown | 届け出た項目・方法のとおりか未確認 | Whether it is as filed is not known
""")


def _as_filed(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """A change of 3号〜5号, 7号 or 8号 is told and filed beforehand, one of name or address without delay (27条3項)."""
    if part.route is not LegalRoute.OPTOUT:
        return
    yield _AS_FILED(case.facts.as_filed, fact_fix(case, "as_filed"))
    filing = filing_of(case.dossier, case.flow)
    if filing is not None:
        yield from _changed(filing, on)
        yield from _renamed(filing, on)
        yield from look_at_changes(case, filing, on)


def _changed(filing: Filing, on: date) -> Iterable[Statement]:
    if filing.changed_on is None or on < filing.changed_on:
        return
    open_field = next((f for f in ("change_told_on", "change_filed_on") if getattr(filing, f) is None), None)
    if open_field is not None or filing.change_told_on is None or filing.change_filed_on is None:
        yield unknown(
            Text("項目・方法の変更を知らせ、届け出たか未確認", "Whether the change was told and filed is not known"),
            _fix(filing, open_field or "change_told_on"),
        )
    elif on < max(filing.change_told_on, filing.change_filed_on):
        yield bar(
            Text("項目・方法の変更を、まだ知らせて届け出ていない", "The change was not told and filed beforehand"),
            fix=_fix(filing, "change_told_on"),
        )


def _renamed(filing: Filing, on: date) -> Iterable[Statement]:
    if filing.identity_changed_on is None or on < filing.identity_changed_on:
        return
    late = next(
        (f for f in ("identity_told_on", "identity_filed_on") if (day := getattr(filing, f)) is None or on < day), None
    )
    if late is not None:
        yield condition(
            Text(
                "当社の名称・住所・代表者の変更を、遅滞なく本人に知らせて届け出る",
                "Tell and file the change of our name, address or representative without delay",
            ),
            fix=_fix(filing, late),
        )


_TITLES = """
    A-OO0 | オプトアウトの届出 | The opt-out filing
    A-OO4 | オプトアウトを本人に知らせていない | The persons were not told of the opt-out
    C-OO1 | 停止を求めるための期間 | Time to ask for a stop
    C-OO2 | 委員会による届出の公表 | Publication by the PPC
    A-OO1 | 要配慮個人情報はオプトアウトで提供できない | Special-care information may not go by opt-out
    A-OO2 | 不正に取得したデータはオプトアウトで提供できない | Data got improperly may not go by opt-out
    A-OO3 | オプトアウトで得たデータはオプトアウトで提供できない | Data that came by opt-out may not go on by opt-out
    A-OO5 | 届け出た項目・方法とその変更 | Items and ways as filed, and their changes
"""
_rule = StepRules(Step.ROUTE, _TITLES)

OPTOUT: tuple[ClearanceRule, ...] = (
    _rule("A-OO0", _filed, ACT_27_2, cuts=_filing_days, revision=2),
    _rule("A-OO4", _of_filing(_told), ACT_27_2, RULES_11_4, cuts=_filing_days),
    _rule("C-OO1", _of_filing(_period), COMPANY_POLICY, RULES_11_1, cuts=_filing_days),
    _rule("C-OO2", _of_filing(_published), COMPANY_POLICY, ACT_27_4, cuts=_filing_days),
    _rule("A-OO1", _special_care, ACT_27_2_PROVISO),
    _rule("A-OO2", _wrongly_got, ACT_27_2_PROVISO),
    _rule("A-OO3", _bought, ACT_27_2_PROVISO),
    _rule("A-OO5", _as_filed, ACT_27_3, cuts=_filing_days, revision=3),
)
