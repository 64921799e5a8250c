"""Our consent texts and notices (法28条2項, 32条1項, 規則17条): what they are for, and what they tell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import ConsentKind, ConsentText, Notice, PublicItem
from sakimori.domain.rule import COMPANY_POLICY, Rule
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import ACT_21, ACT_28_2, ACT_32_1, GL_PUBLIC_ITEMS, RULES_17_2
from sakimori.rules.facts.flow_facts import listed
from sakimori.rules.facts.rule_kit import GapRules, cut
from sakimori.rules.gaps.flows.consent_information import content_under_17, points_17, stale_after, worst_under_17
from sakimori.rules.gaps.own_company.findings import of_company, of_own, of_record, while_standing
from sakimori.rules.gaps.own_company.notices import latest_notice, notice_lack

NO_NOTICE_RULE, PUBLIC_ITEMS_RULE = "C-SE1", "A-32-1"

_ITEMS: dict[PublicItem, Text] = {
    PublicItem.NAME_ADDRESS_REPRESENTATIVE: Text("名称・住所・代表者", "name, address and representative"),
    PublicItem.PURPOSES: Text("利用目的", "purposes"),
    PublicItem.REQUEST_PROCEDURE: Text("開示等の手続", "the procedure for requests"),
    PublicItem.SECURITY_MEASURES: Text("安全管理措置", "security measures"),
    PublicItem.COMPLAINT_CONTACT: Text("苦情の申出先", "the contact for complaints"),
}


def _information(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法28条2項, 規則17条: a text for provision abroad tells country, rules and measures, or why it cannot."""
    for text in dossier.registers.consent_texts:
        if not text.kinds or ConsentKind.FOREIGN_28 not in text.kinds:
            continue
        worst = worst_under_17(content_under_17(text))
        if worst is None:
            continue
        kind, points = worst
        title = (
            Text("外国への提供の同意文言に「{points}」がない", "A consent text for abroad lacks {points}")
            if kind is GapKind.DEFECT
            else Text("外国への提供の同意文言が未確認（{points}）", "What a consent text tells is not known ({points})")
        )
        yield from _of_text(
            rule,
            text,
            kind=kind,
            title=title.format(points=points_17(points)),
            field=points[0],
            facts=(("points", " ".join(points)),),
            action=Text("文言を読み、足りない情報を補います。", "Read the text, and add what it lacks."),
        )


def _out_of_date(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 法28条2項: what a text tells of a country was checked lately as long as it is shown."""
    for text in dossier.registers.consent_texts:
        if ConsentKind.FOREIGN_28 not in (text.known_kinds or ()):
            continue
        stale = stale_after(text, policy.country_profile_months)
        yield from _of_text(
            rule,
            text,
            kind=GapKind.UNKNOWN,
            title=None if stale else _UNCHECKED,
            field="information_on",
            severity=Severity.MEDIUM,
            from_on=stale,
            facts=(("information_on", text.information_on.isoformat() if text.information_on else ""),),
            action=Text("国の制度と提供先の措置を確かめ直します。", "Check country and measures again."),
        )


_UNCHECKED = Text("同意文言の情報をいつ確かめたか未確認", "When the information of a text was checked is not known")


def _unknown_kind(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: one consent never serves as another, so which it is must be known."""
    for text in dossier.registers.consent_texts:
        if text.known_kinds is None:
            yield from _of_text(
                rule,
                text,
                kind=GapKind.UNKNOWN,
                title=rule.title,
                field="kinds",
                action=Text("どの同意のための文言かを選びます。", "Choose which consents the text serves."),
            )


def _of_text(
    rule: Rule,
    text: ConsentText,
    *,
    kind: GapKind,
    title: Text | None,
    field: str,
    action: Text,
    severity: Severity = Severity.HIGH,
    from_on: date | None = None,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    return of_record(
        rule,
        Subject(SubjectKind.CONSENT_TEXT, text.id),
        cut(while_standing(severity, text.used_from, text.used_until), from_on=from_on),
        kind=kind,
        title=title,
        name=f"{text.name} {text.text_version}".strip(),
        fix=Fix("consent_text", text.id, field),
        facts=facts,
        action=action,
    )


def _no_notice(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 法21条 and 32条: on every day some notice is published."""
    notices = dossier.registers.notices
    any_notice = frozenset({"published"})
    lack = notice_lack(notices, any_notice, lambda _: any_notice, severity=Severity.HIGH, first=None, end=None)
    last = latest_notice(notices)
    if lack is not None:
        yield from of_record(
            rule,
            of_company(dossier),
            lack.stages,
            kind=GapKind.DEFECT if last else GapKind.UNKNOWN,
            title=Text("公表中のプライバシーポリシー等がない期間がある", "On some days no notice is published")
            if last
            else None,
            fix=Fix("notice", last.id if last else "", "published_until" if last else "published_on"),
            facts=(("until", last.published_until.isoformat() if last and last.published_until else ""),),
            action=Text("公表しているプライバシーポリシー等を登録します。", "Record the notice that is published."),
        )


def _items(notice: Notice) -> frozenset[str] | None:
    return None if notice.items is None else frozenset(item.value for item in notice.items)


def _public_items(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法32条1項, 施行令10条: the notices in force together state every item. Without a notice C-SE1 speaks."""
    notices = dossier.registers.notices
    wanted = frozenset(item.value for item in PublicItem)
    lack = notice_lack(notices, wanted, _items, severity=Severity.MEDIUM, first=None, end=None, only_with_notice=True)
    last = latest_notice(notices)
    if lack is None or last is None:
        return
    missing = [item for item in PublicItem if item.value in lack.missing]
    title = (
        Text("公表事項の記載が未確認（{items}）", "Whether notices state all items is not known ({items})")
        if lack.is_unknown
        else Text("プライバシーポリシー等に「{items}」がない", "The notices lack {items}")
    )
    yield from of_record(
        rule,
        of_company(dossier),
        lack.stages,
        kind=lack.kind,
        title=title.format(items=listed(_ITEMS[item] for item in missing)),
        fix=Fix("notice", last.id, "items"),
        facts=(("missing", " ".join(item.value for item in missing)),),
        action=Text(
            "足りない事項を公表するか、求めに応じて遅滞なく答えられるようにし、記録します。",
            "Publish what is missing, or be ready to answer without delay on request, and record it.",
        ),
    )


_TITLES = """
    A-28-2T | 外国への提供の同意文言に情報が足りない | A consent text for abroad lacks information
    A-28-2C | 同意文言の情報が古くなる | The information of a consent text goes out of date
    C-SE2 | 同意文言の種類が未確認 | What a consent text serves is not known
    C-SE1 | プライバシーポリシー等が登録されていない | No notice is recorded
    A-32-1 | 公表すべき事項が足りない | The notices lack an item
"""
_rule = GapRules(_TITLES, points=("A1", "B7"), scope=SubjectKind.CONSENT_TEXT)

OWN_TEXT_RULES: tuple[Rule, ...] = (
    _rule("A-28-2T", of_own(_information), ACT_28_2, RULES_17_2),
    _rule("A-28-2C", of_own(_out_of_date), COMPANY_POLICY, ACT_28_2),
    _rule("C-SE2", of_own(_unknown_kind), points=("A1",)),
    _rule(
        NO_NOTICE_RULE, of_own(_no_notice), COMPANY_POLICY, ACT_21, ACT_32_1, scope=SubjectKind.COMPANY, points=("B5",)
    ),
    _rule(
        PUBLIC_ITEMS_RULE, of_own(_public_items), ACT_32_1, GL_PUBLIC_ITEMS, scope=SubjectKind.COMPANY, points=("B5",)
    ),
)
