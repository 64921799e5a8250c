"""What the fields of a third party are called, those of what belongs to it, and the columns of its list besides."""

from __future__ import annotations

from typing import Final

PARTY: Final = """
    legal_name | 法人名（正式名称） | Legal name
    kana | フリガナ | Kana
    english_name | 英文名称 | English name
    corporate_number | 法人番号 | Corporate number
    country | 所在国 | Country
    address | 住所 | Address
    representative | 代表者 | Representative
    kind_of_body | 法人区分 | Kind of body
    business_in_japan | 日本で事業として扱うか | Handled in a business in Japan
    order_history | 委員会の命令・勧告 | Orders or recommendations by the PPC
    order_note | 命令・勧告の内容と判断 | The order, and why dealing may continue
    roles | 取引先の役割 | Roles
    website | ウェブサイト | Website
    owner_id | 自社の担当者 | Our owner
    data_categories | 渡すデータの種類 | Kinds of data
    person_count | 本人の人数 | Number of persons
    special_care | 要配慮個人情報の有無 | Special-care information
    foreign | 外国での取扱い | Handling abroad
    criticality | 業務への影響 | Effect on our work
    sub_processors_complete_on | 登録のほかに再委託先はないとの回答の日 | No other sub-processors: answered on
    sub_processors_complete_by | 再委託先はないと回答した部署・書面 | No other sub-processors: answered by
    lifecycle | 取引の状況 | Lifecycle
    parent_id | 親会社 | Parent company
    external_key | 取引先コード | External key
    merged_into | 統合先 | Merged into
    archived_on | 保管した日 | Archived on
    created_on | 登録した日 | Registered on
"""

LISTED: Final = """
    aliases | 別名 | Other names
    service_name | サービス名 | Service
    service_description | サービスの内容 | Service description
    purpose_note | 利用目的 | Purpose
    owner | 自社の担当者 | Our owner
    department | 自社の担当部署 | Our department
    contact_name | 先方の窓口 | Contact name
    contact_email | 先方のメールアドレス | Contact email
    contact_phone | 先方の電話番号 | Contact phone
    parent | 親会社 | Parent company
    register_id | Sakimoriの番号 | Sakimori ID
"""

SERVICE: Final = """
    role | 役割 | Role
    description | 内容 | Description
    storage_country | 保存する国 | Country of storage
    processing_country | 処理する国 | Country of processing
    handles_personal_data | 個人データを扱うか | Handles personal data
    owner_id | 担当 | Owner
    ended_on | 終えた日 | Ended on
"""

CONTACT: Final = """
    email | メール | Mail
    phone | 電話 | Telephone
    department | 部署 | Department
"""
