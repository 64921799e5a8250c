"""Ways out of what bars a hand-over: what is really done next, and never a record of the past written anew.

What persons agreed to, how data were got and what was told then are evidence: they stay as they are. The way is to
leave out that kind of data or those persons, to get consent anew, to wait for a day, or to choose another ground.
"""

from __future__ import annotations

from typing import Final

from sakimori.domain.clearance import Reason
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.clauses import CLAUSE_SETS

WAYS: Final = table_of("""
    A-16-1 | 市販の名簿でなければ、提供の根拠を選ぶ | choose a ground, unless the list is one on sale
    A-18-2 | この利用目的について本人の同意を得るか、この本人を外す | get consent to this purpose, or leave those persons out
    A-19 | 渡さない | do not hand it over
    A-20-1 acquired_properly | この本人を外す | leave those persons out
    A-20-2 | この種類のデータを外すか、本人の同意を得る | leave out that kind of data, or get consent
    A-21-1 | 本人に通知するか、公表した後に渡す | notify the persons, or hand it over once it is published
    A-27-0 | 実際の関係に合う根拠を選ぶ | choose the ground that fits what is really done
    A-27-1 consent_text_id | 第三者提供の同意を新たに得るか、この本人を外す | get consent to provision anew, or leave those persons out
    A-27-1 agreed_from | 新たに同意を得るか、この本人を外す | get consent anew, or leave those persons out
    A-27-2 categories | この種類のデータを外すか、新たに同意を得る | leave out that kind of data, or get consent anew
    A-27-2 | この本人を外すか、新たに同意を得る | leave those persons out, or get consent anew
    A-27-3 | 外国にある第三者への提供の同意を新たに得るか、この本人を外す | get consent to provision abroad anew, or leave those persons out
    A-28-1 kind | 相手に相当する措置をとらせる契約を結ぶか、外国への提供の同意を得る | agree on equivalent measures, or get consent to provision abroad
    A-28-1 contract_id | 効力のある契約を結び直すか、外国への提供の同意を得る | conclude a contract that is in force, or get consent to provision abroad
    A-28-1 valid_until | 認証の更新を待つか、契約か外国への提供の同意による | wait for the renewal, or rest on a contract or on consent
    A-28-1 covers_us | 契約か、外国への提供の同意による | rest on a contract, or on consent to provision abroad
    A-28-1 until | 切れる前に根拠を更新する | renew the basis before it ends
    A-28-2 | 欠けた情報を示して新たに同意を得るか、この本人を外す | get consent anew with what was missing, or leave those persons out
    A-29 | 提供の記録を作る | make the record
    A-30-4 provider_history | 受け取らない | do not take it in
    A-30-7 | 届出の公表を確かめるまで受け取らない | do not take it in before the filing is seen published
    A-30-J | 範囲の内のものだけを受け取るか、別の根拠による | take in only what is inside the scope, or rest on another ground
    A-31-3 | 提供先の本人の同意を、情報を示して得直させる | have the recipient get consent anew, with what is to be told
    A-HL5 | 労働者の同意を得るか、この結果を外す | get the workers' consent, or leave the results out
    A-IT1 entruster_agreed | 委託元の同意を得るか、このデータを外す | get the entrusting company to agree, or leave those data out
    A-IT1 | 委託元に返すか、再委託の範囲に限る | return them, or keep to the entrusted work
    A-JU1 published_on | 公表の日まで待つ | wait until it is published
    A-JU1 published_until | 五項目を通知か公表し直してから渡す | make the five points knowable again first
    A-JU1 | 五項目を本人に通知するか、知り得る状態に置いてから渡す | make the five points knowable first
    A-JU2 | 変更を本人に知らせてから渡す | tell the persons of the change first
    A-JU3 | 公表した項目・範囲・目的の内に限る | keep to the items, scope and purpose that were told
    A-MN1 | 個人番号を外す | leave My Number out
    A-MN4 | 最初の委託者の許諾を得る | get the permission of the first to entrust
    A-MN6 | 取扱いの委託として契約する | contract for it as entrustment
    A-MN11 | 個人番号を外す | leave My Number out
    A-MN12 | 交渉の段階の契約を結ぶ | conclude a contract for the talks
    A-MN13 | 個人番号を外す | leave My Number out
    A-NP1 | 委託などの根拠を選ぶ | choose a ground, such as entrustment
    A-OO0 provision_from | その日まで待つ | wait until that day
    A-OO0 | 委員会に届け出るか、本人の同意を得る | file with the PPC, or get consent
    A-OO1 | この種類のデータを外すか、本人の同意を得る | leave out that kind of data, or get consent
    A-OO2 | このデータを外す | leave those data out
    A-OO3 | このデータを外すか、本人の同意を得る | leave those data out, or get consent
    A-OO4 notified_on | 知らせるまで待つ | wait until the persons were told
    A-OO4 | 本人に知らせてから渡す | tell the persons first
    A-OO5 | 変更を知らせて届け出てから渡す | tell of the change and file it first
    A-PS1 succession | 事業の承継か委託によるか、匿名加工情報にする | rest on a succession or on entrustment, or anonymise
    A-PS2 joint_use_id | 五項目を公表してから渡す | publish the five points first
    A-PS2 published_until | 五項目を公表し直してから渡す | publish the five points again first
    A-PS2 kind | 交渉の段階の契約を結ぶ | conclude a contract for the talks
    A-PS2 inside_joint_use | 公表した項目・範囲・目的の内に限る | keep to the items, scope and purpose that were published
    A-PS3 contact_use | 本人への連絡に使わせない | have it not used to contact persons
    A-SU1 kind | 交渉の段階の契約を結ぶ | conclude a contract for the talks
    A-SU1 | 欠けた定めを契約に加える | add what is missing to the contract
    A-SU2 | 本人の同意などの根拠による | rest on another ground, such as consent
    C-AS3 | 条件を満たさせるか、満たすまで待つ | have the condition met, or wait until it is
    C-CN1 end_on | 契約を結び直す | conclude the contract anew
    C-CN1 entrustment | 契約を結ぶか、効力が生じる日まで待つ | conclude a contract, or wait until it is in force
    C-LC1 | 取引の再開を決めるまで渡さない | do not hand it over before dealings are taken up again
    C-MK1 | 最新の配信停止リストを渡す | hand over a fresh suppression list
    C-ON1 | 約束した相手の同意を得るか、このデータを外す | get the agreement of whom it was promised to, or leave those data out
    C-OO1 | 期間が終わるまで待つ | wait until the time is over
    C-SR3 | 契約によるか、この本人を外す | rest on a contract, or leave those persons out
    G-07 | 再移転の条件を契約で整えるか、この本人を外す | agree on the onward terms, or leave those persons out
    M-01 | 根拠のない宛先を外す | leave out the addresses without a basis
    M-01B | 根拠のない宛先を外す | leave out the addresses without a basis
    M-04B | 断る記載のある宛先を外す | leave out the addresses with a refusal beside them
    M-05B | 表示を改めてから送る | put it into the mail first
    M-11B | 請求も承諾もしていない人を外すか、承諾を得る | leave out those who neither asked nor agreed, or get their consent
    A-30B | 取得の経緯を確かめてから送る | make sure how the list was got first
    A-31B | 本人の同意を得るか、突き合わせをやめる | get consent, or stop the matching
    SR-3 | 移転の状況を本人に知らせてから渡す | tell the persons of the transfer first
""")  # noqa: E501 - a wording is one line
"""The way out of a bar, by its rule, or by its rule and the field that speaks against it."""

SAID: Final = frozenset(
    {
        "A-18-1",
        "A-20-1",
        "A-25-1",
        "A-27-1A",
        "A-27-2P",
        "A-28-1",
        "A-28-3b",
        "A-30-4",
        "A-31-2",
        "A-AI1 opted_out",
        "A-AI1 training",
        "A-AN2",
        "A-EX3",
        "A-IT0",
        "A-IT1 own_use",
        "A-IT1 uses_data_itself",
        "A-IT2",
        "A-MN1 route",
        "A-MN5",
        "A-MN10",
        "A-OB1",
        "A-OB2",
        "A-OB3",
        "A-OB5",
        "A-PS1",
        "A-PS3",
        "A-PS9",
        "C-25-1",
        "C-28-3a",
        "C-AI8",
        "C-AS4",
        "C-CN1",
        "C-RT0",
        "M-11",
    }
)
"""Bars whose own words say the way out, by rule, or by rule and field."""


_TO_FIND: Final = table_of("""
    hand_over.objections | 停止・拒否の申出と照合し、結果を登録する | compare with stops and refusals; record the result
    hand_over.marketing | 広告・勧誘に使うかを登録する | record whether it is for marketing
    hand_over.channels | 広告の手段（メール・電話・郵送など）を選ぶ | choose the channels (mail, phone, post and so on)
    assessment | 委託先の審査を行い、判定する | assess the processor and decide
    contract_clause | 契約書を読み、{set}の条項の有無を登録する | read the contract, and record its clauses ({set})
""")
"""Deeds that find out what is open, by record and field, or by record."""
_SETS: Final = {clause.id: asked.title for asked in CLAUSE_SETS.values() for clause in asked.clauses}
_THIS_CLAUSE: Final = Text("当該", "this one")


def way_to_find(reason: Reason) -> Text | None:
    """The deed that finds out what is open, where the name of its field says little; None where it says enough."""
    if reason.fix is None:
        return None
    record, field = reason.fix.record, reason.fix.field
    found = _TO_FIND.get(f"{record}.{field}") or _TO_FIND.get(record)
    return found and found.format(set=_SETS.get(field, _THIS_CLAUSE))


def way_out(reason: Reason) -> Text | None:
    """The deed that settles a bar where its own words do not say so; None where nothing but the cause helps."""
    return WAYS.get(_place(reason)) or (None if says_way_out(reason) else WAYS.get(reason.rule_id))


def says_way_out(reason: Reason) -> bool:
    """Whether the words of a bar say themselves what is to be done."""
    place = _place(reason)
    return place not in WAYS and (place in SAID or reason.rule_id in SAID)


def _place(reason: Reason) -> str:
    return f"{reason.rule_id} {reason.fix.field}" if reason.fix is not None else reason.rule_id
