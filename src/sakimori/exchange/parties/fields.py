"""What a list of third parties may hold: the fields, their labels, and the words that head their columns."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Lexicon


class ThirdPartyField(StrEnum):
    """What a column of a list of third parties may hold."""

    LEGAL_NAME = "legal_name"
    KANA = "kana"
    ENGLISH_NAME = "english_name"
    ALIAS = "alias"
    CORPORATE_NUMBER = "corporate_number"
    COUNTRY = "country"
    ADDRESS = "address"
    REPRESENTATIVE = "representative"
    KIND_OF_BODY = "kind_of_body"
    ROLES = "roles"
    SERVICE_NAME = "service_name"
    SERVICE_DESCRIPTION = "service_description"
    PURPOSE_NOTE = "purpose_note"
    WEBSITE = "website"
    OWNER = "owner"
    DEPARTMENT = "department"
    CONTACT_NAME = "contact_name"
    CONTACT_EMAIL = "contact_email"
    CONTACT_PHONE = "contact_phone"
    DATA_CATEGORIES = "data_categories"
    PERSON_COUNT = "person_count"
    SPECIAL_CARE = "special_care"
    FOREIGN = "foreign"
    CRITICALITY = "criticality"
    SUB_PROCESSORS_COMPLETE_ON = "sub_processors_complete_on"
    SUB_PROCESSORS_COMPLETE_BY = "sub_processors_complete_by"
    LIFECYCLE = "lifecycle"
    PARENT = "parent"
    NOTE = "note"
    EXTERNAL_KEY = "external_key"
    REGISTER_ID = "register_id"


FIELD_LABELS: Final[dict[ThirdPartyField, Text]] = {
    ThirdPartyField.LEGAL_NAME: Text("法人名（正式名称）", "Legal name"),
    ThirdPartyField.KANA: Text("フリガナ", "Kana"),
    ThirdPartyField.ENGLISH_NAME: Text("英文名称", "English name"),
    ThirdPartyField.ALIAS: Text("別名", "Other names"),
    ThirdPartyField.CORPORATE_NUMBER: Text("法人番号", "Corporate number"),
    ThirdPartyField.COUNTRY: Text("所在国", "Country"),
    ThirdPartyField.ADDRESS: Text("住所", "Address"),
    ThirdPartyField.REPRESENTATIVE: Text("代表者", "Representative"),
    ThirdPartyField.KIND_OF_BODY: Text("法人区分", "Kind of body"),
    ThirdPartyField.ROLES: Text("取引先の役割", "Roles"),
    ThirdPartyField.SERVICE_NAME: Text("サービス名", "Service"),
    ThirdPartyField.SERVICE_DESCRIPTION: Text("サービスの内容", "Service description"),
    ThirdPartyField.PURPOSE_NOTE: Text("利用目的", "Purpose"),
    ThirdPartyField.WEBSITE: Text("ウェブサイト", "Website"),
    ThirdPartyField.OWNER: Text("自社の担当者", "Our owner"),
    ThirdPartyField.DEPARTMENT: Text("自社の担当部署", "Our department"),
    ThirdPartyField.CONTACT_NAME: Text("先方の窓口", "Contact name"),
    ThirdPartyField.CONTACT_EMAIL: Text("先方のメールアドレス", "Contact email"),
    ThirdPartyField.CONTACT_PHONE: Text("先方の電話番号", "Contact phone"),
    ThirdPartyField.DATA_CATEGORIES: Text("個人データの種類", "Data categories"),
    ThirdPartyField.PERSON_COUNT: Text("本人の人数", "Number of persons"),
    ThirdPartyField.SPECIAL_CARE: Text("要配慮個人情報の有無", "Special-care information"),
    ThirdPartyField.FOREIGN: Text("外国での取扱い", "Handling abroad"),
    ThirdPartyField.CRITICALITY: Text("業務への重要度", "Criticality"),
    ThirdPartyField.SUB_PROCESSORS_COMPLETE_ON: Text(
        "登録のほかに再委託先はないとの回答の日", "No other sub-processors: answered on"
    ),
    ThirdPartyField.SUB_PROCESSORS_COMPLETE_BY: Text(
        "再委託先はないと回答した部署・書面", "No other sub-processors: answered by"
    ),
    ThirdPartyField.LIFECYCLE: Text("取引の状況", "Lifecycle"),
    ThirdPartyField.PARENT: Text("親会社", "Parent company"),
    ThirdPartyField.NOTE: Text("備考", "Note"),
    ThirdPartyField.EXTERNAL_KEY: Text("取引先コード", "External key"),
    ThirdPartyField.REGISTER_ID: Text("Sakimoriの番号", "Sakimori ID"),
}

_WORDS: Final[dict[ThirdPartyField, tuple[str, str]]] = {
    ThirdPartyField.LEGAL_NAME: (
        "法人名（正式名称）|法人名|会社名|企業名|取引先名|取引先|委託先名|委託先|委託先名称|業者名|事業者名|名称|正式名称|"
        "商号|社名|ベンダー名|ベンダー|仕入先名|提供先名|提供先|団体名|組織名|委託先企業名|再委託先名|"
        "再委託先|取引先名称|法人名称|第三者名|相手先",
        "Company|Company name|Vendor|Vendor name|Supplier|Supplier name|Third party|Third party name|"
        "Third-party|Name|Legal name|Legal entity|Entity|Entity name|Subprocessor|Sub-processor|"
        "Sub processor|Subprocessor name|Processor|Processor name|Organisation|Organization|Provider|"
        "Provider name|Partner|Business name|Recipient",
    ),
    ThirdPartyField.KANA: (
        "フリガナ|カナ|会社名カナ|取引先名カナ|ヨミガナ|読み|読み仮名|よみ|カナ名|名称カナ",
        "Kana|Furigana|Reading",
    ),
    ThirdPartyField.ENGLISH_NAME: (
        "英文名称|英文名|英語名|英語名称|英文社名|英語表記|会社名英語",
        "English name|Name in English|Company name (English)|Name (English)",
    ),
    ThirdPartyField.ALIAS: (
        "別名|略称|通称|旧社名|旧名称|他の名称|屋号|ブランド名",
        "Other names|Alias|Aliases|Also known as|AKA|Trade name|Trading name|Former name|Short name",
    ),
    ThirdPartyField.CORPORATE_NUMBER: (
        "法人番号|法人No|インボイス番号|適格請求書発行事業者登録番号|登録番号",
        "Corporate number|Corporate No|Japan corporate number|Houjin Bangou|Hojin bango",
    ),
    ThirdPartyField.COUNTRY: (
        "所在国|国|国名|国・地域|国籍|本社所在国|所在国・地域|国コード|設立国|国または地域|所在地（国）",
        "Country|Country code|Country name|Country of registration|Country/Region|Location|Locations|"
        "Location of processing|Jurisdiction|Entity country|Headquarters country|HQ country|Where",
    ),
    ThirdPartyField.ADDRESS: (
        "住所|所在地|本社所在地|本社住所|本店所在地|会社住所",
        "Address|Registered address|Head office|Headquarters|Street address",
    ),
    ThirdPartyField.REPRESENTATIVE: (
        "代表者|代表者名|代表者氏名|代表取締役|代表",
        "Representative|Legal representative|CEO|Director",
    ),
    ThirdPartyField.KIND_OF_BODY: (
        "法人区分|法人格|法人種別|事業者区分|組織区分|組織形態|団体区分",
        "Kind of body|Entity type|Legal form|Type of organisation|Type of organization|Organisation type|"
        "Organization type",
    ),
    ThirdPartyField.ROLES: (
        "取引先の役割|役割|取引区分|取引先区分|委託区分|委託先区分|関係|関係区分|取引種別",
        "Role|Roles|Relationship|Relation|Vendor type|Third party type|Party type",
    ),
    ThirdPartyField.SERVICE_NAME: (
        "サービス名|サービス|製品名|システム名|利用サービス|利用サービス名|商品名|プロダクト|製品|クラウドサービス名",
        "Service|Service name|Product|Product name|System|Application|App|Software|Services|Tool",
    ),
    ThirdPartyField.SERVICE_DESCRIPTION: (
        "サービスの内容|サービス内容|委託内容|業務内容|委託業務|委託業務内容|取引内容|サービス概要|概要|契約内容",
        "Service description|Description|Services provided|Service provided|Description of service|"
        "What it does|Nature of processing|Processing activities",
    ),
    ThirdPartyField.PURPOSE_NOTE: (
        "利用目的|目的|利用用途|用途|委託目的|提供目的",
        "Purpose|Purpose of processing|Use|Used for|Processing purpose|Function",
    ),
    ThirdPartyField.WEBSITE: (
        "ウェブサイト|WEBサイト|ホームページ|HP|公式サイト|サイト",
        "URL|Website|Web site|Web|Homepage|Link|Domain",
    ),
    ThirdPartyField.OWNER: (
        "自社の担当者|担当者|自社担当者|社内担当者|主管者|所管者|責任者|管理責任者|担当|当社担当者|"
        "弊社担当者|業務責任者",
        "Our owner|Owner|Business owner|Internal owner|Relationship owner|Vendor owner|Vendor manager|Contract owner",
    ),
    ThirdPartyField.DEPARTMENT: (
        "自社の担当部署|担当部署|主管部署|所管部署|所管部門|主管部門|利用部署|利用部門|部署|部門|担当部門|"
        "管理部署|部署名",
        "Our department|Department|Division|Business unit|Owning department|Team",
    ),
    ThirdPartyField.CONTACT_NAME: (
        "先方の窓口|窓口|先方担当者|先方担当者名|委託先担当者|委託先担当者名|取引先担当者|取引先担当者名|"
        "連絡先担当者|連絡先氏名|窓口担当者|先方窓口|連絡先 / 氏名|連絡先|氏名|担当者名",
        "Contact name|Contact|Contact person|Vendor contact|Primary contact",
    ),
    ThirdPartyField.CONTACT_EMAIL: (
        "先方のメールアドレス|メールアドレス|メール|Eメール|連絡先メール|連絡先メールアドレス",
        "E-mail|Email|Contact email|Mail|Email address|Contact e-mail|Vendor email",
    ),
    ThirdPartyField.CONTACT_PHONE: (
        "先方の電話番号|電話番号|電話|連絡先電話番号|連絡先電話",
        "TEL|Phone|Telephone|Contact phone|Phone number|Tel.",
    ),
    ThirdPartyField.DATA_CATEGORIES: (
        "個人データの種類|個人情報の種類|取扱情報|取り扱う個人情報|取扱う個人情報|取扱データ|データ種別|"
        "個人データの項目|個人情報の項目|個人情報の内容|取扱個人情報|データの種類|提供する個人データ|"
        "委託する個人データ|情報の種類",
        "Data categories|Categories of data|Data category|Personal data|Data types|Type of data|"
        "Data processed|Categories of personal data|Personal data processed|What data it can see",
    ),
    ThirdPartyField.PERSON_COUNT: (
        "本人の人数|人数|件数|個人データ件数|個人情報件数|取扱件数|本人数|個人情報の件数|個人データの件数|"
        "対象人数|保有件数",
        "Number of persons|Persons|Number of data subjects|Data subjects|Record count|Number of records|Records|Volume",
    ),
    ThirdPartyField.SPECIAL_CARE: (
        "要配慮個人情報の有無|要配慮個人情報|要配慮|要配慮個人情報有無|機微情報|センシティブ情報",
        "Special-care information|Special care|Special care-required personal information|Sensitive data|"
        "Special category data|Sensitive",
    ),
    ThirdPartyField.FOREIGN: (
        "外国での取扱い|海外移転|外国移転|越境移転|外国提供|海外での取扱い|国外移転|外国での取扱|海外提供|"
        "越境|国外での取扱い",
        "Handling abroad|Foreign|Cross-border|Cross-border transfer|International transfer|Abroad|Overseas transfer",
    ),
    ThirdPartyField.CRITICALITY: (
        "業務への重要度|重要度|業務重要度|影響度|重要性|クリティカリティ",
        "Criticality|Importance|Business criticality|Business impact|Priority",
    ),
    ThirdPartyField.SUB_PROCESSORS_COMPLETE_ON: (
        "登録のほかに再委託先はないとの回答の日|再委託先なしの回答日|再委託なしの確認日",
        "No other sub-processors: answered on|No sub-processors confirmed on",
    ),
    ThirdPartyField.SUB_PROCESSORS_COMPLETE_BY: (
        "再委託先はないと回答した部署・書面|再委託先なしの回答元",
        "No other sub-processors: answered by|No sub-processors confirmed by",
    ),
    ThirdPartyField.LIFECYCLE: (
        "取引の状況|取引状況|状況|状態|ステータス|契約状況|利用状況|取引状態",
        "Lifecycle|Status|State|Vendor status|Contract status|Relationship status",
    ),
    ThirdPartyField.PARENT: (
        "親会社|親会社名|グループ|所属グループ|企業グループ|グループ名",
        "Parent company|Parent|Group|Parent entity|Ultimate parent",
    ),
    ThirdPartyField.NOTE: (
        "備考|メモ|注記|コメント|特記事項|摘要|その他",
        "Note|Notes|Remarks|Comment|Comments|Additional information",
    ),
    ThirdPartyField.EXTERNAL_KEY: (
        "取引先コード|取引先番号|管理番号|業者コード|仕入先コード|ベンダーコード|取引先ID|委託先コード|管理ID|コード",
        "ID|External key|Vendor ID|Vendor code|Supplier ID|Supplier code|Vendor number|Reference|Code|Key",
    ),
    ThirdPartyField.REGISTER_ID: ("Sakimoriの番号|Sakimori番号", "Sakimori ID"),
}
LEXICON: Final = Lexicon({field: f"{ja}|{en}" for field, (ja, en) in _WORDS.items()})
