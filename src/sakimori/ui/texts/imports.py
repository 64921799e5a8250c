"""Wording of the import of lists, of workbooks, and of a whole register."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    # The steps
    "imports.step_file": Text("ファイル", "File"),
    "imports.step_columns": Text("列の対応", "Columns"),
    "imports.step_try": Text("試し取込", "Dry run"),
    "imports.step_done": Text("取込", "Import"),
    # 1 File
    "imports.upload": Text(
        "取引先・契約・認証・データフローなどの一覧（Excel・CSV・JSON・Markdown・HTML）、DORAの登録簿、"
        "書き出した台帳のzip。{limit}MBまで",
        "A list of third parties, contracts, certificates, flows and so on (Excel, CSV, JSON, Markdown or HTML), a "
        "DORA register, or an exported register as zip; up to {limit} MB",
    ),
    "imports.sample_of": Text("見本の種類", "Kind of workbook"),
    "imports.col_kind": Text("中身", "Holds"),
    "imports.sample": Text("見本のExcel", "Workbook to fill in"),
    "imports.sample_note": Text(
        "いまの内容が入っています。直して、そのまま取り込めます。列の順や名前が違う一覧も読めます。",
        "It holds what is registered today. Change it and hand it in. Lists with other columns can be read as well.",
    ),
    "imports.how": Text(
        "読んだ後、列の対応を確かめ、誤りと差分を見てから取り込みます。決めるまで何も書き込みません。",
        "You confirm its columns, then see problems and differences. Nothing is written before you say so.",
    ),
    "imports.history": Text("これまでの取込", "Earlier imports"),
    "imports.no_history": Text("取込はまだありません。", "Nothing has been imported yet."),
    "imports.col_at": Text("日時", "When"),
    "imports.col_who": Text("だれが", "Who"),
    "imports.col_file": Text("ファイル", "File"),
    "imports.col_left_out": Text("取り込まず", "Left out"),
    # 2 Columns
    "imports.file_line": Text("**{name}**　:gray[{form}・{rows}]", "**{name}**　:gray[{form}, {rows}]"),
    "imports.text_form": Text("{kind}（文字コード {encoding}）", "{kind} (encoding {encoding})"),
    "imports.imported_before": Text(
        "この内容は取込済みです（{day} {who}）。「差分を見る」に理由があります。",
        "Imported already ({day}, {who}). “Differences” says why a row changes or does not.",
    ),
    "imports.sheet": Text("シート", "Sheet"),
    "imports.header_row": Text("見出しの行", "Header row"),
    "imports.columns": Text("列の対応", "Columns"),
    "imports.columns_note": Text(
        "違うものは「入る項目」で選び直してください。", "Choose again under “Goes into” where a guess is wrong."
    ),
    "imports.col_label": Text("列", "Column"),
    "imports.col_sample": Text("例{number}", "Sample {number}"),
    "imports.col_field": Text("入る項目", "Goes into"),
    "imports.col_reason": Text("そう考えた理由", "Why"),
    "imports.left_out": Text("取り込まない", "Leave out"),
    "imports.no_column": Text("「{field}」の列を選んでください。", "Choose the column that holds “{field}”."),
    "imports.kind": Text("ファイルの中身", "What the file holds"),
    "imports.kind_help": Text(
        "列の名前から推定しました。違うときは選び直してください。",
        "Guessed by its columns. Choose another if it is wrong.",
    ),
    "imports.no_templates": Text(
        "EBAの様式の列のコード（b_05.01.0010など）が見つかりません。",
        "No column codes of the EBA template (such as b_05.01.0010) were found.",
    ),
    "imports.templates": Text("読むシート", "Sheets that are read"),
    "imports.templates_note": Text(
        "列はコードで分かるため、対応を選ぶ必要はありません。", "Columns are told by their codes."
    ),
    "imports.col_holds": Text("中身", "What it holds"),
    "imports.col_rows": Text("行数", "Rows"),
    "imports.template_05_01": Text("事業者 → 取引先", "Providers → third parties"),
    "imports.template_02_01": Text("契約（一般） → 契約", "Contracts (general) → contracts"),
    "imports.template_02_02": Text(
        "契約（詳細） → 契約の条件・データフロー", "Contracts (specific) → terms and data flows"
    ),
    "imports.template_03_02": Text("署名した事業者 → 契約の相手・対象", "Signing providers → parties of contracts"),
    "imports.template_05_02": Text("サプライチェーン → 再委託先", "Supply chains → sub-processors"),
    "imports.doubled": Text(
        "「{field}」の列が2つ以上あります。1列だけにしてください。",
        "More than one column goes into “{field}”. Choose one of them.",
    ),
    "imports.to_dry_run": Text("試し取込へ", "To the dry run"),
    "imports.other_file": Text("別のファイルにする", "Another file"),
    # 3 Dry run
    "imports.nothing_yet": Text("まだ何も取り込んでいません。", "Nothing has been imported yet."),
    "imports.can_go_in.one": Text("{count}行は取り込めます。", "{count} row can go in."),
    "imports.can_go_in.other": Text("{count}行は取り込めます。", "{count} rows can go in."),
    "imports.nothing_to_change": Text("取り込んでも変わるところはありません。", "Importing would change nothing."),
    "imports.to_correct.one": Text("{count}行は直してください。", "{count} needs a correction."),
    "imports.to_correct.other": Text("{count}行は直してください。", "{count} need a correction."),
    "imports.to_decide_rows.one": Text("{count}行は決めてください。", "{count} needs your decision."),
    "imports.to_decide_rows.other": Text("{count}行は決めてください。", "{count} need your decision."),
    "imports.personal_numbers": Text(
        "マイナンバーかカード番号と思われる値があります。その行は取り込みません。"
        "値はどこにも残していません。元のファイルからも消してください。",
        "The file holds what looks like a My Number or a card number. Those rows stay out, and the values are kept "
        "nowhere. Remove them from the file as well.",
    ),
    "imports.read": Text("読んだ行", "Rows read"),
    "imports.new": Text("新規", "New"),
    "imports.updated": Text("更新", "Updated"),
    "imports.unchanged": Text("変更なし", "Unchanged"),
    "imports.skipped": Text("飛ばす", "Skipped"),
    "imports.errors": Text("誤り", "To correct"),
    "imports.to_decide": Text("要確認", "To decide"),
    "imports.run.one": Text("正しい{count}行を取り込む", "Import {count} good row"),
    "imports.run.other": Text("正しい{count}行を取り込む", "Import {count} good rows"),
    "imports.nothing_to_run": Text("取り込むものはありません", "Nothing to import"),
    "imports.error_workbook": Text("直すところだけのExcel", "Rows to correct (Excel)"),
    "imports.columns_again": Text("列の対応に戻る", "Back to the columns"),
    "imports.all_or_nothing": Text(
        "直す行か決める行が1行でもあれば、何も取り込まない",
        "Import nothing while any row needs a correction or a decision",
    ),
    "imports.trying": Text("台帳と照らし合わせています。", "Comparing it with the register."),
    "imports.running": Text("{rows}を取り込んでいます。", "Importing {rows}."),
    "imports.not_run": Text("取り込んでいません。", "Nothing was imported."),
    "imports.tab_problems": Text("直すところ {count}", "Problems {count}"),
    "imports.tab_questions": Text("同じ取引先か {count}", "Known or new {count}"),
    "imports.tab_conflicts": Text("値が違う項目 {count}", "Values that differ {count}"),
    "imports.tab_rows": Text("差分を見る {count}", "Differences {count}"),
    "imports.is_error": Text("✕ 誤り", "✕ To correct"),
    "imports.is_warning": Text("◆ 注意", "◆ Note"),
    "imports.col_severity": Text("程度", "Kind"),
    "imports.col_sheet": Text("シート", "Sheet"),
    "imports.col_row": Text("行", "Row"),
    "imports.col_value": Text("値", "Value"),
    "imports.col_what": Text("何がいけないか", "What is wrong"),
    "imports.col_expected": Text("期待する形", "What is expected"),
    "imports.problems_alt": Text("直すところと注意の一覧", "Problems and notes"),
    "imports.col_outcome": Text("結果", "Result"),
    "imports.col_name": Text("取引先", "Third party"),
    "imports.col_called": Text("名称", "Name"),
    "imports.col_what_kind": Text("種類", "Kind"),
    "imports.col_content": Text("変わるところ、または理由", "What changes, or why nothing does"),
    "imports.change": Text("{field}：{before} → {after}", "{field}: {before} → {after}"),
    "imports.see_problems": Text("「直すところ」を見てください。", "See “Problems”."),
    "imports.rows_alt": Text("すべての行と、変わるところ", "Every row and what would change"),
    "imports.outcome_new": Text("新規", "New"),
    "imports.outcome_updated": Text("更新", "Updated"),
    "imports.outcome_unchanged": Text("変更なし", "Unchanged"),
    "imports.outcome_skipped": Text("飛ばす", "Skipped"),
    "imports.outcome_error": Text("誤り", "To correct"),
    "imports.outcome_ask": Text("要確認", "To decide"),
    # Questions
    "imports.row": Text("{row}行目", "Row {row}"),
    "imports.who": Text("{row}行目は、登録済みの取引先ですか。", "Is row {row} a third party that we know?"),
    "imports.candidate": Text("選んでください（候補は {name}）", "Choose (it may be {name})"),
    "imports.candidates": Text(
        "選んでください（候補は {name} など{count}社）", "Choose ({name} or another of {count} candidates)"
    ),
    "imports.answer_same": Text("同じ取引先：{who}", "The same as {who}"),
    "imports.answer_new": Text("新しい取引先として登録する", "Register as a new third party"),
    "imports.answer_skip": Text("この行は飛ばす", "Skip this row"),
    "imports.registered": Text("登録済み", "registered"),
    "imports.in_file": Text("このファイルの{row}行目", "row {row} of this file"),
    "imports.found_by": Text("「{name}」が一致", "by “{name}”"),
    "imports.all_alike.one": Text(
        "名称がまったく同じ{count}行を、同じ取引先とする", "Take {count} row of exactly the same name as the same"
    ),
    "imports.all_alike.other": Text(
        "名称がまったく同じ{count}行を、同じ取引先とする", "Take {count} rows of exactly the same name as the same"
    ),
    "imports.conflict_note": Text(
        "登録済みの値とファイルの値が違い、どちらが新しいかは分かりません。選ぶまで、その行は取り込みません。",
        "What is registered and what the file says differ, and neither is known to be newer. "
        "The row stays out until you choose.",
    ),
    "imports.both_values": Text("Sakimori：{ours}　ファイル：{theirs}", "Sakimori: {ours}　File: {theirs}"),
    "imports.both_rows": Text("前の行：{ours}　この行：{theirs}", "Earlier row: {ours}　This row: {theirs}"),
    "imports.on_conflict": Text("登録済みの値と違うとき", "Where what is registered differs"),
    "imports.on_conflict_stop": Text("止める", "Stop and ask"),
    "imports.on_conflict_skip": Text("その行を飛ばす", "Skip the row"),
    "imports.on_conflict_update": Text("ファイルの値で更新する", "Update from the file"),
    "imports.unknown_name": Text("選んでください（登録されていない名前です）", "Choose (nobody has this name)"),
    "imports.all_new.one": Text(
        "登録されていない{count}件を、新しい取引先として登録する", "Register {count} unknown name as a new third party"
    ),
    "imports.all_new.other": Text(
        "登録されていない{count}件を、新しい取引先として登録する", "Register {count} unknown names as new third parties"
    ),
    "imports.answer_ours": Text("Sakimoriの値を残す", "Keep Sakimori's value"),
    "imports.answer_file": Text("ファイルの値にする", "Take the file's value"),
    "imports.all_ours": Text("すべてSakimoriの値を残す", "Keep Sakimori's values everywhere"),
    "imports.all_file": Text("すべてファイルの値にする", "Take the file's values everywhere"),
    # In the trail
    "action.third_party.imported": Text("一覧から取り込んだ", "Imported from a list"),
    "action.register.list_imported": Text("一覧から取り込んだ", "Imported from a list"),
    "action.register.list_exported": Text("見本のExcelを渡した", "Gave out a workbook to fill in"),
    # 4 Done
    "imports.done": Text(
        "取り込みました。新しく登録 {registered}、更新 {updated}です。",
        "Imported. Registered {registered}, updated {updated}.",
    ),
    "imports.done_records": Text(
        "取り込みました。新しく登録 {recorded}、更新 {updated}です。",
        "Imported. Recorded {recorded}, updated {updated}.",
    ),
    "imports.opened.one": Text(
        "この取込で、不備と未確認が{count}件わかりました。", "This import has shown {count} gap or unknown."
    ),
    "imports.opened.other": Text(
        "この取込で、不備と未確認が{count}件わかりました。", "This import has shown {count} gaps and unknowns."
    ),
    "imports.stayed_out.one": Text(
        "{count}行は取り込んでいません。直すか決めて、もう一度取り込めます。",
        "{count} row stayed out. Correct or decide it and import the file again.",
    ),
    "imports.stayed_out.other": Text(
        "{count}行は取り込んでいません。直すか決めて、もう一度取り込めます。",
        "{count} rows stayed out. Correct or decide them and import the file again.",
    ),
    "imports.next_file": Text("次のファイルを取り込む", "Import another file"),
    # A whole register
    "imports.folder_line": Text("**{name}**　:gray[書き出した台帳]", "**{name}**　:gray[an exported register]"),
    "imports.folder_records": Text("記録", "Records"),
    "imports.folder_new": Text("新規", "New"),
    "imports.folder_changed": Text("変更", "Changed"),
    "imports.folder_same": Text("同じ", "Same"),
    "imports.folder_problems": Text("直すところ", "Problems"),
    "imports.folder_table": Text("表", "Table"),
    "imports.folder_all": Text(
        "まだ何も取り込んでいません。台帳は、確認や決定も含めて全部が一度に入ります。",
        "Nothing has been imported yet. A register goes in as a whole, with its confirmations and decisions.",
    ),
    "imports.folder_blocked.one": Text(
        "直すところが{count}件あるため、取り込めません。", "It cannot go in while {count} place needs a correction."
    ),
    "imports.folder_blocked.other": Text(
        "直すところが{count}件あるため、取り込めません。", "It cannot go in while {count} places need a correction."
    ),
    "imports.folder_run.one": Text("{count}件を取り込む", "Import {count} record"),
    "imports.folder_run.other": Text("{count}件を取り込む", "Import {count} records"),
    "imports.folder_done": Text("台帳を取り込みました。", "The register was imported."),
}
