"""Campaigns: what they lack before they go out, their agency's contract, and the records that are kept (B4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.campaigns import AddressBasis, Campaign, CampaignChannel
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Judge, Rule, in_one_line
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.campaigns import ELECTRONIC, Topic, groups_of, lacks_of, while_planned
from sakimori.rules.facts.citations import (
    ACT_25,
    ACT_27_1,
    ACT_30,
    ACT_31_1,
    ACT_35_5,
    EMAIL_ACT_3_1,
    EMAIL_ACT_3_2,
    EMAIL_ACT_3_3,
    EMAIL_ACT_4,
    EMAIL_RULES_4_2,
    GL_CONTRACT,
    TRANSACTIONS_12_3_1,
    TRANSACTIONS_12_3_3,
    TRANSACTIONS_12_4,
    TRANSACTIONS_17,
)
from sakimori.rules.facts.contracts import stretches
from sakimori.rules.facts.flow_facts import overlap
from sakimori.rules.facts.rule_kit import GapRules, apart_from, finding, is_watched, with_name

_LAW_MONTHS = 1
"""Until a month after the last mail what shows a consent is kept (施行規則4条2項)."""


def _of_campaign(
    rule: Rule,
    campaign: Campaign,
    stages: tuple[Stage, ...],
    *,
    fix: Fix,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    title: Text | None = None,
    part: str = "",
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    if stages:
        yield finding(
            rule,
            Subject(SubjectKind.CAMPAIGN, f"{campaign.id}/{part}" if part else campaign.id),
            stages,
            fix,
            kind=kind,
            title=with_name(title or rule.title, campaign.name),
            cites=_BY_PHONE if rule.id == REFUSED_RULE and campaign.channel is CampaignChannel.PHONE else None,
            facts=facts,
            action=action,
        )


REFUSED_RULE = "M-22B"
_BY_PHONE = in_one_line((COMPANY_POLICY, ACT_35_5, TRANSACTIONS_17))
"""Of solicitation by phone another law speaks as well."""


def _is_looked_at(dossier: Dossier) -> bool:
    return dossier.third_party.is_self or is_watched(dossier.third_party)


def _lacking(topic: Topic, action: Text) -> Judge:
    """What campaigns lack of one topic: a finding for each field that closes it."""

    def judge(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
        for campaign in dossier.campaigns if _is_looked_at(dossier) else ():
            for lack in lacks_of(dossier, campaign):
                if lack.topic is not topic:
                    continue
                yield from _of_campaign(
                    rule,
                    campaign,
                    while_planned(campaign, lack.severity, policy),
                    kind=lack.kind,
                    title=lack.text,
                    part="/".join(filter(None, (lack.group_id, lack.fix.field))),
                    fix=lack.fix,
                    facts=((lack.fix.field, lack.kind.value),),
                    action=action,
                )

    return judge


def _suppression(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Whoever refused since the list of refusals was made would be reached: it is fresh on each day of sending."""
    for campaign in dossier.campaigns if _is_looked_at(dossier) else ():
        made = campaign.suppression_on
        if campaign.channel is None or made is None:
            stages = () if campaign.channel is None else while_planned(campaign, Severity.BLOCK, policy)
        else:
            is_slow = campaign.channel is CampaignChannel.POST
            fresh = policy.suppression_post_days if is_slow else policy.suppression_mail_days
            end = next_day(campaign.ended_on) if campaign.ended_on else None
            stages = overlap(Severity.BLOCK, campaign.begins_on, end, begins=next_day(made + timedelta(days=fresh)))
        yield from _of_campaign(
            rule,
            campaign,
            stages,
            kind=GapKind.UNKNOWN if made is None else GapKind.DEFECT,
            title=Text("配信停止リストが未登録", "No suppression list is recorded") if made is None else None,
            fix=Fix("campaign", campaign.id, "suppression_on"),
            facts=(("suppression_on", made.isoformat() if made else ""),),
            action=Text(
                "停止請求から配信停止リストを作り直し、作成日を登録します。",
                "Make the suppression list anew from the register of stops, and record its day.",
            ),
        )


def _contract(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """M-23: an agency works on a contract that covers it, on every day on which it sends."""
    if not is_watched(dossier.third_party):
        return
    for campaign in dossier.campaigns:
        covering = tuple(c for c in dossier.contracts if c.contract.id == campaign.contract_id)
        if campaign.contract_id is None:
            kind, stages = GapKind.UNKNOWN, while_planned(campaign, Severity.HIGH, policy)
        else:
            end = next_day(campaign.ended_on) if campaign.ended_on else None
            told = (Stage(Severity.HIGH, one.from_on, one.until_on) for one in stretches(covering))
            kind, stages = GapKind.DEFECT, apart_from(overlap(Severity.HIGH, campaign.begins_on, end), told)
        yield from _of_campaign(
            rule,
            campaign,
            stages,
            kind=kind,
            title=Text("代理店との契約が選ばれていない", "No contract with the agency is chosen")
            if campaign.contract_id is None
            else None,
            fix=Fix("campaign", campaign.id, "contract_id"),
            facts=(("contract_id", campaign.contract_id or ""),),
            action=Text(
                "代理店を対象とする、実施の日に有効な契約を選びます。",
                "Choose a contract that covers the agency and is in force on the days of the campaign.",
            ),
        )


def _shows_consent(dossier: Dossier, campaign: Campaign) -> bool:
    """Whether something is to be kept that shows a request or consent."""
    asked = campaign.mail_order or any(g.basis is AddressBasis.CONSENT for g in groups_of(dossier, campaign))
    return campaign.channel in ELECTRONIC and bool(asked)


def _kept_by_law(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """M-03: what shows a consent is kept until a month after the last mail."""
    for campaign in dossier.campaigns if _is_looked_at(dossier) else ():
        last = campaign.last_sent_on
        if last is None or not _shows_consent(dossier, campaign):
            continue
        until, kept = add_months(last, _LAW_MONTHS), campaign.records_kept_until
        if kept is None or kept < until:
            yield from _kept(rule, campaign, last, until, kept)


def _kept_by_policy(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 特定商取引法12条の3第3項 (M-13): from which day its years run was not read."""
    for campaign in dossier.campaigns if _is_looked_at(dossier) else ():
        last, kept = campaign.last_sent_on, campaign.records_kept_until
        if last is None or kept is None or not _shows_consent(dossier, campaign):
            continue
        until = add_months(last, policy.campaign_record_months)
        if add_months(last, _LAW_MONTHS) <= kept < until:
            yield from _kept(rule, campaign, last, until, kept)


def _kept(rule: Rule, campaign: Campaign, last: date, until: date, kept: date | None) -> Iterable[Finding]:
    yield from _of_campaign(
        rule,
        campaign,
        overlap(Severity.HIGH, last, next_day(until)),
        kind=GapKind.UNKNOWN if kept is None else GapKind.DEFECT,
        title=Text("同意の記録をいつまで残すか未登録", "Until when the consents are kept is not recorded")
        if kept is None
        else None,
        fix=Fix("campaign", campaign.id, "records_kept_until"),
        facts=(("last_sent_on", last.isoformat()), ("kept", kept.isoformat() if kept else "")),
        action=Text(
            "記録を{day}まで残すことにし、その日を登録します。", "Keep the records until {day}, and record that day."
        ).format(day=until.isoformat()),
    )


def _lump(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """M-15: entrusted in a lump, mail-order mail binds the agency itself; asked in writing, else both keep records."""
    for campaign in dossier.campaigns if is_watched(dossier.third_party) else ():
        if campaign.channel is CampaignChannel.MAIL and campaign.mail_order and campaign.in_a_lump is None:
            yield from _of_campaign(
                rule,
                campaign,
                while_planned(campaign, Severity.LOW, policy),
                kind=GapKind.UNKNOWN,
                fix=Fix("campaign", campaign.id, "in_a_lump"),
                action=Text(
                    "一括の委託かを代理店に書面で尋ねます。分かるまで記録は双方で残します。",
                    "Ask the agency in writing. Until it is known both keep the records.",
                ),
            )


_TITLES = """
    M-01B | 広告メールを送ってよい根拠 | Basis of the addresses of a campaign
    M-04B | 広告を断る記載のある宛先 | Addresses with a refusal beside them
    M-11B | 通信販売の広告メールの請求・承諾 | Request or consent to mail-order advertising
    M-05B | 広告メールの表示 | What the mails of a campaign display
    M-02B | 広告メールの同意の記録 | Record of the consents of a campaign
    M-03B | 同意の記録を残す期間が足りない | The consents are not kept long enough
    C-CA1 | 同意の記録を残す期間が会社の定めに足りない | The consents are kept shorter than we set
    C-CA2 | 配信停止リストが送る日には古い | The suppression list is too old on the days of sending
    C-CA3 | 代理店との契約が実施の日に有効でない | No contract with the agency on days of the campaign
    C-CA4 | 広告メールが一括の委託か未確認 | Whether the mailing is entrusted in a lump is not known
    C-CA5 | キャンペーンの手段・宛先の渡し方 | Channel and flows of a campaign
    M-22B | 断った人への電話・郵送・広告 | Phone, post and ads to those who refused
    A-30B | 買った名簿の確認 | Confirming a list that was bought
    A-31B | 広告事業者へのアップロード | Upload to an ad platform
"""
_rule = GapRules(_TITLES, points=("B4",), scope=SubjectKind.CAMPAIGN)
_GROUP = Text(
    "宛先の区分を確かめて登録し、根拠のない宛先は外します。", "Check the group, and take out who has no basis."
)
_SHOW = Text("原稿を直し、表示することを登録します。", "Correct the draft, and record what it shows.")

CAMPAIGN_RULES: tuple[Rule, ...] = (
    _rule("M-01B", _lacking(Topic.BASIS, _GROUP), EMAIL_ACT_3_1),
    _rule("M-04B", _lacking(Topic.REFUSAL, _GROUP), EMAIL_ACT_3_3),
    _rule("M-11B", _lacking(Topic.MAIL_ORDER, _GROUP), TRANSACTIONS_12_3_1),
    _rule("M-05B", _lacking(Topic.DISPLAY, _SHOW), EMAIL_ACT_4),
    _rule(
        "M-02B",
        _lacking(
            Topic.RECORD,
            Text("同意を得た時期と方法の記録を作り、登録します。", "Record when and how consent was given."),
        ),
        EMAIL_ACT_3_2,
    ),
    _rule("M-03B", _kept_by_law, EMAIL_RULES_4_2),
    _rule("C-CA1", _kept_by_policy, COMPANY_POLICY, TRANSACTIONS_12_3_3),
    _rule("C-CA2", _suppression, deadline=DeadlineKind.CAMPAIGN, revision=2),
    _rule("C-CA3", _contract, COMPANY_POLICY, ACT_25, GL_CONTRACT),
    _rule("C-CA4", _lump, COMPANY_POLICY, TRANSACTIONS_12_4),
    _rule(
        "C-CA5", _lacking(Topic.SETTING, Text("キャンペーンの登録を補います。", "Complete the record of the campaign."))
    ),
    _rule(
        REFUSED_RULE,
        _lacking(
            Topic.REFUSED,
            Text("停止請求と照合し、断った人を除きます。", "Compare with the register of stops, and take them out."),
        ),
        COMPANY_POLICY,
        ACT_35_5,
        revision=2,
    ),
    _rule(
        "A-30B",
        _lacking(
            Topic.BROKER,
            Text("売主が名簿を得た経緯を確かめ、記録します。", "Confirm how the seller got the list, and record it."),
        ),
        ACT_30,
    ),
    _rule(
        "A-31B",
        _lacking(
            Topic.UPLOAD,
            Text(
                "当社が本人に結び付けられるかを先に確かめ、根拠を選び直します。",
                "Find out first whether we can tie it to persons; then choose the ground.",
            ),
        ),
        ACT_31_1,
        ACT_27_1,
    ),
)
