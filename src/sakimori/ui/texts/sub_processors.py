"""Wording of sub-processors: the tab of the dossier, its forms, and the published lists."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "party.tab_sub_processors": Text("再委託 {count}", "Sub-processors {count}"),
    "subs.dialog": Text("再委託先", "Sub-processor"),
    "subs.fix_approval": Text("承諾を記録", "Record consent"),
    "subs.fix_source_seen_on": Text("一覧を見直す", "Read the list again"),
    "subs.fix_sub_third_party_id": Text("再委託を見直す", "Settle it"),
    "subs.add": Text("再委託先を登録", "Record a sub-processor"),
    "subs.take_in": Text("公表された一覧を取り込む", "Take in a published list"),
    "subs.none": Text(
        "再委託先の有無が未確認です。公表された一覧を取り込むか、1社ずつ登録するか、ないとの回答を記録してください。",
        "Whether it has sub-processors is not known. Take in the list, add them, or record that it has none.",
    ),
    "subs.begins": Text("（{day}から）", " (from {day})"),
    "subs.no_others": Text("再委託先はないとの回答を記録", "Record that there are no others"),
    "subs.answered": Text(
        "登録のほかに再委託先はないとの回答を{day}に受けました（{by}）。",
        "On {day} it answered that there are no sub-processors but those on record ({by}).",
    ),
    "subs.gone": Text("この再委託先は登録されていません。", "This sub-processor is not recorded."),
    "subs.open.one": Text(
        "当社の承諾がない再委託先が{count}社あります：{names}", "{count} sub-processor without our consent: {names}"
    ),
    "subs.open.other": Text(
        "当社の承諾がない再委託先が{count}社あります：{names}", "{count} sub-processors without our consent: {names}"
    ),
    "subs.alt": Text("再委託先の木", "Tree of sub-processors"),
    "subs.source": Text("一覧の出所：{source}（最後に見た日 {day}）", "List: {source} (last read {day})"),
    "subs.col_state": Text("当社の承諾", "Our consent"),
    "subs.col_name": Text("再委託先", "Sub-processor"),
    "subs.col_task": Text("業務", "Task"),
    "subs.col_country": Text("国", "Country"),
    "subs.col_basis": Text("28条の根拠（渡す側）", "Art. 28 basis of the passer"),
    "subs.col_dossier": Text("調書", "Dossier"),
    "subs.state_refused": Text("承諾しない", "Refused"),
    "subs.state_my_number": Text("番号法の許諾なし", "No My Number consent"),
    "subs.state_unknown": Text("未確認", "Unknown"),
    "subs.state_pending": Text("承諾待ち", "Waiting"),
    "subs.state_agreed": Text("承諾済み", "Agreed"),
    "subs.state_ended": Text("終了", "Ended"),
    "subs.basis_not_needed": Text("不要", "Not needed"),
    "subs.dossier_same_name": Text("同じ名称の調書あり", "One of this name exists"),
    "subs.dossier_stopped": Text("取引を止めた先（{status}）", "We stopped it ({status})"),
    "subs.facts": Text("再委託先の内容", "Facts of the sub-processor"),
    "subs.decide": Text("当社の承諾", "Our consent"),
    "subs.decide_note": Text("承諾の条件・理由", "Conditions or reason"),
    "subs.decide_who": Text(
        "承諾と拒否は法務が決めます。ここでは承諾待ちと事前報告だけを記録できます。",
        "Compliance consents or refuses. Here you can note that it waits or was reported.",
    ),
    "subs.decide_save": Text("承諾の状態を記録", "Record it"),
    "subs.decided": Text("{day}に{who}が「{what}」と記録しました。", "{who} recorded “{what}” on {day}."),
    "subs.my_number_note": Text(
        "マイナンバーを扱うため、この再委託先への個別の許諾が要ります（番号法10条）。",
        "It handles My Number, so this very one needs permission (My Number Act Art. 10).",
    ),
    "subs.unsettles": Text(
        "名称・業務・国・位置を変えると、承諾は未確認に戻ります。",
        "A change of name, task, country or place sets the consent back to unknown.",
    ),
    "subs.add_below": Text("この下に登録", "Record one below it"),
    "subs.open_dossier": Text("{name}の調書を開く", "Open the dossier of {name}"),
    "subs.dossier": Text("取引先の調書", "Its own dossier"),
    "subs.dossier_found": Text("同じ名称の取引先があります：{name}", "A third party of this name exists: {name}"),
    "subs.dossier_which": Text("登録済みの取引先", "Registered third party"),
    "subs.dossier_choose": Text("取引先を選ぶ", "Choose one"),
    "subs.dossier_link": Text("この取引先に結ぶ", "Link to it"),
    "subs.dossier_register": Text("取引先として登録", "Register as a third party"),
    "subs.list_how": Text(
        "取引先が公表しているページかファイルを保存して渡してください。承諾の状態は一覧から変わりません。",
        "Save the published page or file and hand it in. Our consent is never taken from a list.",
    ),
    "subs.list_file": Text(
        "一覧のファイル（Markdown・HTML・Excel・CSV、{limit} MBまで）",
        "File of the list (Markdown, HTML, Excel, CSV; up to {limit} MB)",
    ),
    "subs.list_under": Text("だれの一覧か", "Whose list it is"),
    "subs.list_counts": Text(
        "読んだ行 {read} ＝ 再委託先 {listed} ＋ 重なり {repeated} ＋ 飛ばした行 {skipped} ＋ 入らない行 {refused}",
        "Rows read {read} = sub-processors {listed} + repeated {repeated} + skipped {skipped} + refused {refused}",
    ),
    "subs.list_nothing": Text("登録と違うところはありません。", "Nothing differs from what is recorded."),
    "subs.list_empty": Text("取り込める再委託先がありません。", "There is no sub-processor to take in."),
    "subs.list_seen.one": Text(
        "変わらない{count}社には、一覧を見た日だけを記録します。", "For {count} unchanged one only the day is noted."
    ),
    "subs.list_seen.other": Text(
        "変わらない{count}社には、一覧を見た日だけを記録します。", "For {count} unchanged ones only the day is noted."
    ),
    "subs.list_loses": Text(
        "業務か国が変わる再委託先の承諾は、未確認に戻ります。",
        "Consent to those whose task or country changes goes back to unknown.",
    ),
    "subs.list_save.one": Text("{count}件を取り込む", "Take in {count}"),
    "subs.list_save.other": Text("{count}件を取り込む", "Take in {count}"),
    "subs.list_save_seen": Text("見た日だけを記録", "Note the day only"),
    "subs.list_done.one": Text("一覧から{count}件を取り込みました。", "{count} taken in from the list."),
    "subs.list_done.other": Text("一覧から{count}件を取り込みました。", "{count} taken in from the list."),
    "subs.col_take": Text("採る", "Take"),
    "subs.col_step": Text("変わること", "Change"),
    "subs.step_new": Text("新しい", "New"),
    "subs.step_changed": Text("変わる", "Changed"),
    "subs.step_gone": Text("一覧にない", "Not listed"),
    "subs.step_ends": Text("{day}で終了とする", "Ends on {day}"),
    "subs.was": Text("{before} → {after}", "{before} → {after}"),
    "subs.place_unknown": Text("未確認（{place}）", "Unknown ({place})"),
}
