"""Words that head the columns of other people's lists of third parties, of their records and of our own registers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.values.text import Text
from sakimori.exchange.parties.row import ThirdPartyRow

PARTY_WORDS: Final[Mapping[str, tuple[Text, str]]] = {
    "party_name": (
        Text("取引先", "Third party"),
        "取引先名|取引先名称|取引先の名称|会社名|法人名|法人名称|委託先|委託先名|委託先名称|業務委託先|相手方|相手先|"
        "契約先|契約先名|契約相手|契約相手方|契約当事者|ベンダー|ベンダー名|提供先|提供先名|提供元|仕入先|仕入先名|"
        "事業者|事業者名|クラウド事業者|登録事業者|Third party name|Vendor|Vendor name|Supplier|Supplier name|"
        "Company|"
        "Company name|Counterparty|Provider|Provider name|Processor|Recipient|Organization|Organisation|"
        "third_party_id",
    ),
    "party_number": (
        Text("取引先の法人番号", "Corporate number"),
        "法人番号|法人番号（13桁）|corporate_number|Corporate no",
    ),
    "party_code": (
        Text("社内の取引先コード", "Own code of the third party"),
        "取引先コード|取引先CD|業者コード|仕入先コード|ベンダーコード|Vendor code|Vendor ID|Supplier code|Supplier ID",
    ),
    "party_id": (
        Text("取引先の記録の番号", "Record id of the third party"),
        "取引先ID|Sakimoriの取引先ID|Third party id",
    ),
}
"""The columns that say whose record a row is: what we call each, and other words for it."""

_KEY: Final = "管理番号|整理番号|ID|No|No.|番号|通番|連番|参照番号|Reference|Reference number|Ref|Internal id|Own id"
_NOTE: Final = "備考|コメント|特記事項|メモ欄|Remarks|Notes|Comment|Comments"

SYNONYMS: Final[Mapping[type, Mapping[str, str]]] = {
    ThirdPartyRow: {
        "legal_name": "法人名|会社名|企業名|取引先名|取引先|委託先名|委託先|委託先名称|業者名|事業者名|名称|正式名称|"
        "商号|社名|ベンダー名|ベンダー|仕入先名|提供先名|提供先|団体名|組織名|委託先企業名|再委託先名|再委託先|"
        "取引先名称|法人名称|第三者名|相手先|Company|Company name|Vendor|Vendor name|Supplier|Supplier name|"
        "Third party|Third party name|Third-party|Name|Legal entity|Entity|Entity name|Subprocessor|Sub-processor|"
        "Sub processor|Subprocessor name|Processor|Processor name|Organisation|Organization|Provider|Provider name|"
        "Partner|Business name|Recipient",
        "kana": "カナ|会社名カナ|取引先名カナ|ヨミガナ|読み|読み仮名|よみ|カナ名|名称カナ|Furigana|Reading",
        "english_name": "英文名|英語名|英語名称|英文社名|英語表記|会社名英語|Name in English|Company name (English)|"
        "Name (English)",
        "aliases": "略称|通称|旧社名|旧名称|他の名称|屋号|ブランド名|Alias|Aliases|Also known as|AKA|Trade name|"
        "Trading name|Former name|Short name",
        "corporate_number": "法人No|インボイス番号|適格請求書発行事業者登録番号|登録番号|Corporate No|"
        "Japan corporate number|Houjin Bangou|Hojin bango",
        "country": "国|国名|国・地域|国籍|本社所在国|所在国・地域|国コード|設立国|国または地域|所在地（国）|"
        "Country code|Country name|Country of registration|Country/Region|Location|Locations|Location of processing|"
        "Jurisdiction|Entity country|Headquarters country|HQ country|Where",
        "address": "所在地|本社所在地|本社住所|本店所在地|会社住所|Registered address|Head office|Headquarters|"
        "Street address",
        "representative": "代表者名|代表者氏名|代表取締役|代表|Legal representative|CEO|Director",
        "kind_of_body": "法人格|法人種別|事業者区分|組織区分|組織形態|団体区分|Entity type|Legal form|"
        "Type of organisation|Type of organization|Organisation type|Organization type",
        "roles": "役割|取引区分|取引先区分|委託区分|委託先区分|関係|関係区分|取引種別|Role|Relationship|Relation|"
        "Vendor type|Third party type|Party type",
        "service_name": "サービス|製品名|システム名|利用サービス|利用サービス名|商品名|プロダクト|製品|"
        "クラウドサービス名|Service name|Product|Product name|System|Application|App|Software|Services|Tool",
        "service_description": "サービス内容|委託内容|業務内容|委託業務|委託業務内容|取引内容|サービス概要|概要|"
        "契約内容|Description|Services provided|Service provided|Description of service|What it does|"
        "Nature of processing|Processing activities",
        "purpose_note": "目的|利用用途|用途|委託目的|提供目的|Purpose of processing|Use|Used for|Processing purpose|"
        "Function",
        "website": "WEBサイト|ホームページ|HP|公式サイト|サイト|URL|Web site|Web|Homepage|Link|Domain",
        "owner": "担当者|自社担当者|社内担当者|主管者|所管者|責任者|管理責任者|担当|当社担当者|弊社担当者|業務責任者|"
        "Owner|Business owner|Internal owner|Relationship owner|Vendor owner|Vendor manager|Contract owner",
        "department": "担当部署|主管部署|所管部署|所管部門|主管部門|利用部署|利用部門|部署|部門|担当部門|管理部署|"
        "部署名|Department|Division|Business unit|Owning department|Team",
        "contact_name": "窓口|先方担当者|先方担当者名|委託先担当者|委託先担当者名|取引先担当者|取引先担当者名|"
        "連絡先担当者|連絡先氏名|窓口担当者|先方窓口|連絡先 / 氏名|連絡先|氏名|担当者名|Contact|Contact person|"
        "Vendor contact|Primary contact",
        "contact_email": "メールアドレス|メール|Eメール|連絡先メール|連絡先メールアドレス|E-mail|Email|Mail|"
        "Email address|Contact e-mail|Vendor email",
        "contact_phone": "電話番号|電話|連絡先電話番号|連絡先電話|TEL|Phone|Telephone|Phone number|Tel.",
        "data_categories": "個人データの種類|個人情報の種類|取扱情報|取り扱う個人情報|取扱う個人情報|取扱データ|"
        "データ種別|個人データの項目|個人情報の項目|個人情報の内容|取扱個人情報|データの種類|提供する個人データ|"
        "委託する個人データ|情報の種類|個人情報の取扱い|個人情報の取扱|個人情報取扱い|個人情報取扱|個人情報の取り扱い|"
        "個人データの取扱い|個人データの取扱|個人情報の有無|個人情報有無|個人データの有無|"
        "Data categories|Categories of data|Data category|Personal data|Data types|"
        "Type of data|Data processed|Categories of personal data|Personal data processed|What data it can see",
        "person_count": "人数|件数|個人データ件数|個人情報件数|取扱件数|本人数|個人情報の件数|個人データの件数|"
        "対象人数|保有件数|Persons|Number of data subjects|Data subjects|Record count|Number of records|Records|"
        "Volume",
        "special_care": "要配慮個人情報|要配慮|要配慮個人情報有無|機微情報|センシティブ情報|Special care|"
        "Special care-required personal information|Sensitive data|Special category data|Sensitive",
        "foreign": "海外移転|外国移転|越境移転|外国提供|海外での取扱い|国外移転|外国での取扱|海外提供|越境|"
        "国外での取扱い|Foreign|Cross-border|Cross-border transfer|International transfer|Abroad|Overseas transfer",
        "criticality": "業務への重要度|重要度|業務重要度|影響度|重要性|クリティカリティ|Criticality|Importance|"
        "Business criticality|Business impact|Priority",
        "sub_processors_complete_on": "再委託先なしの回答日|再委託なしの確認日|No sub-processors confirmed on",
        "sub_processors_complete_by": "再委託先なしの回答元|No sub-processors confirmed by",
        "lifecycle": "取引状況|状況|状態|ステータス|契約状況|利用状況|取引状態|Status|State|Vendor status|"
        "Contract status|Relationship status",
        "parent": "親会社名|グループ|所属グループ|企業グループ|グループ名|Parent|Group|Parent entity|Ultimate parent",
        "note": "備考|注記|コメント|特記事項|摘要|その他|Notes|Remarks|Comment|Comments|Additional information",
        "external_key": "取引先番号|管理番号|業者コード|仕入先コード|ベンダーコード|取引先ID|委託先コード|管理ID|"
        "コード|ID|Vendor ID|Vendor code|Supplier ID|Supplier code|Vendor number|Reference|Code|Key",
        "register_id": "Sakimori番号",
    },
    Contract: {
        "title": "契約名|契約名称|契約の名前|契約書名|契約書|件名|契約件名|名称|タイトル|Title|Contract|"
        "Contract name|"
        "Contract title|Agreement|Agreement name",
        "kind": "契約種別|契約の種類|契約種類|種別|区分|契約区分|Contract type|Type|Agreement type",
        "parent_id": "親契約|基本契約|元契約|主契約|Parent contract|Master agreement|MSA",
        "our_side": "当社|自社名|契約者（当社）|甲|Our entity",
        "other_side": "契約者（相手）|乙|Signed by (counterparty)",
        "signed_on": "締結年月日|契約締結日|契約日|締結|Signature date|Signed|Date signed|Execution date",
        "start_on": "契約開始日|開始年月日|開始|発効日|契約期間（開始）|契約期間（自）|契約開始|Start date|Start|"
        "Effective date|Effective from|Commencement date",
        "end_on": "満了日|契約満了日|契約終了日|終了日|期限|契約期限|有効期限|契約期間（終了）|契約期間（至）|"
        "満了|契約終了|"
        "End date|End|Expiry|Expiry date|Expiration date|Term end",
        "open_ended": "無期限|期間の定めなし|Open-ended|No term",
        "auto_renews": "自動更新|自動更新の有無|自動更新有無|更新|Auto-renewal|Auto renew|Automatic renewal|Renews",
        "renewal_months": "更新期間|更新月数|自動更新期間|Renewal term|Renewal period",
        "notice_days_ours": "解約通知|解約予告|解約予告期間|解約通知期限|通知期限|更新拒絶通知|解約申入れ|予告日数|"
        "Notice period|Notice|Notice days|Termination notice|Our notice period",
        "notice_days_theirs": "相手の解約通知|相手方の予告期間|Their notice period|Supplier notice period",
        "terminated_on": "解約日|解除日|終了した日|解約年月日|Terminated on|Termination date|Terminated",
        "governing_law": "準拠法|準拠法国|Governing law country|Applicable law|Law",
        "breach_notice_hours": "漏えい通知|漏えい等の通知|事故報告の期限|事故通知|通知までの時間|Breach notification|"
        "Incident notice|Breach notice",
        "terms_url": "利用規約URL|規約URL|URL|Terms URL",
        "terms_version": "規約バージョン|Terms version",
        "service_ids": "サービス名|対象サービス|Service|Service name",
        "note": _NOTE,
        "external_key": f"契約番号|契約No|契約ID|契約管理番号|Contract number|Contract no|Contract id|{_KEY}",
    },
    Certificate: {
        "scheme": "認証|認証名|認証の種類|規格|認証規格|認証制度|制度名|資格|Certification|Certificate|Standard|"
        "Certificate type|Attestation",
        "number": "認証番号|登録番号|証明書番号|認定番号|登録No|Certificate number|Registration number|"
        "Certificate no",
        "scope": "認証範囲|登録範囲|適用範囲|範囲|Scope of certification|Certified scope",
        "standard_edition": "規格年|版|規格番号|Edition|Version of the standard",
        "issuer": "認証機関|審査機関|登録機関|監査法人|発行者|発行機関|付与機関|Issuer|Certification body|"
        "Auditor|Issued by",
        "issued_on": "発行年月日|登録日|認証日|取得日|認定日|付与日|初回登録日|Issue date|Issued|Date of issue|"
        "Certified on",
        "valid_until": "有効期限日|有効期間|期限|満了日|有効期間満了日|Expiry|Expiry date|Valid to|Expires|"
        "Expiration date",
        "period_from": "対象期間（開始）|監査期間（自）|Period start|Report period start",
        "period_until": "対象期間（終了）|監査期間（至）|基準日|Period end|Report period end|As of date",
        "opinion": "意見|監査意見|Audit opinion",
        "surveyed_on": "維持審査|維持審査日|サーベイランス日|Surveillance audit|Last surveillance audit",
        "withdrawn_on": "取消日|Withdrawn|Revoked on",
        "service_ids": "サービス名|対象サービス|Service|Service name",
        "note": _NOTE,
        "external_key": _KEY,
    },
    DataFlow: {
        "name": "データフロー名|フロー名|フロー|名前|連携名|業務名|Flow|Flow name|Data flow name|Title",
        "direction": "方向|送受信|In/Out",
        "role": "役割|取引先の役割|区分|Recipient role",
        "route": "法的根拠|提供の根拠|根拠|提供根拠|Legal basis|Basis|Legal route",
        "route_rationale": "根拠の説明|理由|判断理由|Rationale|Reason|Reason for the route",
        "purpose_id": "利用目的名|目的|利用の目的|Purpose of use",
        "data_set_id": "データセット名|元データ|個人情報データベース|Dataset|Source data set",
        "service_id": "サービス名|利用サービス|対象サービス|Service name|Used service",
        "categories": "データ種別|データ区分|個人データの種類|個人情報の種類|情報の種類|Data categories|Categories|"
        "Categories of data|Data types",
        "data_items": "データ項目|個人データの項目|個人情報の項目|項目名|提供項目|Data fields|Fields|Data elements",
        "subject_groups": "本人の区分|本人|対象者|データ主体|だれの情報|Data subjects|Subjects|"
        "Categories of data subjects",
        "origins": "取得地域|本人の国|Origin",
        "volume_band": "件数区分|人数区分|件数の幅|Volume",
        "person_count": "本人数|件数|対象人数|データ件数|Number of persons|Number of data subjects|Records",
        "source_system": "システム|送信元システム|元システム|System|Source",
        "storage_countries": "保存国|保管国|保存場所|データ保管場所|データの保存国|サーバー所在国|Storage country|"
        "Storage location|Data location|Data residency|Hosting country",
        "processing_countries": "処理国|取扱国|処理場所|アクセス国|Processing country|Processing location|"
        "Access country",
        "transfer_method": "提供方法|受渡し方法|受け渡し方法|授受方法|連携方法|送付方法|Transfer method|Method",
        "encryption": "暗号化の有無|Encrypted",
        "frequency": "提供頻度|連携頻度|授受頻度|How often",
        "start_on": "提供開始日|利用開始日|Start date|Start",
        "end_on": "提供終了日|利用終了日|End date|End",
        "retention_months": "保存期間|保管期間|保持期間|Retention|Retention period",
        "retention_until": "削除期限|保存期限|廃棄期限|Delete by|Retain until",
        "consent_text_id": "同意書|同意文|Consent",
        "note": _NOTE,
        "external_key": f"フロー番号|Flow id|{_KEY}",
    },
    SubProcessorLink: {
        "name": "再委託先|再委託先名|再委託先名称|再委託先の名称|再委託先事業者|Subprocessor|Sub-processor name|"
        "Subprocessor name",
        "parent_id": "親|上位|再委託元|Parent|Subcontracted by",
        "service_id": "サービス名|Service name",
        "task": "業務|業務内容|委託業務|再委託業務|再委託する業務|目的|Purpose|Services|Activity",
        "country": "国名|所在国|処理国|国・地域|Location|Country of processing",
        "handles_my_number": "特定個人情報の取扱い|番号の取扱い",
        "starts_on": "開始日|再委託の開始日|Start date",
        "ended_on": "終了日|End date",
        "external_key": _KEY,
    },
    Purpose: {
        "name": "利用目的|利用目的名|目的|目的名|見出し|Purpose|Purpose name|Title",
        "wording": "文言|公表文|公表している文言|記載|Text|Published wording",
        "published_since": "公表日|公表開始日|Published on",
        "published_until": "公表終了日|Published to",
        "published_where": "公表場所|掲載場所|URL|Where",
        "states_provision": "第三者提供の記載|States provision",
        "external_key": _KEY,
    },
    DataSet: {
        "name": "データセット|データセット名|個人情報データベース|データベース名|台帳名|ファイル名|Data set|"
        "Dataset|Dataset name",
        "department": "部署|所管部署|管理部門|主管部署|担当部署|Owner department|Owner",
        "source_system": "システム名|保管システム|System|System name",
        "retention_months": "保存期間|保管期間|保持期間|Retention|Retention period",
        "retention_law": "根拠法令|法令|Law",
        "other_laws": "守秘義務|業法|ほかの法令|Other laws|Secrecy",
        "note": _NOTE,
        "external_key": _KEY,
    },
    DataSetPart: {
        "data_set_id": "データセット名|Data set name|Dataset",
        "name": "部分|部分の名称|区分|Part|Part name",
        "person_count": "本人数|件数|Number of persons",
        "categories": "データ種別|個人データの種類|Categories",
        "external_key": _KEY,
    },
    ConsentText: {
        "name": "同意文言|同意書名|同意の名称|同意文|Consent text|Consent|Consent name",
        "text_version": "バージョン|版数|Version",
        "wording": "本文|同意文の本文|Text|Body",
        "kinds": "同意の種類|Kind of consent|Consent type",
        "country_unknown_reason": "示せない理由|Why something could not be told",
        "used_from": "使用開始日|Used since|Start date",
        "used_until": "使用終了日|End date",
        "external_key": _KEY,
    },
    Notice: {
        "name": "公表文書|文書名|ポリシー名|プライバシーポリシー|通知名|Notice|Notice name|Policy|Document",
        "published_on": "公表日|改定日|施行日|Effective date|Publication date",
        "published_until": "公表終了日|Until",
        "url": "アドレス|公表先|Link",
        "purpose_ids": "利用目的|Purposes",
        "countries": "外国|提供先の国|Countries",
        "external_key": _KEY,
    },
    JointUse: {
        "name": "共同利用|共同利用名|共同利用の名称|Joint use|Joint use name",
        "users_scope": "共同利用者|範囲|Users",
        "data_items": "共同利用する項目|データ項目|Data items",
        "responsible": "管理責任者|管理責任者の名称|責任者|Responsible party",
        "external_key": _KEY,
    },
    Filing: {
        "name": "届出|届出名|届出の名称|Filing|Filing name",
        "number": "受付番号|届出No|Filing number",
        "filed_on": "届出日|届出年月日|Filing date",
        "published_on": "公表日|Publication date",
        "data_items": "提供する項目|データ項目|Data items",
        "external_key": _KEY,
    },
}  # fmt: skip
"""Other words for the fields of each kind; what the register itself calls them is known besides."""
