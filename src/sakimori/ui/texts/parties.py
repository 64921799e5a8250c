"""Wording of the list of third parties, of registering and of matching names."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "parties.search": Text("取引先を探す", "Find a third party"),
    "parties.search_hint": Text(
        "名称・サービス名・カナ・法人番号・連絡先", "Name, service, reading, corporate number or contact"
    ),
    "parties.view": Text("表示", "View"),
    "parties.view_table": Text("一覧", "List"),
    "parties.view_areas": Text("面積図", "Areas"),
    "parties.focus": Text("絞り込み", "Filter"),
    "parties.focus_all": Text("すべて", "All"),
    "parties.focus_gaps": Text("不備あり", "With gaps"),
    "parties.focus_unknowns": Text("未確認あり", "With unknowns"),
    "parties.focus_soon": Text("期限30日", "Due in 30 days"),
    "parties.roles": Text("役割", "Role"),
    "parties.with_over": Text("終了・保管も含む（{count}）", "With ended and archived ({count})"),
    "parties.shown": Text("{count}を表示しています。", "{count} shown."),
    "parties.found": Text("{count}が見つかりました。", "{count} found."),
    "parties.none_found": Text("「{text}」に一致する取引先はありません。", "No third party matches “{text}”."),
    "parties.nearest": Text("近い名前：", "Nearest names:"),
    "parties.by_name": Text("名称", "Name"),
    "parties.by_alias": Text("別名", "Other name"),
    "parties.by_service": Text("サービス", "Service"),
    "parties.by_kana": Text("カナ", "Reading"),
    "parties.by_english_name": Text("英語名", "English name"),
    "parties.by_corporate_number": Text("法人番号", "Corporate number"),
    "parties.by_external_key": Text("社内コード", "Own code"),
    "parties.by_contact": Text("連絡先", "Contact"),
    "parties.col_worst": Text("重い不備", "Worst gap"),
    "parties.col_name": Text("名称", "Name"),
    "parties.col_met": Text("一致した語", "Matched"),
    "parties.col_roles": Text("役割", "Role"),
    "parties.col_tier": Text("区分", "Tier"),
    "parties.col_country": Text("国", "Country"),
    "parties.col_coverage": Text("回答率", "Answered"),
    "parties.col_due": Text("次の期限", "Next due"),
    "parties.col_owner": Text("担当", "Owner"),
    "parties.col_lifecycle": Text("状態", "Status"),
    "parties.table_alt": Text(
        "取引先の一覧。行を選ぶと調書が開きます。", "Third parties. Choose a row to open its dossier."
    ),
    "parties.export_register": Text("台帳一式（Excel）", "Whole register (Excel)"),
    "parties.export_folder": Text("台帳のフォルダー（CSV・zip）", "Register folder (CSV, zip)"),
    "parties.archived": Text("保管", "Archived"),
    "parties.register": Text("取引先を登録", "Register a third party"),
    "parties.take_in": Text("台帳を取り込む", "Import a register"),
    "parties.match_names": Text("名前をまとめて照合", "Match a list of names"),
    "parties.empty": Text(
        "まだ取引先がありません。1社ずつ登録するか、いまの台帳を取り込んでください。",
        "There are no third parties yet. Register one, or import the register that you have.",
    ),
    # Registering
    "parties.name_needed": Text("名称（必須）", "Name (required)"),
    "parties.tiering": Text("区分を決める質問", "Questions that decide the tier"),
    "parties.tiering_note": Text("分からないものは空のままにしてください。", "Leave open what nobody knows yet."),
    "parties.unanswered": Text("未回答：{fields}", "Not answered: {fields}"),
    "parties.pack": Text("送る質問票：{title}（{group}）", "Pack to send: {title} ({group})"),
    "parties.no_pack": Text(
        "送る質問票はまだありません。役割を選ぶと決まります。", "No pack to send. The role decides it."
    ),
    "parties.cadence": Text("見直し：{months}か月ごと", "Review every {months} months"),
    "parties.likely_same": Text(
        "すでに登録された取引先かもしれません。開いて確かめてください。",
        "This may be registered already. Open it and compare.",
    ),
    # Matching names
    "parties.paste": Text("名前を1行に1つ貼り付けます", "Paste names, one a line"),
    "parties.paste_hint": Text("株式会社サンプル\nSample Inc.", "Sample Inc.\n株式会社サンプル"),
    "parties.col_match": Text("結果", "Result"),
    "parties.col_pasted": Text("貼り付けた名前", "Pasted name"),
    "parties.col_candidates": Text("登録された取引先", "Registered third party"),
    "parties.match_matched": Text("登録あり", "Registered"),
    "parties.match_candidates": Text("候補あり", "Candidates"),
    "parties.match_new": Text("登録なし", "Not registered"),
    "parties.match_alt": Text("貼り付けた名前ごとの照合の結果。", "What each pasted name was matched to."),
    "parties.match_hint": Text(
        "行を選ぶと、調書か登録の画面へ進みます。候補は人が確かめます。",
        "Choose a row to open its dossier or the form. Candidates are for you to judge.",
    ),
    "parties.no_candidate": Text("なし", "None"),
    "parties.other_number": Text("{name}（法人番号が違います）", "{name} (another corporate number)"),
    # Export
    "parties.export_xlsx": Text("Excelで出力", "Export to Excel"),
    "parties.export_csv": Text("CSVで出力", "Export to CSV"),
    "parties.export_about": Text("出力の記録", "About this file"),
    "parties.export_by": Text("出力した人", "Exported by"),
    "parties.export_at": Text("出力した日時", "Exported at"),
    "parties.export_head": Text("監査記録の先頭", "Head of the audit trail"),
}
