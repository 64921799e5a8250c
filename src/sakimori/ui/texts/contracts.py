"""Wording of 契約: the list, the form, the matrix, the file."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "page.contracts": Text("契約", "Contracts"),
    # States
    "contracts.state_undecided": Text("継続 未決定", "Renewal undecided"),
    "contracts.state_notice": Text("通知期限が近い", "Notice due soon"),
    "contracts.state_ended": Text("終了", "Ended"),
    "contracts.state_ending": Text("満了が近い", "Ends soon"),
    "contracts.state_unsigned": Text("締結 未確認", "Signing unknown"),
    "contracts.state_term_unknown": Text("期間 未確認", "Term unknown"),
    "contracts.state_coming": Text("開始前", "Not begun"),
    "contracts.state_in_force": Text("有効", "In force"),
    "contracts.state_unreplaced": Text("満了・後継なし", "Ended, not replaced"),
    "contracts.open_ended": Text("定めなし", "No term"),
    "contracts.excused": Text("なし（承認済み）", "Absent, approved"),
    # Tiles
    "contracts.tile_notice": Text("通知期限{days}日以内", "Notice due in {days} days"),
    "contracts.tile_ended": Text("満了", "Ended"),
    "contracts.tile_musts": Text("必須条項なし", "Must clauses missing"),
    "contracts.tile_without": Text("契約なしで利用中", "In use without contract"),
    "contracts.note_notice": Text("期限を過ぎて未決定 {count}件", "past notice, undecided: {count}"),
    "contracts.note_ended": Text("ほかに満了が近い {count}件", "ending soon besides: {count}"),
    "contracts.note_musts": Text("ほかに未確認の契約 {unread}件", "not fully read besides: {unread}"),
    "contracts.note_without": Text("委託・提供・共同利用", "processing, provision, joint use"),
    "contracts.help_notice": Text(
        "更新しないことを相手に伝える最後の日が{days}日以内で、続けるかが決まっていない契約です。",
        "The last day to give notice is within {days} days, and nobody has decided whether they go on.",
    ),
    "contracts.help_ended": Text(
        "期間が終わり、同じ種類の契約がほかになく、取引が続いている契約です。",
        "Their term is over, no other contract of the kind covers the party, and the relation goes on.",
    ),
    "contracts.help_musts": Text(
        "法令や規格が求める条項を契約書で探し、ないか弱かった契約です。未確認のものは分かりません。",
        "A clause that law or a standard asks for was looked for and is absent or weak. What is unread is not known.",
    ),
    "contracts.help_without": Text(
        "必要な種類の契約が有効でない取引先です。候補は数えません。",
        "No contract of the needed kind is in force. Candidates are not counted.",
    ),
    "contracts.rows": Text("一覧で見る", "Show the rows"),
    # Views and filters
    "contracts.view": Text("見方", "View"),
    "contracts.view_list": Text("一覧", "List"),
    "contracts.view_matrix": Text("条項の比較", "Compare clauses"),
    "contracts.register": Text("契約を登録", "Register a contract"),
    "contracts.focus": Text("絞り込み", "Filter"),
    "contracts.focus_all": Text("すべて", "All"),
    "contracts.focus_notice": Text("通知期限", "Notice due"),
    "contracts.focus_undecided": Text("継続 未決定", "Undecided"),
    "contracts.focus_ended": Text("満了", "Ended"),
    "contracts.focus_musts": Text("必須条項なし", "Musts missing"),
    "contracts.focus_unknown": Text("未確認あり", "Unknowns"),
    "contracts.focus_without": Text("契約なし", "No contract"),
    "contracts.search": Text("契約を探す", "Search contracts"),
    "contracts.search_hint": Text("契約・取引先・種類", "Contract, party, kind"),
    "contracts.only_party": Text("{name}の契約だけを表示しています。", "Only contracts of {name}."),
    "contracts.show_all": Text("すべて表示", "Show all"),
    "contracts.none_left": Text("当てはまる契約はありません。", "No contract matches."),
    "contracts.table_alt": Text(
        "契約の一覧。急ぐ順に並んでいます。行を選ぶと条項の画面が開きます。",
        "List of contracts, the most pressing first. Choose a row to open its clauses.",
    ),
    "contracts.col_worst": Text("重大度", "Severity"),
    "contracts.col_title": Text("契約", "Contract"),
    "contracts.col_party": Text("取引先", "Third party"),
    "contracts.col_kind": Text("種類", "Kind"),
    "contracts.col_state": Text("状態", "Status"),
    "contracts.col_notice": Text("通知期限", "Notice by"),
    "contracts.col_term": Text("満了日", "Term ends"),
    "contracts.col_musts": Text("必須条項", "Musts"),
    "contracts.col_covers": Text("対象", "Covers"),
    "contracts.col_roles": Text("役割", "Role"),
    "contracts.col_gap": Text("不備", "Gap"),
    "contracts.col_since": Text("いつから", "Since"),
    "contracts.col_signed": Text("締結日", "Signed on"),
    "contracts.col_start": Text("開始日", "Starts on"),
    "contracts.col_unread": Text("未確認の件数", "Unknowns"),
    "contracts.col_code": Text("社内の番号", "Own code"),
    "contracts.col_clause": Text("条項", "Clause"),
    "contracts.col_level": Text("区分", "Level"),
    "contracts.musts_gone": Text("{count}件なし", "{count} missing"),
    "contracts.musts_there": Text("不足なし", "complete"),
    "contracts.covers_open": Text("{covered}（未確認{open}）", "{covered} ({open} open)"),
    "contracts.without": Text("契約なしで利用中の取引先", "Third parties in use without a contract"),
    "contracts.without_none": Text(
        "契約なしで利用中の取引先は見つかっていません。", "No third party is known to be in use without a contract."
    ),
    "contracts.without_alt": Text(
        "必要な契約が有効でない取引先。", "Third parties without the contract that they need."
    ),
    "contracts.without_hint": Text("行を選ぶと、契約を登録できます。", "Choose a row to register its contract."),
    "contracts.register_for": Text("{name}の契約を登録", "Register a contract of {name}"),
    "contracts.open_party": Text("調書を開く", "Open the dossier"),
    # Empty
    "contracts.empty": Text(
        "契約書はまだ登録されていません。委託先の契約から登録してください。",
        "No contract is registered yet. Begin with those of processors.",
    ),
    "contracts.empty_then": Text("この日に登録されていた契約はありません。", "No contract was registered on that day."),
    "contracts.take_in": Text("Excelから取り込む", "Take in a list"),
    "contracts.to_parties": Text("取引先一覧へ", "To third parties"),
    "contracts.sets": Text("条項の一覧", "Clause sets"),
    "contracts.sets_note": Text(
        "どれを確かめるかは、取引先の役割とデータフローから決まります。",
        "Which ones are read for follows from role and data flows.",
    ),
    # Form
    "contracts.form_party": Text("取引先", "Third party"),
    "contracts.form_party_hint": Text("名前で探す", "Search by name"),
    "contracts.form_party_first": Text("契約の相手を選ぶと、続きを尋ねます。", "Choose with whom it was signed."),
    "contracts.form_cover_note": Text(
        "相手の取引先は「対象として未確認」で登録されます。契約書を読んで確認してください。",
        "The party is noted as covered, not yet confirmed. Read the contract and confirm it.",
    ),
    "contracts.form_term": Text("契約期間", "Term"),
    "contracts.term_dated": Text("終わりの日がある", "It has an end"),
    "contracts.term_open": Text("期間の定めがない", "No term"),
    "contracts.why_term": Text(
        "分からなければ空けておきます。期間は未確認として残ります。",
        "Leave it open if nobody knows; the term then stays unknown.",
    ),
    "contracts.why_renewal": Text(
        "更新しない場合の通知期限を計算するために尋ねます。", "Asked to work out the last day to give notice."
    ),
    "contracts.form_notice": Text("更新しないときは {day} までに通知します。", "To end it, give notice by {day}."),
    "contracts.why_terms": Text(
        "規約は相手が変えるため、版と変わった日を記します。",
        "Terms are changed by the other side, so note version and day of change.",
    ),
    "contracts.why_hours": Text(
        "事故を何時間以内に知らせるか、契約書にある時間です。", "Within how many hours an incident is told, as agreed."
    ),
    "contracts.form_more": Text("親の契約・サービス・そのほか", "Master contract, services, more"),
    "contracts.why_parent": Text(
        "基本契約に付く覚書などは、親の契約を選びます。", "For an annex, choose the contract that it belongs to."
    ),
    "contracts.why_terminated": Text(
        "解約などで終わった契約は、最後の日を入れます。", "For a contract that was ended, give its last day."
    ),
    "contracts.kind_entrustment": Text(
        "個人データの取扱いを任せる契約です。", "Handling of personal data is entrusted."
    ),
    "contracts.kind_nda": Text(
        "秘密保持だけでは、委託の契約とは数えません。", "Secrecy alone does not count as an entrustment."
    ),
    "contracts.kind_dpa": Text("データの処理の条件を定める契約です。", "The conditions of data processing."),
    "contracts.kind_joint_use": Text("共同利用の取決めです。", "What joint users agree on."),
    "contracts.kind_provision": Text(
        "個人データを第三者に渡す契約です。", "Personal data are provided to a third party."
    ),
    "contracts.kind_foreign_provision": Text(
        "外国の第三者に渡すための取決めです（規則16条）。", "For provision abroad (Rules Art. 16)."
    ),
    "contracts.kind_terms": Text(
        "相手の規約に同意して使うサービスです。", "A service used under the provider's own terms."
    ),
    "contracts.kind_scc": Text("欧州の標準契約条項です。", "The European standard clauses."),
    "contracts.kind_resale": Text(
        "代理店との契約です。対象にサービスの事業者も加えてください。",
        "A contract with a reseller. Add the provider of the service as covered.",
    ),
    "contracts.kind_succession_talks": Text(
        "事業承継の交渉でデータを見せるときの契約です。", "For data shown in talks on succession."
    ),
    "contracts.kind_group_rules": Text("グループ会社に共通の規程です。", "Rules that bind a whole group."),
    "contracts.kind_other": Text("ほかの種類の契約です。", "Another kind of contract."),
    # Matrix
    "contracts.in_another": Text("別の契約にある", "In another one"),
    "contracts.matrix_which": Text("比べる契約", "Contracts to compare"),
    "contracts.matrix_none": Text("比べる契約を選んでください。", "Choose contracts to compare."),
    "contracts.matrix_alt": Text(
        "契約ごとの条項の有無。行が条項、列が契約です。",
        "What each contract says: clauses in rows, contracts in columns.",
    ),
    "contracts.matrix_open": Text(
        "{title}　なし・弱い {gone}・未確認 {unread}", "{title}: {gone} missing or weak, {unread} unchecked"
    ),
    # Export
    "contracts.export_xlsx": Text("この一覧をExcelで", "This list as Excel"),
    "contracts.export_csv": Text("この一覧をCSVで", "This list as CSV"),
    "contracts.export_about": Text("出力について", "About this file"),
    "contracts.export_by": Text("出力した人", "Exported by"),
    "contracts.export_at": Text("出力日時", "Exported at"),
    "contracts.export_filter": Text("絞り込み", "Filter"),
    "contracts.export_head": Text("監査記録の先頭", "Head of the trail"),
}
