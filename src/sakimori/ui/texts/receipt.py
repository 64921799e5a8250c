"""Wording of the dialog in which a receipt is recorded."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "receipt.title": Text("受領を記録", "Record a receipt"),
    "receipt.flow": Text("受け取っているデータフロー（なければ空欄）", "The flow that brings data (else leave empty)"),
    "receipt.party": Text("提供元を選んでください", "Choose the provider"),
    "receipt.no_parties": Text(
        "取引先が登録されていません。先に提供元を取引先として登録してください。",
        "No third party is registered. Register the provider first.",
    ),
    "receipt.route": Text("相手がどの根拠で提供したか", "On which ground it was provided"),
    "receipt.free_note": Text(
        "委託・共同利用・事業の承継と、27条1項の例外による受領は、記録が要りません。",
        "Receipts by entrustment, joint use, succession or an exception of 27(1) need no record.",
    ),
    "receipt.related": Text("個人関連情報である（法31条）", "Personal-related information (APPI Art. 31)"),
    "receipt.related_help": Text(
        "提供元では本人と結び付かず、当社で結び付けるデータです。", "Data that only we tie to persons."
    ),
    "receipt.only_day": Text("受け取った日", "Day of the receipt"),
    "receipt.confirmed_hint": Text("登記事項証明書、申告など", "company register, declaration and the like"),
    "receipt.acquired_hint": Text(
        "本人から申込書で取得。写しで確認、など", "from the person by a form, shown by a copy, and the like"
    ),
    "receipt.published_note": Text(
        "個人情報保護委員会のウェブサイトで、提供元のオプトアウトの届出を確かめます。",
        "Look the opt-out filing of the provider up on the website of the PPC.",
    ),
    "receipt.unanswered": Text(
        "答えがなければ{unknown}として残り、不備になります。", "Without an answer it stays {unknown} and is a gap."
    ),
    "receipt.lacks": Text(
        "提供元の住所か代表者が登録されていません。記録に不足として残ります。調書に登録してから記録してください。",
        "Address or representative of the provider is not on record, so the record will lack it. "
        "Add it to the dossier first.",
    ),
}
