"""Wording of our own dossier."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "own.badge": Text("自社", "Our company"),
    "own.name_missing": Text("名称が未登録", "name not recorded"),
    "own.address_missing": Text("住所が未登録", "address not recorded"),
    "own.representative": Text("代表者 {name}", "represented by {name}"),
    "own.representative_missing": Text("代表者が未登録", "representative not recorded"),
    "own.no_gaps": Text("見つかっていません", "None found"),
    "own.unsaid": Text("公表していないこと", "Done but not said"),
    "own.unsaid_note": Text("公表と実際の差", "Notices against what is done"),
    "own.unsaid_unknown": Text("ほかに未確認 {count}件", "{count} more unknown"),
    "own.purposes": Text("利用目的", "Purposes"),
    "own.published": Text("公表中 {count}件", "{count} published"),
    "own.notice": Text("いまの公表文書", "Notice in force"),
    "own.notice_none": Text("登録がありません", "None is recorded"),
    "own.tab_gaps": Text("不備 {count}", "Gaps {count}"),
    "own.tab_registers": Text("台帳", "Registers"),
    "own.tab_certificates": Text("認証 {count}", "Certificates {count}"),
    "own.tab_asked": Text("照会への回答 {count}", "Asked of us {count}"),
    "own.take_in_sheet": Text("届いた質問票を取り込む", "Take in a questionnaire"),
    "own.answer_pack": Text("質問票を選んで答える", "Answer a pack"),
    "own.asked_none": Text(
        "照会はまだありません。届いた質問票を取り込むと、回答集の回答を使って、相手の書式で返せます。",
        "Nothing was asked yet. Take in a questionnaire: answers of the library are offered, and it goes back in "
        "its sender's form.",
    ),
    "own.asked_alt": Text("自社への照会と回答の進み", "What we were asked and how far the answers are"),
    "own.col_left": Text("残り", "Left"),
    "own.col_answered": Text("回答率", "Answered"),
    "own.tab_facts": Text("会社の事実", "Company facts"),
    "own.tab_contacts": Text("連絡先 {count}", "Contacts {count}"),
    "own.tab_history": Text("履歴", "History"),
    "own.for_compliance": Text("台帳の中身を直すのは{roles}です。", "The registers themselves are kept by: {roles}."),
    "own.register_purposes": Text("利用目的", "Purposes"),
    "own.register_data_sets": Text("データセット", "Data sets"),
    "own.register_consent": Text("同意文言", "Consent texts"),
    "own.register_notices": Text("公表事項", "Notices"),
    "own.register_shared": Text("共同利用・届出", "Joint use and filings"),
    "own.not_registered": Text("未登録", "Not recorded"),
    "own.col_register": Text("台帳", "Register"),
    "own.col_count": Text("件数", "Records"),
    "own.col_gaps": Text("ここで直る不備", "Gaps closed here"),
    "own.registers_alt": Text("自社の台帳の件数と不備", "Our registers with their records and gaps"),
    "own.public_missing": Text(
        "{fields}は公表する事項です（法32条1項1号）。登録してください。",
        "To be published (APPI Art. 32(1)(i)) and not recorded yet: {fields}.",
    ),
    "own.facts_alt": Text("自社の事実", "Facts of our company"),
    "own.facts_note": Text("公表文書に書く名称・住所・代表者", "As our notices give them"),
}
