"""Opt-out オプトアウト (法27条2項): persons told and filed before, time to object, and closed to some data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.own_registers import Position
from sakimori.domain.records.sharing import Filing, NoticeWay, OptoutItem
from sakimori.domain.rule import COMPANY_POLICY, Judge, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_27_2, ACT_27_2_PROVISO, ACT_27_4, RULES_11_1
from sakimori.rules.facts.flow_facts import (
    SPECIAL_CARE,
    is_under_27,
    listed,
    of_flow,
    of_outgoing,
    outside,
    parts_of,
    while_running,
)
from sakimori.rules.facts.rule_kit import GapRules, cut

ITEM_NAMES: dict[OptoutItem, Text] = {
    OptoutItem.PROVIDER: Text("当社の名称・住所・代表者", "our name, address and representative"),
    OptoutItem.PURPOSE: Text("第三者への提供を利用目的とすること", "that provision is a purpose"),
    OptoutItem.DATA_ITEMS: Text("提供する個人データの項目", "the data items"),
    OptoutItem.ACQUIRED_HOW: Text("取得の方法", "how the data were acquired"),
    OptoutItem.PROVIDED_HOW: Text("提供の方法", "how they are provided"),
    OptoutItem.STOP: Text("求めに応じて提供を停止すること", "that provision stops on request"),
    OptoutItem.REQUEST_WAY: Text("求めを受け付ける方法", "how requests are received"),
    OptoutItem.UPDATE_WAY: Text("更新の方法", "how the data are updated"),
    OptoutItem.START_DAY: Text("提供を開始する予定日", "the planned first day"),
}
"""What the persons are told (法27条2項1号〜8号, 規則11条4項)."""


def filed_from(filing: Filing) -> date | None:
    """The first day on which a filing carries a provision; None while one of its days is not known."""
    if filing.filed_on is None or filing.provision_from is None:
        return None
    return max(filing.filed_on, filing.provision_from)


def period_over(told_on: date, policy: Policy) -> date:
    """The first day after the time that the persons have to ask for a stop (規則11条1項1号).

    The Rules ask for the time that this needs and give no number; the number is our policy, and never less than a day.
    """
    return told_on + timedelta(days=max(policy.optout_notice_days, 1))


def filing_of(dossier: Dossier, flow: DataFlow) -> Filing | None:
    """The filing that a flow rests on."""
    return next((f for f in dossier.registers.filings if f.id == flow.filing_id), None)


def first_open(filing: Filing) -> str | None:
    """Which fact of how the persons were told nobody has recorded."""
    if filing.notified_how is None:
        return "notified_how"
    if filing.notified_on is None:
        return "notified_on"
    if filing.notified_how is NoticeWay.KNOWABLE and not filing.notified_where:
        return "notified_where"
    return "items" if filing.notified_how is NoticeWay.NOTIFIED and filing.items is None else None


def _of_filing(look: Callable[[Rule, DataFlow, Filing, Policy], Iterable[Finding]]) -> Judge:
    """Judge the filing of each flow out that rests on one; where none is named A-OO0 speaks."""

    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        def of(_rule: Rule, _dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
            filing = filing_of(dossier, flow)
            if flow.route is LegalRoute.OPTOUT and is_under_27(flow) and filing is not None:
                yield from look(rule, flow, filing, policy)

        return of_outgoing(of)(rule, dossier, policy)

    return judge


def _not_filed(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条2項: provision by opt-out stands on a filing with the PPC, from the day it names until its end."""
    if flow.route is not LegalRoute.OPTOUT or not is_under_27(flow):
        return
    filing = filing_of(dossier, flow)
    if filing is None:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="filing_id",
            action=Text(
                "届出を済ませて結び付けるまで提供しません。", "Do not provide until a filing stands behind it."
            ),
        )
        return
    ready = filed_from(filing)
    yield from of_flow(
        rule,
        flow,
        while_running(flow, Severity.BLOCK)
        if ready is None
        else outside(flow, Severity.BLOCK, good_from=ready, good_through=filing.ended_on),
        field="filing_id",
        kind=GapKind.UNKNOWN if ready is None else GapKind.DEFECT,
        title=FILED_OPEN
        if ready is None
        else Text("オプトアウト届出のない期間がある", "On some days no opt-out filing stands"),
        fix=Fix("filing", filing.id, "filed_on" if filing.filed_on is None else "provision_from"),
        facts=(
            ("filing", filing.id),
            ("from", ready.isoformat() if ready else ""),
            ("ended_on", filing.ended_on.isoformat() if filing.ended_on else ""),
        ),
        action=Text("届出の日と期間を確かめます。", "Check the day and the term of the filing."),
    )


FILED_OPEN = Text(
    "オプトアウトの届出日または提供の開始予定日が未確認",
    "When the opt-out was filed or is planned to begin is not known",
)


def _not_told(rule: Rule, flow: DataFlow, filing: Filing, _policy: Policy) -> Iterable[Finding]:
    """法27条2項: the persons were told beforehand, each of them or by a place that they easily find."""
    always = while_running(flow, Severity.BLOCK)
    lack = [item for item in OptoutItem if item not in (filing.items or ())]
    is_notified = filing.notified_how is NoticeWay.NOTIFIED
    known = first_open(filing)
    kind, title, field = GapKind.DEFECT, TOLD_LATE, "notified_on"
    if filing.notified_how is NoticeWay.NOT_TOLD:
        stages, title, field = always, rule.title, "notified_how"
    elif known is not None:
        stages, kind, title, field = always, GapKind.UNKNOWN, TOLD_OPEN, known
    elif is_notified and lack:
        stages, title, field = always, ITEMS_LACK.format(items=listed(ITEM_NAMES[i] for i in lack)), "items"
    else:
        begins = next_day(filing.notified_on) if filing.notified_on else None
        stages = outside(flow, Severity.BLOCK, good_from=begins)
    yield from of_flow(
        rule,
        flow,
        stages,
        field="filing_id",
        kind=kind,
        title=title,
        fix=Fix("filing", filing.id, field),
        facts=(
            ("filing", filing.id),
            ("how", filing.notified_how.value if filing.notified_how else ""),
            ("on", filing.notified_on.isoformat() if filing.notified_on else ""),
            ("lack", " ".join(lack) if is_notified else ""),
        ),
        action=Text(
            "本人に通知するか、容易に知り得る状態に置くまで提供しません。",
            "Do not provide until the persons were told or can easily know.",
        ),
    )


TOLD_OPEN = Text("オプトアウトを本人に知らせたか未確認", "Whether the persons were told of the opt-out is not known")
TOLD_LATE = Text("オプトアウトを本人に知らせる前の提供である", "Before the persons were told of the opt-out")
ITEMS_LACK = Text("本人に知らせた事項に「{items}」がない", "What the persons were told lacks {items}")


def _too_soon(rule: Rule, flow: DataFlow, filing: Filing, policy: Policy) -> Iterable[Finding]:
    """Policy for 規則11条1項1号: so many days between telling the persons and the first provision."""
    if filing.notified_on is None or filing.notified_how is NoticeWay.NOT_TOLD:
        return
    ready = period_over(filing.notified_on, policy)
    yield from of_flow(
        rule,
        flow,
        cut(outside(flow, Severity.BLOCK, good_from=ready), from_on=next_day(filing.notified_on)),
        field="start_on",
        facts=(("filing", filing.id), ("ready", ready.isoformat())),
        action=Text("本人が停止を求められる期間をおきます。", "Leave the persons time to ask for a stop."),
    )


def _not_published(rule: Rule, flow: DataFlow, filing: Filing, _policy: Policy) -> Iterable[Finding]:
    """Policy: we wait for the publication by the PPC (法27条4項), which the law makes no condition of the provision."""
    seen = filing.published_on
    yield from of_flow(
        rule,
        flow,
        outside(flow, Severity.MEDIUM, good_from=seen) if seen else while_running(flow, Severity.MEDIUM),
        field="filing_id",
        kind=GapKind.DEFECT if seen else GapKind.UNKNOWN,
        fix=Fix("filing", filing.id, "published_on"),
        facts=(("filing", filing.id), ("on", seen.isoformat() if seen else "")),
        action=Text("委員会のウェブサイトで公表を確かめます。", "Look the publication up on the website of the PPC."),
    )


def _special_care(rule: Rule, _: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条2項ただし書: special-care information never goes by opt-out."""
    if flow.route is LegalRoute.OPTOUT and flow.categories and flow.categories & SPECIAL_CARE:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="categories",
            facts=(("categories", " ".join(sorted(flow.categories & SPECIAL_CARE))),),
            action=Text("要配慮個人情報を外すか、本人の同意を得ます。", "Leave it out, or obtain consent."),
        )


def _bought_by_optout(rule: Rule, dossier: Dossier, flow: DataFlow) -> Iterable[Finding]:
    """法27条2項ただし書: what came to us by opt-out does not go on by opt-out."""
    if flow.route is not LegalRoute.OPTOUT or not is_under_27(flow):
        return
    bought = [p for p in parts_of(dossier, flow) if p.position is Position.BOUGHT_BY_OPTOUT]
    if bought:
        yield from of_flow(
            rule,
            flow,
            while_running(flow, Severity.BLOCK),
            field="data_set_id",
            title=Text(
                "オプトアウトで得た「{parts}」を再びオプトアウトで提供している",
                "“{parts}” came by opt-out and may not go on by opt-out",
            ).format(parts=listed(Text(p.name, p.name) for p in bought)),
            facts=(("parts", " ".join(p.id for p in bought)),),
            action=Text("その本人のデータを外します。", "Leave these persons out."),
        )


_TITLES = """
    A-OO0 | オプトアウトの届出がない | No opt-out filing stands behind the flow
    A-OO4 | オプトアウトを本人に知らせていない | The persons were not told of the opt-out
    C-OO1 | 本人に知らせてから提供までの期間が足りない | Too little time between telling persons and provision
    C-OO2 | 委員会による公表を確かめていない | The publication by the PPC was not seen
    A-OO1 | 要配慮個人情報はオプトアウトで提供できない | Special-care information may not be provided by opt-out
    A-OO3 | オプトアウトで得たデータはオプトアウトで提供できない | Data that came by opt-out may not go on by opt-out
"""
_rule = GapRules(_TITLES, points=("A4",))

OPTOUT_RULES: tuple[Rule, ...] = (
    _rule("A-OO0", of_outgoing(_not_filed), ACT_27_2, points=("A4", "B5"), revision=2),
    _rule("A-OO4", _of_filing(_not_told), ACT_27_2, points=("A4", "B5")),
    _rule("C-OO1", _of_filing(_too_soon), COMPANY_POLICY, RULES_11_1),
    _rule("C-OO2", _of_filing(_not_published), COMPANY_POLICY, ACT_27_4),
    _rule("A-OO1", of_outgoing(_special_care), ACT_27_2_PROVISO),
    _rule("A-OO3", of_outgoing(_bought_by_optout), ACT_27_2_PROVISO, points=("A4", "A2")),
)
