"""Wording of the page of data flows: views, one flow, what is decided about it."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    # Controls and views
    "flows.verdict": Text("判定", "Answer"),
    "flows.view": Text("見方", "View"),
    "flows.view_paths": Text("流れ", "Paths"),
    "flows.view_countries": Text("国別", "Countries"),
    "flows.view_list": Text("一覧", "List"),
    "flows.view_services": Text("サービス別", "Services"),
    "flows.only_abroad": Text("国外だけ", "Abroad only"),
    "flows.register": Text("フローを登録", "Add a flow"),
    "flows.from_contracts": Text("委託契約から起こす", "Propose from contracts"),
    "flows.route_consent": Text("同意", "Consent"),
    "flows.route_entrust": Text("委託", "Entrustment"),
    "flows.route_joint": Text("共同利用", "Joint use"),
    "flows.route_optout": Text("オプトアウト", "Opt-out"),
    "flows.route_exception": Text("例外", "Exceptions"),
    "flows.route_cloud": Text("提供に当たらない", "No provision"),
    "flows.route_rest": Text("その他", "Other"),
    "flows.route_undecided": Text("未決定", "Undecided"),
    "flows.abroad_home": Text("対象外", "N/A"),
    "flows.abroad_exempt": Text("適用なし", "Not applied"),
    "flows.abroad_designated": Text("規則15条の指定国", "Designated (PPC Rules Art. 15)"),
    "flows.abroad_equivalent": Text("基準適合体制", "Equivalent system"),
    "flows.abroad_consent": Text("同意", "Consent"),
    "flows.abroad_none": Text("根拠なし", "No basis"),
    "flows.abroad_unknown": Text("未確認", "Unknown"),
    # Columns
    "flows.col_state": Text("状態", "State"),
    "flows.col_name": Text("フロー", "Flow"),
    "flows.col_whose": Text("だれの", "Whose"),
    "flows.col_what": Text("情報", "Data"),
    "flows.col_to": Text("どこへ", "To"),
    "flows.col_where": Text("国", "Country"),
    "flows.col_route": Text("根拠（27条）", "Route (Art. 27)"),
    "flows.col_abroad": Text("国外（28条）", "Abroad (Art. 28)"),
    "flows.col_persons": Text("人数", "Persons"),
    "flows.col_gaps": Text("不備", "Gaps"),
    "flows.col_service": Text("サービス", "Service"),
    "flows.col_span": Text("期間", "Period"),
    "flows.col_flows": Text("フロー", "Flows"),
    "flows.col_companies": Text("会社", "Companies"),
    "flows.col_profile": Text("国別情報", "Profile read"),
    "flows.col_systems": Text("元のシステム", "Source systems"),
    "flows.col_field": Text("項目", "Field"),
    "flows.col_value": Text("内容", "Value"),
    "flows.col_gap": Text("不備", "Gap"),
    "flows.col_from": Text("いつから", "From"),
    "flows.col_cites": Text("根拠", "Basis"),
    "flows.col_source": Text("もとにした記録", "Read from"),
    "flows.col_checked": Text("確認日", "Checked on"),
    "flows.col_by": Text("確認した人", "By"),
    "flows.col_kept": Text("措置の継続", "Measures kept"),
    "flows.col_foreign_systems": Text("影響しうる制度", "Foreign systems"),
    "flows.col_trouble": Text("支障と対応", "Trouble"),
    "flows.col_scope": Text("対象", "Scope"),
    "flows.no_service": Text("サービスの指定なし", "No service named"),
    "flows.no_gaps": Text("なし", "None"),
    "flows.span": Text("{first}～{last}", "{first} – {last}"),
    "flows.start_unknown": Text("開始日 未確認", "Start unknown"),
    "flows.ended_on": Text("{day} に終了", "Ended {day}"),
    # Charts
    "flows.head_group": Text("だれの", "Whose"),
    "flows.head_category": Text("どの情報", "Which data"),
    "flows.head_party": Text("どこへ", "To whom"),
    "flows.head_sub": Text("再委託", "Passed on to"),
    "flows.head_country": Text("どの国", "Country"),
    "flows.others_group": Text("ほかの本人 {count}区分", "{count} other groups"),
    "flows.others_party": Text("ほか {count}社", "{count} other companies"),
    "flows.others_sub": Text("ほかの再委託先 {count}社", "{count} other sub-processors"),
    "flows.others_category": Text("ほか {count}種類", "{count} other kinds"),
    "flows.others_country": Text("ほか {count}か国", "{count} other countries"),
    "flows.folded": Text("まとめて描いたもの：{what}。", "Drawn together: {what}."),
    "flows.folded_stopped": Text(
        "不可は、不可だけでまとめています。", "Those that may not go are drawn together apart from others."
    ),
    "flows.least_width": Text(
        "人数が未確認のフローは、いちばん細く描いています。",
        "Flows with an unknown number are drawn at the least width.",
    ),
    "flows.persons_unknown": Text("人数 未確認", "Persons unknown"),
    "flows.chart_alt": Text(
        "だれのどの情報が、どの会社と国へ渡るか。最も重いのは{way}の{state}。下の表に同じ内容があります。",
        "Whose data of which kind go to which company and country. "
        "The gravest is {way}: {state}. The table below says the same.",
    ),
    "flows.chart_alt_empty": Text("描くフローはありません。", "There is no flow to draw."),
    "flows.countries": Text("国別のフロー", "Flows by country"),
    "flows.countries_alt": Text(
        "{count}の国・地域に渡るフローの判定。最も重いのは{country}。下の表に同じ内容があります。",
        "How flows into {count} countries stand. The gravest is {country}. The table below says the same.",
    ),
    "flows.table_alt": Text("データフローの一覧", "Data flows"),
    "flows.services_alt": Text("サービスに入るデータの一覧", "What feeds each service"),
    "flows.chosen": Text("選んだフロー：**{name}**", "Chosen: **{name}**"),
    "flows.open": Text("フローを開く", "Open the flow"),
    "flows.choose_hint": Text("行を選ぶと、その経路だけを濃く描きます。", "Choose a row to see its path alone."),
    "flows.country_hint": Text("国を選ぶと、その国に渡るフローを並べます。", "Choose a country to list its flows."),
    "flows.list_hint": Text("行を選ぶと、フローを開きます。", "Choose a row to open the flow."),
    "flows.service_hint": Text(
        "行を選ぶと、そのサービスに入るフローを並べます。", "Choose a row to list what feeds it."
    ),
    "flows.cut": Text("重い順に{shown}件を表示しています。", "The gravest {shown} are shown."),
    "flows.none_left": Text("この条件に合うフローはありません。", "No flow fits these filters."),
    # Nothing yet
    "flows.empty": Text(
        "まだデータフローがありません。だれの情報がどこへ渡るかを登録します。",
        "There are no data flows yet. Record whose data go where.",
    ),
    "flows.empty_then": Text(
        "この日には、まだデータフローの記録がありません。", "No data flow was on record on this day."
    ),
    "flows.not_found": Text("このフローは見つかりません。", "This flow was not found."),
    "flows.party_none": Text(
        "データフローは登録されていません。渡す情報がないかは未確認です。",
        "No data flow is recorded. Whether any data go there is not known.",
    ),
    # Proposals
    "flows.proposals_note": Text(
        "契約と取引開始時の回答から読める範囲で提案します。空欄は未確認のまま登録し、あとで答えられます。",
        "Read from contracts and intake answers. What is blank is recorded as unknown and can be answered later.",
    ),
    "flows.proposals_none": Text(
        "契約や回答から起こせるフローはありません。", "No flow can be read from contracts or answers."
    ),
    "flows.proposals_all": Text("{count}件すべて", "All {count}"),
    "flows.proposals_take": Text("{count}件を登録", "Record {count}"),
    "flows.proposals_taken": Text("{count}件のフローを登録しました。", "Flows recorded: {count}."),
    "flows.from_intake": Text("取引開始時の回答", "Intake answers"),
    # One flow
    "party.tab_flows": Text("データフロー {count}", "Data flows {count}"),
    "flows.to_list": Text("一覧に戻る", "Back to the list"),
    "flows.edit": Text("順に答える", "Answer step by step"),
    "flows.edit_field": Text("項目を直す", "Edit the field"),
    "flows.stops": Text(
        "取引先の不備{count}件が、すべての提供を止めています。",
        "Gaps of the third party that stop every provision: {count}.",
    ),
    "flows.to_party_gaps": Text("取引先の不備を開く", "Open its gaps"),
    "flows.to_party": Text("取引先調書を開く", "Open the dossier"),
    "flows.part_what": Text("渡す情報", "What is handed over"),
    "flows.part_route": Text("根拠（27条）", "Route (Art. 27)"),
    "flows.part_cloud": Text("クラウド例外", "Cloud exception"),
    "flows.part_cloud_note": Text(
        "事業者が個人データを取り扱わないと言えるか", "Can it be said that the provider does not handle the data?"
    ),
    "flows.part_places": Text("場所と国外（28条）", "Places and abroad (Art. 28)"),
    "flows.part_checks": Text("年次確認", "Annual checks"),
    "flows.part_how": Text("量と方法", "Volume and method"),
    "flows.part_ending": Text("保管と終了", "Keeping and end"),
    "flows.col_since": Text("いつから", "Since"),
    "flows.col_fix": Text("直す場所", "Where to fix it"),
    "flows.fix_own": Text("自社の登録を直す", "Edit our register"),
    "flows.fix_elsewhere": Text("直す場所へ", "Go and fix it"),
    "flows.for_compliance": Text(
        "これを直せるのは法務です。法務に依頼してください。", "Compliance can mend this. Please ask them."
    ),
    "flows.gaps_alt": Text("このフローの不備", "Gaps of this flow"),
    "flows.part_coming": Text("これから始まる不備", "Gaps to come"),
    "flows.no_gap_open": Text("このフローに、いま開いている不備はありません。", "No gap of this flow is open."),
    "flows.no_gap_own": Text("このフロー自体の不備はありません。", "The flow itself has no open gap."),
    "flows.route_decided": Text("根拠の決定", "Decision on the route"),
    "flows.decided": Text("{who}（{day}）", "{who} ({day})"),
    "flows.decide": Text("この根拠で決める", "Decide on this route"),
    "flows.decide_needs": Text(
        "根拠と理由を登録すると、法務が決められます。", "Compliance decides once route and reason are recorded."
    ),
    "flows.route_unsettles": Text(
        "根拠か理由を変えると、決定は取り消されます。", "A change of route or reason takes the decision back."
    ),
    "flows.signed": Text("法務の判断", "Sign-off"),
    "flows.sign": Text("取り扱わないと判断する", "Sign off the exception"),
    "flows.sign_needs": Text(
        "4つの事実に答えると、法務が判断できます。", "Compliance signs off once the four facts are answered."
    ),
    "flows.sign_why": Text(
        "契約の定めとアクセス制御の両方を確かめたうえで、人が判断します（Q&A 7-53、両方を求めるのは会社方針）。",
        "A person judges, after checking both the contract term and the access control "
        "(Q&A 7-53; asking for both is our policy).",
    ),
    "flows.cloud_against": Text(
        "例外に反する事実があります。委託として扱ってください。",
        "A fact speaks against the exception. Treat it as entrustment.",
    ),
    "flows.where_it_is": Text("相手の国：{country}　28条：{basis}", "Seat: {country}. Art. 28: {basis}"),
    "flows.at_home": Text("相手もデータも国内です。", "Company and data are in Japan."),
    "flows.places_unknown": Text(
        "相手は国内です。保存・処理の国は未確認です。",
        "The company is in Japan. Where data are stored or processed is not known.",
    ),
    "flows.country_unknown": Text(
        "相手の国が未確認のため、28条が問題になるかも未確認です。",
        "The seat is unknown, so it is unknown whether Art. 28 applies.",
    ),
    "flows.basis": Text("28条の根拠", "Basis under Art. 28"),
    "flows.items": Text("本人に伝える7項目", "Seven items for a person who asks"),
    "flows.items_missing": Text("{count}項目が未記入です", "{count} not written"),
    "flows.items_ready": Text("すべて記入済み", "All written"),
    "flows.items_why": Text(
        "本人から求められたら遅滞なく伝える内容です（規則18条3項）。",
        "What a person who asks is told without delay (Rules 18(3)).",
    ),
    "flows.items_country": Text("相手の国は{country}です。", "The seat is {country}."),
    "flows.answer": Text("本人への回答文", "Text for a person who asks"),
    "flows.answer_why": Text(
        "コピーして使えます。業務に著しい支障が出る部分は、提供しないことができます（規則18条3項）。",
        "Ready to copy. What would seriously hinder the business may be left out (Rules 18(3)).",
    ),
    "flows.answer_head": Text("{name}への提供（{flow}）について", "About the provision to {name} ({flow})"),
    "flows.answer_file": Text("テキストで保存", "Save as text"),
    "flows.check_by": Text("次の確認の期限 {day}", "Next check by {day}"),
    "flows.check_record": Text("年次確認を記録", "Record a check"),
    "flows.check_why": Text(
        "年に1回程度以上、相手の措置が続いているかと、影響しうる外国の制度がないかを確かめます（規則18条1項）。",
        "About once a year or more: are the measures kept, and may a foreign system affect them (Rules 18(1))?",
    ),
    "flows.check_all_flows": Text("この取引先のすべてのフローの確認", "Speaks for all flows of this third party"),
    "flows.checks_none": Text("まだ確認の記録がありません。", "No check is on record."),
    "flows.scope_all": Text("すべてのフロー", "All flows"),
    "flows.scope_some": Text("{count}件のフロー", "Flows: {count}"),
    "flows.end": Text("フローを終える", "End the flow"),
    "flows.end_on": Text("最後の日", "Last day"),
    "flows.end_why": Text(
        "最後に渡す日を記録します。データが残る間は、返却・消去の確認が必要です。",
        "The last day of handing over. While data remain, their return or erasure must be confirmed.",
    ),
    "flows.erasure_record": Text("返却・消去を記録", "Record return or erasure"),
    "flows.erasure_edit": Text("返却・消去を直す", "Edit the erasure"),
    "flows.erasure_why": Text(
        "返却や消去の方法と、証明書などの資料を記録します（GL 10-5(4)）。",
        "How data were returned or erased, with the certificate (GL 10-5(4)).",
    ),
    "flows.erasure_needs": Text("種類と日を入れてください。", "Give kind and day."),
    "flows.erasure_confirm": Text("返却・消去を確かめた", "Confirm the erasure"),
    "flows.erasure_no_proof": Text("証明書などの資料がまだありません。", "There is no certificate yet."),
    "flows.erased": Text("{kind}：{day}（実施 {by}、証跡 {proof}）", "{kind} on {day} (by {by}; evidence {proof})"),
    "flows.erased_unconfirmed": Text("　まだ確かめていません。", ". Not confirmed yet."),
    "flows.erased_confirmed": Text("　{who}さんが{day}に確かめました。", ". Confirmed by {who} on {day}."),
    "flows.evidence_new": Text("新しい資料", "New document"),
    "flows.evidence_file": Text("この資料を登録", "File this document"),
    "flows.reason": Text("理由・メモ", "Reason or note"),
    "flows.reason_needed": Text("理由（必須）", "Reason (required)"),
    # Files
    "flows.export_xlsx": Text("Excel（いまの条件で）", "Excel (as filtered)"),
    "flows.export_csv": Text("CSV（いまの条件で）", "CSV (as filtered)"),
    "flows.export_about": Text("この表について", "About this table"),
    "flows.export_by": Text("作成者", "Made by"),
    "flows.export_at": Text("作成日時", "Made at"),
    "flows.export_filter": Text("条件", "Filters"),
    "flows.export_all": Text("すべて", "All"),
    "flows.export_head": Text("監査記録の先頭", "Head of the audit trail"),
}
