"""The rules on our own dossier 自社調書: purposes of use (法17条, 21条), data sets, opt-out filings, and the others."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.codes import Basis, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Finding, Fix, Stage, Subject, SubjectKind
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import RECEIVED, DataSetPart, Purpose
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind, Rule
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import add_months, next_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.citations import (
    ACT_17_1,
    ACT_17_2,
    ACT_18_1,
    ACT_20_2,
    ACT_21,
    ACT_22,
    ACT_27_2,
    GL_PURPOSE,
)
from sakimori.rules.facts.flow_facts import SPECIAL_CARE, listed, overlap
from sakimori.rules.facts.rule_kit import GapRules
from sakimori.rules.facts.vague_purposes import vague_in
from sakimori.rules.gaps.own_company.acquisition import ACQUISITION_RULES, asks_for_basis, name_of
from sakimori.rules.gaps.own_company.findings import of_company, of_own, of_record, while_standing
from sakimori.rules.gaps.own_company.notice_content import NOTICE_CONTENT_RULES
from sakimori.rules.gaps.own_company.sharing import OWN_SHARING_RULES
from sakimori.rules.gaps.own_company.texts import OWN_TEXT_RULES


def _no_purpose(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法17条1項 as far as the register knows: without a purpose no flow can be judged."""
    if not dossier.registers.purposes:
        yield from of_record(
            rule,
            of_company(dossier),
            (Stage(Severity.HIGH),),
            kind=GapKind.UNKNOWN,
            fix=Fix("purpose", "", "wording"),
            action=Text("公表している利用目的を登録します。", "Record the purposes that are published."),
        )


def _vague(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法17条1項, GL 3-1-1: a purpose is specified as far as possible."""
    for purpose in dossier.registers.purposes:
        for vague in vague_in(purpose.wording)[:1]:
            yield from _of_purpose(
                rule,
                purpose,
                Severity.MEDIUM,
                field="wording",
                kind=GapKind.DECISION,
                facts=(("wording", purpose.wording),),
                action=Text("「{words}」は{why}。{better}。", "“{words}”: {why}; {better}.").format(
                    words=vague.words, why=vague.why, better=vague.better
                ),
            )


def _unpublished(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法21条: a purpose is published, or told at the collection."""
    for purpose in dossier.registers.purposes:
        if purpose.published_since is None:
            yield from _of_purpose(
                rule,
                purpose,
                Severity.HIGH,
                field="published_since",
                kind=GapKind.UNKNOWN,
                action=Text("いつから公表しているかを確かめます。", "Find out since when it is published."),
            )


def _unjudged(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法17条2項: whether a change is reasonably related to the purpose before it, a person decides and notes why."""
    for purpose in dossier.registers.purposes:
        judged = ("related_judged_by", "related_judged_on")
        missing = next((field for field in judged if not getattr(purpose, field)), None)
        missing = missing if is_given(purpose.related_judgement) else "related_judgement"
        if purpose.replaces_id is not None and missing is not None:
            yield from _of_purpose(
                rule,
                purpose,
                Severity.HIGH,
                field=missing,
                kind=GapKind.DECISION,
                facts=(("replaces", purpose.replaces_id),),
                action=Text(
                    "変更前の利用目的と関連性を有すると合理的に認められる範囲かを判断し、理由を記します。",
                    "Judge whether it is reasonably related to the earlier purpose, and note why.",
                ),
            )


def _of_purpose(
    rule: Rule,
    purpose: Purpose,
    severity: Severity,
    *,
    field: str,
    action: Text,
    kind: GapKind = GapKind.DEFECT,
    facts: tuple[tuple[str, str], ...] = (),
) -> Iterable[Finding]:
    return of_record(
        rule,
        Subject(SubjectKind.PURPOSE, purpose.id),
        while_standing(severity, purpose.published_since, purpose.published_until),
        kind=kind,
        name=purpose.name,
        fix=Fix("purpose", purpose.id, field),
        facts=facts,
        action=action,
    )


_TITLES = """
    C-SE0 | 利用目的が登録されていない | No purpose is recorded
    A-17-1 | 利用目的が抽象的である | The purpose is too vague
    A-21-1 | 利用目的の公表日が未確認 | When the purpose was published is not known
    A-17-2 | 利用目的の変更が判断されていない | The change of purpose is not judged
"""
_rule = GapRules(_TITLES, points=("A2",), scope=SubjectKind.PURPOSE)

OWN_PURPOSE_RULES: tuple[Rule, ...] = (
    _rule("C-SE0", of_own(_no_purpose), COMPANY_POLICY, ACT_17_1, scope=SubjectKind.COMPANY),
    _rule("A-17-1", of_own(_vague), ACT_17_1, GL_PURPOSE, basis=Basis.GUIDELINE_MUST, revision=2),
    _rule("A-21-1", of_own(_unpublished), ACT_21, points=("A2", "B5")),
    _rule("A-17-2", of_own(_unjudged), ACT_17_2, revision=2),
)


_PART_FACTS: dict[str, Text] = {
    "position": Text("立場", "our position"),
    "origin": Text("由来", "its origin"),
    "collected_from": Text("取得の時期", "when it was acquired"),
    "age_band": Text("年齢", "the ages"),
    "categories": Text("データの種類", "the kinds of data"),
    "consent_text_id": Text("同意文言", "the consent text"),
    "acquired_properly": Text("適正に取得したか", "whether it was acquired by proper means"),
    "special_care_basis": Text("要配慮個人情報を同意などで取得したか", "on what special-care data were acquired"),
    "receipt_recorded": Text("受領時の確認・記録の有無", "whether the receipt was recorded"),
}


def _no_retention(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy, for the sake of 法22条: each data set has a period after which it goes."""
    for data_set in dossier.registers.data_sets:
        if data_set.retention_months is None:
            yield from of_record(
                rule,
                Subject(SubjectKind.DATA_SET, data_set.id),
                while_standing(Severity.MEDIUM, None, data_set.ended_on),
                name=data_set.name,
                fix=Fix("data_set", data_set.id, "retention_months"),
                action=Text("保存期間とその理由を決めて記します。", "Decide and note how long, and why."),
            )


def _not_verified(rule: Rule, dossier: Dossier, policy: Policy) -> Iterable[Finding]:
    """法22条 (an effort duty): data are kept correct and current; how often they are looked at is policy."""
    for data_set in dossier.registers.data_sets:
        last = data_set.last_verified_on
        stale = next_day(add_months(last, policy.data_set_verify_months)) if last else None
        yield from of_record(
            rule,
            Subject(SubjectKind.DATA_SET, data_set.id),
            overlap(Severity.LOW, stale, next_day(data_set.ended_on) if data_set.ended_on else None),
            kind=GapKind.UNKNOWN if last is None else GapKind.DEFECT,
            title=Text("データの正確性を確かめた日が未確認", "When the data were verified is not known")
            if last is None
            else None,
            name=data_set.name,
            fix=Fix("data_set", data_set.id, "last_verified_on"),
            facts=(("last_verified_on", last.isoformat() if last else ""),),
            action=Text("内容が正しく新しいかを確かめ、日付を記します。", "Verify the data, and note the day."),
        )


def _unknown_parts(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """Policy: purpose, consent and route are judged for each part, so its facts must be known."""
    for data_set in dossier.registers.data_sets:
        parts = [p for p in dossier.registers.data_set_parts if p.data_set_id == data_set.id]
        stages = while_standing(Severity.MEDIUM, None, data_set.ended_on)
        if not parts:
            yield from of_record(
                rule,
                Subject(SubjectKind.DATA_SET, data_set.id),
                stages,
                kind=GapKind.UNKNOWN,
                title=Text("データセットの内訳が登録されていない", "No part of the data set is recorded"),
                name=data_set.name,
                fix=Fix("data_set_part", "", "name"),
                action=Text("取得の時期と立場ごとに内訳を登録します。", "Record its parts by time and position."),
            )
        for part in parts:
            missing = _missing(part)
            if missing:
                yield from of_record(
                    rule,
                    Subject(SubjectKind.DATA_SET, f"{data_set.id}/{part.id}"),
                    stages,
                    kind=GapKind.UNKNOWN,
                    title=Text("データセットの内訳が未確認（{facts}）", "Of a part is not known: {facts}").format(
                        facts=listed(_PART_FACTS[field] for field in missing)
                    ),
                    name=name_of(data_set, part),
                    fix=Fix("data_set_part", part.id, missing[0]),
                    facts=(("missing", " ".join(missing)),),
                    action=Text("取得のときの事実を確かめて登録します。", "Find out how it was acquired."),
                )


def _missing(part: DataSetPart) -> tuple[str, ...]:
    """Which facts are not known. Consent is asked only where the Act asks for it at collection (20条2項)."""
    asked = ["position", "origin", "collected_from", "age_band", "categories", "acquired_properly"]
    if part.categories and part.categories & SPECIAL_CARE:
        asked += ["consent_text_id", *(["special_care_basis"] if asks_for_basis(part) else [])]
    if part.position in RECEIVED:
        asked.append("receipt_recorded")
    return tuple(field for field in asked if getattr(part, field) is None)


def _incomplete_filing(rule: Rule, dossier: Dossier, _: Policy) -> Iterable[Finding]:
    """法27条2項 as far as the register knows: a filing is found in the PPC's list by its number and day."""
    for filing in dossier.registers.filings:
        field = "number" if not filing.number else "filed_on"
        if not filing.number or filing.filed_on is None:
            yield from of_record(
                rule,
                Subject(SubjectKind.FILING, filing.id),
                while_standing(Severity.MEDIUM, filing.filed_on, filing.ended_on),
                kind=GapKind.UNKNOWN,
                name=filing.name,
                fix=Fix("filing", filing.id, field),
                action=Text("届出番号と届出日を登録します。", "Record its number and day."),
            )


_DATA_SET_TITLES = """
    C-SE3 | データセットの保存期間が決まっていない | No retention is decided for the data set
    A-22-1 | データの正確性を長く確かめていない | The data have not been verified for long
    C-SE4 | データセットの内訳が未確認 | Parts of the data set are not known
    C-SE5 | オプトアウト届出の番号または届出日が未確認 | Number or day of the opt-out filing is not known
"""
_data_set_rule = GapRules(_DATA_SET_TITLES, points=("A6",), scope=SubjectKind.DATA_SET)

OWN_DATA_SET_RULES: tuple[Rule, ...] = (
    _data_set_rule("C-SE3", of_own(_no_retention), COMPANY_POLICY, ACT_22),
    _data_set_rule(
        "A-22-1", of_own(_not_verified), COMPANY_POLICY, ACT_22, points=("A5",), deadline=DeadlineKind.ACCURACY
    ),
    _data_set_rule(
        "C-SE4", of_own(_unknown_parts), COMPANY_POLICY, ACT_18_1, ACT_20_2, points=("A1", "A2"), revision=3
    ),
    _data_set_rule(
        "C-SE5", of_own(_incomplete_filing), COMPANY_POLICY, ACT_27_2, scope=SubjectKind.FILING, points=("A4", "B5")
    ),
)


OWN_REGISTER_RULES: tuple[Rule, ...] = (
    *OWN_PURPOSE_RULES, *OWN_TEXT_RULES, *NOTICE_CONTENT_RULES, *OWN_SHARING_RULES, *OWN_DATA_SET_RULES,
    *ACQUISITION_RULES,
)  # fmt: skip
