"""Tags that send data of a site's users to others 外部送信: policy alone, for 電気通信事業法27条の12 was not read."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.campaigns import SiteTag, TagItem, TagScope
from sakimori.domain.rule import COMPANY_POLICY, Rule
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.citations import TELECOM_27_12
from sakimori.rules.facts.flow_facts import listed, overlap
from sakimori.rules.facts.rule_kit import GapRules, apart_from, finding, is_watched, with_name
from sakimori.rules.gaps.own_company.notices import last_day

_ITEMS = table_of("""
    data | 送信する情報の内容 | what is sent
    recipient | 送信先 | the recipient
    purpose | 利用目的 | the purpose
""")


def _used(tag: SiteTag, severity: Severity) -> tuple[Stage, ...]:
    return overlap(severity, tag.used_from, next_day(tag.used_until) if tag.used_until else None)


def _of_tag(
    rule: Rule,
    tag: SiteTag,
    stages: tuple[Stage, ...],
    *,
    field: str,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    title: Text | None = None,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    if stages:
        yield finding(
            rule,
            Subject(SubjectKind.SITE_TAG, tag.id),
            stages,
            Fix("site_tag", tag.id, field),
            kind=kind,
            title=with_name(title or rule.title, tag.name),
            facts=facts,
            action=action,
        )


def _scope(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Whether the rule reaches a service, a person says."""
    for tag in dossier.site_tags if is_watched(dossier.third_party) else ():
        if tag.scope is None:
            yield from _of_tag(
                rule,
                tag,
                _used(tag, Severity.MEDIUM),
                field="scope",
                kind=GapKind.UNKNOWN,
                action=Text(
                    "サービスと送信の内容を見て、対象かどうかを判断し登録します。",
                    "Look at the service and at what is sent, decide whether it is in scope, and record it.",
                ),
            )


def _stated(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """What is sent, to whom and what for stands in a notice that is published while the tag is used."""
    for tag in dossier.site_tags if is_watched(dossier.third_party) else ():
        if tag.scope is not TagScope.IN_SCOPE:
            continue
        missing = [] if tag.stated is None else [item for item in TagItem if item not in tag.stated]
        if tag.stated is None:
            title = Text("外部送信の公表が未確認", "Whether notices tell of a tag is not known")
        elif missing:
            title = Text("外部送信の公表に「{items}」がない", "The notice of a tag lacks {items}").format(
                items=listed(_ITEMS[item] for item in missing)
            )
        else:
            title = Text("外部送信の公表のない日がある", "On some days no notice tells of a tag")
        stages = _used(tag, Severity.MEDIUM)
        yield from _of_tag(
            rule,
            tag,
            stages if tag.stated is None or missing else apart_from(stages, _published(dossier, tag)),
            field="notice_id" if tag.stated is not None and not missing else "stated",
            kind=GapKind.UNKNOWN if tag.stated is None else GapKind.DEFECT,
            title=title,
            facts=(("stated", " ".join(sorted(tag.stated or ()))), ("notice", tag.notice_id or "")),
            action=Text(
                "送信する情報・送信先・利用目的を公表し、公表した文書を選びます。",
                "Publish what is sent, to whom and what for, and choose the notice that says so.",
            ),
        )


def _published(dossier: Dossier, tag: SiteTag) -> tuple[Stage, ...]:
    """The days on which the notice that tells of a tag is published."""
    notices = dossier.registers.notices
    notice = next((one for one in notices if one.id == tag.notice_id and one.published_on), None)
    if notice is None:
        return ()
    last = last_day(notice, notices)
    return (Stage(Severity.MEDIUM, notice.published_on, next_day(last) if last else None),)


def _flow(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """What a tag sends is a flow like every other: provider's side first, then 27条, 28条 or 31条."""
    for tag in dossier.site_tags if is_watched(dossier.third_party) else ():
        if tag.flow_id is None:
            yield from _of_tag(
                rule,
                tag,
                _used(tag, Severity.MEDIUM),
                field="flow_id",
                kind=GapKind.UNKNOWN,
                action=Text(
                    "送信をデータフローとして登録し、このタグに結びます。",
                    "Record what is sent as a data flow, and choose it here.",
                ),
            )


_TITLES = """
    C-TG1 | 外部送信規律の対象か未確認 | Whether a tag is under the rule on external transmission is not known
    C-TG2 | 外部送信が公表されていない | A tag is not told of in a notice
    C-TG3 | タグの送信がデータフローに結ばれていない | What a tag sends is no data flow yet
"""
_rule = GapRules(_TITLES, points=("B4", "B5"), scope=SubjectKind.SITE_TAG)

SITE_TAG_RULES: tuple[Rule, ...] = (
    _rule("C-TG1", _scope, COMPANY_POLICY, TELECOM_27_12),
    _rule("C-TG2", _stated, COMPANY_POLICY, TELECOM_27_12),
    _rule("C-TG3", _flow),
)
