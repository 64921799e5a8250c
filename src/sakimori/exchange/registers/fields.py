"""What the records of the register and their fields are called, for screens, files and messages alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover
from sakimori.domain.records.country import CountryFact, CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, Erasure, ForeignBasis
from sakimori.domain.records.hand_over import HandOver, Judgement, ProvisionRecord, ReceiptRecord, Release
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose, Stop
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.values.text import Text, table_of
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.hand_over_fields import HAND_OVER, JUDGEMENT
from sakimori.exchange.registers.party_fields import CONTACT, LISTED, PARTY, SERVICE
from sakimori.exchange.registers.provision_fields import PROVISION, RECEIPT, RELEASE
from sakimori.exchange.registers.sharing_fields import FILING, JOINT_USE

_COMMON: Final = table_of("""
    id | 記録の番号 | Record id
    third_party_id | 取引先 | Third party
    name | 名称 | Name
    title | 契約の名称 | Title of the contract
    kind | 種類 | Kind
    note | メモ | Note
    external_key | 社内の番号 | Own code
    service_id | サービス | Service
    service_ids | サービス | Services
    evidence_id | 証跡 | Evidence
    contract_id | 契約 | Contract
    certificate_id | 認証 | Certificate
    flow_id | データフロー | Data flow
    country | 国 | Country
    task | 業務の内容 | Task
    data_items | 項目 | Items
    change_told_on | その変更を知らせた日 | That change told on
    identity_told_on | その変更を知らせた日（名称等） | That change of identity told on
    version | 版 | Version
""")

FIELD_WORDS: Final[Mapping[type, Mapping[str, Text]]] = {
    ThirdParty: table_of(PARTY),
    ThirdPartyRow: table_of(PARTY + LISTED),
    Service: table_of(SERVICE),
    Contact: table_of(CONTACT),
    Alias: {"removed_on": Text("外した日", "Removed on")},
    Contract: table_of("""
        parent_id | 親の契約 | Master contract
        our_side | 当社側の当事者 | Our side
        other_side | 相手側の当事者 | Other side
        signed_on | 締結日 | Signed on
        start_on | 開始日 | Starts on
        end_on | いまの期間の満了日 | End of the present term
        open_ended | 期間の定めがない | Without a term
        auto_renews | 自動更新する | Renews by itself
        renewal_months | 更新の期間（月） | Renewal (months)
        notice_days_ours | 当社の更新拒絶の通知期限（満了の何日前） | Our notice before the end (days)
        notice_days_theirs | 相手の更新拒絶の通知期限（満了の何日前） | Their notice before the end (days)
        renewal_decided_until | 継続を決めた期間の満了日 | Renewal decided until
        renewal_decided_by | 継続を決めた人 | Renewal decided by
        terminated_on | 終了した日（最後の日） | Ended on (last day)
        governing_law | 準拠法の国 | Governing law
        breach_notice_hours | 漏えい等の通知までの時間 | Breach notice (hours)
        terms_url | 規約のURL | Address of the terms
        terms_version | 規約の版 | Version of the terms
        terms_changed_on | 規約の変わった日 | Terms changed on
        document_ids | 契約書 | Documents
    """),
    ContractCover: table_of("""
        confirmed_by | 対象と確かめた人 | Confirmed by
        confirmed_on | 対象と確かめた日 | Confirmed on
        removed_on | 対象から外した日 | Removed on
    """),
    ContractClause: table_of("""
        clause_id | 条項 | Clause
        state | 有無 | State
        page | ページ | Page
        reason | なくてよい理由・代わりの手当て | Reason or substitute
        reason_approved_by | 理由を承認した人 | Reason approved by
        reason_approved_on | 理由を承認した日 | Reason approved on
        checked_by | 確認した人 | Checked by
        checked_on | 確認した日 | Checked on
    """),
    Certificate: table_of("""
        scheme | 制度 | Scheme
        number | 登録番号 | Number
        scope | 対象範囲 | Scope
        standard_edition | 規格の版 | Edition of the standard
        issuer | 発行者・監査人 | Issuer or auditor
        issued_on | 発行日 | Issued on
        valid_until | 有効期限 | Valid until
        period_from | 対象期間の初日 | Period from
        period_until | 対象期間の末日 | Period until
        bridge_until | ブリッジレターの末日 | Bridge letter until
        opinion | 監査人の意見 | Opinion
        exceptions | 例外事項 | Exceptions
        surveyed_on | 直近の維持審査の日 | Last surveillance
        renewal_applied_on | 更新を申請した日 | Renewal applied on
        register_seen_on | 公表一覧を確かめた日 | Register seen on
        withdrawn_on | 取り消された日 | Withdrawn on
        covers_us | 当社の業務を含む | Covers our work
        scope_compared_by | 範囲を確かめた人 | Scope compared by
        scope_compared_on | 範囲を確かめた日 | Scope compared on
    """),
    DataFlow: table_of("""
        direction | 向き | Direction
        role | 相手の役割 | Role
        route | 渡す根拠 | Legal ground
        route_rationale | 根拠の理由 | Reason for the ground
        route_evidence_id | 根拠の資料 | Evidence of the ground
        route_decided_by | 根拠を決めた人 | Ground decided by
        route_decided_on | 根拠を決めた日 | Ground decided on
        purpose_id | 利用目的 | Purpose
        data_set_id | データセット | Data set
        categories | データの種類 | Kinds of data
        subject_groups | だれの情報か | Whose data
        origins | 本人のいる国・取得の経路 | Origin of the persons
        volume_band | 人数の幅 | Band of persons
        person_count | 人数 | Persons
        source_system | 元のシステム | Source system
        storage_countries | 保存する国 | Countries of storage
        processing_countries | 処理する国 | Countries of processing
        transfer_method | 渡し方 | Method of transfer
        encryption | 暗号化 | Encryption
        frequency | 頻度 | Frequency
        start_on | 開始日 | Starts on
        end_on | 終了日 | Ends on
        retention_months | 終わってから保管する月数 | Kept after the end (months)
        retention_reason | 保管の理由 | Reason for keeping
        retention_until | 保管の期限 | Kept until
        legal_hold | 消去を止める理由がある | Legal hold
        consent_text_id | 同意文言 | Consent text
        joint_use_id | 共同利用の公表 | Joint-use notice
        filing_id | オプトアウトの届出 | Opt-out filing
    """),
    CloudFacts: table_of("""
        no_handling_clause | 契約に「個人データを取り扱わない」とある | A term says that it does not handle the data
        technical_block | 技術的に見えないようにしている | Access is technically blocked
        support_access | 保守のときの閲覧 | Access for support
        uses_data_itself | 事業者が自分のために使う | It uses the data for itself
        published_under_32 | 外国での取扱いを公表している | The foreign handling is published
        signed_off_by | 判断した人 | Signed off by
        signed_off_on | 判断した日 | Signed off on
    """),
    ForeignBasis: table_of("""
        since | いつから | Since
        until | いつまで | Until
        item_system | 体制の整備の方法 | How the system was set up
        item_measures | 相手の措置の概要 | Outline of the measures
        item_checking | 確認の頻度と方法 | Frequency and method of checks
        item_country | 国の名称 | Name of the country
        item_foreign_systems | 影響しうる外国の制度 | Foreign systems that may affect
        item_trouble | 支障の有無と概要 | Trouble, if any
        item_response | 支障への当社の対応 | What we do about it
    """),
    HandOver: table_of(HAND_OVER),
    Release: table_of(RELEASE),
    ProvisionRecord: table_of(PROVISION),
    ReceiptRecord: table_of(RECEIPT),
    Judgement: table_of(JUDGEMENT),
    AnnualCheck: table_of("""
        checked_on | 確認日 | Checked on
        by | 確認した人 | Checked by
        flow_ids | 対象のデータフロー | Data flows
        measures_kept | 措置が続いている | Measures are kept
        measures_note | 措置の確認の内容 | What was checked of the measures
        foreign_systems | 影響しうる外国の制度がある | A foreign system may affect them
        foreign_systems_note | 外国の制度の内容 | What the foreign system is
        trouble | 支障と対応 | Trouble and response
    """),
    Erasure: table_of("""
        done_on | 返却・消去の日 | Done on
        method | 方法 | Method
        done_by | 実施した人 | Done by
        confirmed_by | 確かめた人 | Confirmed by
        confirmed_on | 確かめた日 | Confirmed on
    """),
    SubProcessorLink: table_of("""
        parent_id | 上の再委託先 | Under
        sub_third_party_id | 登録済みの取引先 | Registered third party
        handles_my_number | マイナンバーを扱う | Handles My Number
        foreign_basis | 渡す側の28条の根拠 | Basis of the one who passes data on
        approval | 当社の承諾 | Our approval
        approval_note | 承諾の条件・理由 | Conditions or reason
        approved_by | 承諾した人 | Approved by
        approved_on | 承諾した日 | Approved on
        source | 一覧の出所 | Source of the list
        source_seen_on | 一覧を見た日 | List seen on
        starts_on | 始まる日 | Starts on
        ended_on | 終わった日 | Ended on
    """),
    CountryProfile: table_of("""
        checked_on | 調べた日 | Read on
        has_general_law | 包括的な法律がある | Has a general law
        law | 法律の名称 | Name of the law
        eu_adequacy | EUの十分性認定がある | EU adequacy
        cbpr_economy | CBPRの参加国・地域である | CBPR economy
        missing_oecd | 欠けているOECD原則 | Missing OECD principles
        government_access | 広範な政府アクセスがある | Broad government access
        government_access_note | 政府アクセスの内容 | About government access
        localisation | 国内保存の義務がある | Data localisation
        localisation_note | 国内保存の内容 | About localisation
        breach_hours | 当局への報告までの時間 | Breach report (hours)
        facts | 調べた事実 | Facts
        source | 出所 | Source
    """),
    CountryFact: table_of("""
        point | 項目 | Point
        certainty | 確かめ方 | How it is known
        ja | 内容（日本語） | Words in Japanese
        en | 内容（英語） | Words in English
        source | 出所 | Source
        url | URL | Address
        read_on | 読んだ日 | Read on
        read_by | 読んだ人 | Read by
    """),
    Purpose: table_of("""
        wording | 利用目的の文言 | Wording
        published_since | 公表した日 | Published since
        published_until | 公表をやめた日（最後の日） | Published until
        published_where | 公表の場所 | Published where
        states_provision | 第三者への提供を書いている | States provision to third parties
        replaces_id | 変更前の利用目的 | Replaces
        related_judgement | 関連性の判断 | Judgement of relation
        related_judged_by | 判断した人 | Judged by
        related_judged_on | 判断した日 | Judged on
    """),
    DataSet: table_of("""
        department | 部門 | Department
        source_system | システム | System
        retention_months | 保管する月数 | Kept for (months)
        retention_reason | 保管の理由 | Reason for keeping
        retention_law | 保管を定める法令 | Law that sets a minimum
        last_verified_on | 正確さを確かめた日 | Last verified
        other_laws | 守秘義務などを定めるほかの法令 | Other laws that bind the data
        ended_on | 使わなくなった日 | Ended on
    """),
    DataSetPart: table_of("""
        data_set_id | データセット | Data set
        origin | 本人のいる国・取得の経路 | Origin of the persons
        collected_from | 取得の初日 | Collected from
        collected_until | 取得の末日 | Collected until
        position | 当社の立場 | Our position
        purpose_ids | 利用目的 | Purposes
        purpose_told | 取得時の利用目的の示し方 | How the purposes were told
        consent_text_id | 同意文言 | Consent text
        age_band | 年齢 | Age
        acquired_properly | 適正に取得した | Acquired properly
        special_care_basis | 要配慮個人情報の取得に同意または例外がある | Consent or exception for special-care data
        receipt_recorded | 受領の確認記録がある | Receipt was recorded
        history | 提供元の取得の経緯 | How the provider acquired them
        onward_limited | 受け取ったときの約束で提供が限られる | A promise limits passing them on
        agreed_from | 同意した初日（取得の時期と違うとき） | Agreed from (where not at collection)
        agreed_until | 同意した末日 | Agreed until
        person_count | 人数 | Persons
        categories | データの種類 | Kinds of data
    """),
    ConsentText: table_of("""
        text_version | 版 | Version of the text
        wording | 文言 | Wording
        kinds | 何の同意か | Kinds of consent
        purpose_ids | 利用目的 | Purposes
        categories | データの種類 | Kinds of data
        recipient_range | 提供先の範囲 | Range of recipients
        countries | 外国の名称 | Countries named
        names_country | 国名を示している | Names the country
        tells_regime | 外国の制度を示している | Tells the foreign regime
        tells_measures | 相手の措置を示している | Tells the measures of the recipient
        country_unknown_reason | 国を特定できない理由（規則17条3項1号） | Why the country could not be told
        country_substitute | 国名に代えて示した情報（ないときはその旨） | What was told in its place (or none)
        measures_unknown_reason | 措置を示せない理由（規則17条4項） | Why the measures could not be told
        information_on | 示した情報を最後に確かめた日 | Information last checked on
        channel | 取得の方法 | Channel
        used_from | 使い始めた日 | Used from
        used_until | 使い終えた日 | Used until
    """),
    Notice: table_of("""
        published_on | 公表した日 | Published on
        published_until | 公表の最後の日 | Published until
        url | URL | Address
        purpose_ids | 書いている利用目的 | Purposes named
        countries | 書いている外国 | Countries named
        items | 書いている公表事項 | Items stated
        answers_on_request | 書いていない事項も求めに応じて遅滞なく答える | The rest is told without delay on request
        optout_items | 書いているオプトアウトの事項 | Opt-out items stated
    """),
    JointUse: table_of(JOINT_USE),
    Filing: table_of(FILING),
    Stop: table_of("""
        key_hash | 照合のための値 | Keyed hash
        channel | 何を止めるか | What to stop
        received_on | 受けた日 | Received on
        source | 受けた場所 | Source
        withdrawn_on | 取り下げの日 | Withdrawn on
    """),
}

RECORD_WORDS: Final[Mapping[type, Text]] = {
    ThirdPartyRow: Text("取引先", "Third parties"),
    Contract: Text("契約", "Contract"),
    ContractCover: Text("契約の対象", "Cover of a contract"),
    ContractClause: Text("条項", "Clause"),
    Certificate: Text("認証", "Certificate"),
    DataFlow: Text("データフロー", "Data flow"),
    CloudFacts: Text("クラウド例外の事実", "Cloud facts"),
    ForeignBasis: Text("外国提供の根拠", "Foreign basis"),
    AnnualCheck: Text("年次確認", "Annual check"),
    HandOver: Text("提供の事実", "Facts of a hand-over"),
    Judgement: Text("法務の判断", "Judgement"),
    Release: Text("提供の実施", "Hand-over made"),
    ProvisionRecord: Text("提供の記録", "Record of a provision"),
    ReceiptRecord: Text("受領の記録", "Record of a receipt"),
    Erasure: Text("返却・消去", "Return or erasure"),
    SubProcessorLink: Text("再委託先", "Sub-processor"),
    CountryProfile: Text("国別情報", "Country profile"),
    Purpose: Text("利用目的", "Purpose"),
    DataSet: Text("データセット", "Data set"),
    DataSetPart: Text("データセットの部分", "Part of a data set"),
    ConsentText: Text("同意文言", "Consent text"),
    Notice: Text("公表文書", "Notice"),
    JointUse: Text("共同利用の公表", "Joint-use notice"),
    Filing: Text("オプトアウトの届出", "Opt-out filing"),
    Stop: Text("停止請求", "Stop"),
}
"""What one record of each kind is called."""


def field_words(kind: type, field: str) -> Text:
    """What a field of a kind of record is called."""
    return FIELD_WORDS[kind].get(field) or _COMMON[field]
