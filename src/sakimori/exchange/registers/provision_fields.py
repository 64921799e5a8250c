"""What the fields of releases and of the records of provision and receipt are called."""

from __future__ import annotations

from typing import Final

RELEASE: Final = """
    slip_id | 提供可否票 | Clearance slip
    first_on | 渡した初日 | First day
    last_on | 渡した末日 | Last day
    items | 渡した項目 | Items
    person_count | 人数 | Persons
    persons_how | 本人を特定できる事項 | What tells the persons
    method | 渡した方法 | Method
    released_by | 渡した人 | Handed over by
    released_at | 記録した日時 | Recorded at
    record_id | 提供の記録 | Record of the provision
    no_record | 記録が要らない理由 | Why no record is needed
    uncleared_on | 提供可否票がなかった最初の日 | First day without clearance
    reviewed_by | 確認した人 | Reviewed by
    reviewed_on | 確認した日 | Reviewed on
    note | メモ | Note
"""

_SHARED: Final = """
    route | 根拠 | Ground
    method | 記録の方法 | Method of the record
    first_on | 初日 | First day
    last_on | 末日 | Last day
    items | データの項目 | Data items
    persons | 顧客番号 | Customer numbers
    persons_how | 本人を特定できる事項 | What tells the persons
    person_count | 人数 | Persons
    retain_until | 保存期限 | Keep until
    made_on | 記録した日 | Recorded on
    made_by | 記録した人 | Recorded by
    is_related | 個人関連情報である | Personal-related information
    contract_id | 記録に代える契約書 | Contract standing in
    corrects_id | 改めた元の記録 | Corrects
"""

PROVISION: Final = (
    _SHARED
    + """
    recipient_name | 提供先の名称 | Recipient
    recipient_address | 提供先の住所 | Address of the recipient
    recipient_representative | 提供先の代表者 | Representative of the recipient
    consented | 本人の同意を得ている | The persons consented
    consent_text_id | 同意文言 | Consent text
    filing_id | オプトアウトの届出 | Opt-out filing
"""
)

RECEIPT: Final = (
    _SHARED
    + """
    provider_name | 提供元の名称 | Provider
    provider_address | 提供元の住所 | Address of the provider
    provider_representative | 提供元の代表者 | Representative of the provider
    confirmed_how | 相手を確認した方法 | How the provider was confirmed
    acquired_how | 取得の経緯と確認した資料 | How the provider got the data, and by what this was shown
    is_operator | 個人情報取扱事業者である | Is a business operator
    consented | 本人の同意を得ている | The persons consented
    informed | 外国の情報が本人に伝わっている | The persons were told about the country
    ppc_published | 届出が公表されている | The opt-out filing is published
    data_set_id | 入れたデータセット | Data set
"""
)
