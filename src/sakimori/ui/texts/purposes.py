"""Wording of the page of our registers: purposes, data sets, consent texts, notices, stops."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "purposes.tab_purposes": Text("利用目的 {count}", "Purposes {count}"),
    "purposes.tab_data_sets": Text("データセット {count}", "Data sets {count}"),
    "purposes.tab_consent": Text("同意文言 {count}", "Consent texts {count}"),
    "purposes.tab_notices": Text("公表事項 {count}", "Notices {count}"),
    "purposes.tab_shared": Text("共同利用・届出 {count}", "Joint use, filings {count}"),
    "purposes.tab_stops": Text("停止請求 {count}", "Stops {count}"),
    "purposes.and_more": Text("{names} ほか{count}", "{names} and {count} more"),
    # What is not said
    "purposes.unsaid": Text("していて、公表していないこと", "Done but not said"),
    "purposes.unsaid_none": Text(
        "登録された範囲で、公表していることと、していることの差は見つかりません。",
        "As far as recorded, nothing is done that is not said.",
    ),
    "purposes.unsaid_loose": Text(
        "利用目的が未登録のデータフロー{count}は比べられません。",
        " Data flows without a purpose cannot be compared: {count}.",
    ),
    "purposes.unsaid_alt": Text("していて公表していないことと、その根拠", "What is done but not said, with its ground"),
    "purposes.col_state": Text("重大度", "Severity"),
    "purposes.col_unsaid": Text("公表されていないこと", "What is not said"),
    "purposes.col_basis": Text("根拠", "Ground"),
    "purposes.col_who": Text("だれが関わるか", "Who is concerned"),
    "purposes.col_add": Text("加える文", "Text to add"),
    "purposes.see_text": Text("文を見る", "See text"),
    "purposes.see_way": Text("登録する", "Record it"),
    "purposes.own_company": Text("自社", "Our company"),
    "purposes.what_purpose": Text("利用目的「{name}」", "Purpose “{name}”"),
    "purposes.what_purpose_unknown": Text("利用目的「{name}」（記載が未確認）", "Purpose “{name}” (not known)"),
    "purposes.what_country": Text("{name}での取扱い", "Handling in {name}"),
    "purposes.what_country_unknown": Text("外国での取扱い（どの国かが未確認）", "Handling abroad (country not known)"),
    "purposes.what_joint_use": Text("共同利用「{name}」", "Joint use “{name}”"),
    "purposes.what_joint_use_unknown": Text("共同利用「{name}」（公表が未確認）", "Joint use “{name}” (not known)"),
    "purposes.what_joint_unrecorded": Text("共同利用の五項目（{name}）", "The five items of the joint use ({name})"),
    "purposes.what_joint_use_lacks": Text("共同利用「{name}」の{items}", "Of the joint use “{name}”: {items}"),
    "purposes.what_optout": Text("オプトアウト「{name}」の事項", "The items of the opt-out “{name}”"),
    "purposes.what_optout_unknown": Text(
        "オプトアウト「{name}」の事項（記載が未確認）", "The items of the opt-out “{name}” (not known)"
    ),
    "purposes.what_optout_lacks": Text("オプトアウト「{name}」の{items}", "Of the opt-out “{name}”: {items}"),
    "purposes.what_item": Text("公表事項「{item}」", "Item “{item}”"),
    "purposes.what_item_unknown": Text("公表事項「{item}」（記載が未確認）", "Item “{item}” (not known)"),
    "purposes.add_note": Text(
        "下の文を公表文書に加える案です。［ ］は実際の内容に直してください。",
        "A draft for your notice. Replace what stands in brackets.",
    ),
    "purposes.fill": Text("［記入］", "[fill in]"),
    "purposes.fill_country": Text("［国の名称］", "[country]"),
    "purposes.fill_law": Text("［国別情報で調べた内容］", "[as read for the country profile]"),
    "purposes.add_purpose": Text("・{wording}", "- {wording}"),
    "purposes.add_country": Text(
        "当社は、個人データを{country}で取り扱います。\n同国の個人情報保護の制度：{law}\n講じた安全管理措置：［記入］",
        "We handle personal data in {country}.\n"
        "Its law on personal information: {law}\nOur security measures: [fill in]",
    ),
    "purposes.add_joint_use": Text(
        "当社は、個人データを次のとおり共同利用します。\n項目：{data_items}\n共同利用者の範囲：{users_scope}\n"
        "利用目的：{purpose}\n管理について責任を有する者：{responsible}\n住所：{responsible_address}\n代表者：{responsible_representative}",
        "We use personal data jointly as follows.\nData items: {data_items}\nScope of users: {users_scope}\n"
        "Purpose: {purpose}\nResponsible: {responsible}\nAddress: {responsible_address}\n"
        "Representative: {responsible_representative}",
    ),
    "purposes.add_optout": Text(
        "当社は、本人の求めがあれば停止することとして、個人データを次のとおり第三者に提供します。",
        "We provide personal data to third parties as follows, until the person concerned asks us to stop.",
    ),
    "purposes.add_optout_purpose": Text(
        "・第三者への提供を利用目的としています。", "- Provision to third parties is among our purposes of use."
    ),
    "purposes.add_optout_stop": Text(
        "・本人の求めがあれば、その個人データの第三者への提供を停止します。",
        "- Where the person asks us to, we stop providing the data on that person to third parties.",
    ),
    "purposes.add_optout_item": Text("・{item}：{value}", "- {item}: {value}"),
    "purposes.add_name": Text(
        "個人情報取扱事業者：{name}\n住所：{address}\n代表者：{representative}",
        "Business operator: {name}\nAddress: {address}\nRepresentative: {representative}",
    ),
    "purposes.add_request_procedure": Text(
        "開示・訂正・利用停止などの請求は［受付窓口］で受け付けます。\n必要な書類：［記入］\n手数料：［記入］",
        "Requests for disclosure, correction or stop of use go to [desk].\nDocuments: [fill in]\nFee: [fill in]",
    ),
    "purposes.add_security_measures": Text(
        "個人データの安全管理のため、次の措置を講じています。\n組織：［記入］\n人：［記入］\n物理：［記入］\n技術：［記入］",
        "To keep personal data safe we take these measures.\n"
        "Organisation: [fill in]\nPeople: [fill in]\nPremises: [fill in]\nTechnology: [fill in]",
    ),
    "purposes.add_complaint_contact": Text(
        "個人情報の取扱いについての苦情は［窓口の名称・電話・メール］で受け付けます。",
        "Complaints about the handling of personal information go to [desk, telephone, mail].",
    ),
    "purposes.used_sets": Text("使っているデータセット：{names}", "Data sets: {names}"),
    "purposes.to_joint_use": Text("共同利用を登録する", "Record the joint use"),
    "purposes.to_first_notice": Text("公表文書を登録する", "Record a notice"),
    "purposes.to_read": Text("いまの公表文書で確かめる", "Look it up in the notice"),
    "purposes.to_new_notice": Text("公表文書の新しい版を登録する", "Record a new version of the notice"),
    # Lists
    "purposes.col_gap": Text("不備", "Gap"),
    "purposes.col_purpose": Text("利用目的", "Purpose"),
    "purposes.col_published": Text("公表", "Published"),
    "purposes.col_provision": Text("第三者提供", "Provision"),
    "purposes.col_notices": Text("書いている公表文書", "Stated in"),
    "purposes.col_used": Text("使っている先", "Used by"),
    "purposes.stated": Text("記載あり", "Stated"),
    "purposes.not_stated": Text("記載なし", "Not stated"),
    "purposes.since": Text("{day} から公表中", "since {day}"),
    "purposes.coming": Text("{day} に公表予定", "from {day}"),
    "purposes.until": Text("{day} まで", "until {day}"),
    "purposes.in_force": Text("公表中（{day} から）", "in force since {day}"),
    "purposes.days": Text("{first} – {last}", "{first} – {last}"),
    "purposes.still": Text("使用中", "in use"),
    "purposes.row_hint": Text("行を選ぶと開きます。", "Choose a row to open it."),
    "purposes.purposes_alt": Text("利用目的の一覧", "Purposes"),
    "purposes.purposes_none": Text(
        "利用目的の登録がありません。公表している利用目的を一つずつ登録してください。",
        "No purpose is recorded. Record each purpose that you publish.",
    ),
    "purposes.loose": Text("利用目的が未登録のデータフロー", "Data flows without a purpose"),
    "purposes.loose_note": Text(
        "行を選ぶと、その利用目的を登録して結び付けられます。", "Choose a row to record its purpose and name it there."
    ),
    "purposes.col_party": Text("取引先", "Third party"),
    "purposes.col_flow": Text("データフロー", "Data flow"),
    "purposes.col_data_set": Text("データセット", "Data set"),
    "purposes.col_department": Text("部門", "Department"),
    "purposes.col_persons": Text("人数", "Persons"),
    "purposes.col_kept": Text("保管", "Kept for"),
    "purposes.col_verified": Text("正確さの確認", "Verified"),
    "purposes.months": Text("{count}か月", "{count} months"),
    "purposes.ended": Text("{name}（{day} に終了）", "{name} (ended {day})"),
    "purposes.data_sets_alt": Text("データセットの一覧", "Data sets"),
    "purposes.data_sets_none": Text(
        "データセットの登録がありません。だれの情報を、いつ、どの同意で集めたかを記録します。",
        "No data set is recorded. It tells whose data were collected when, and on which text.",
    ),
    "purposes.parts_hint": Text("行を選ぶと内訳が出ます。", "Choose a row to see its parts."),
    "purposes.parts": Text("「{name}」の内訳", "Parts of “{name}”"),
    "purposes.parts_alt": Text("データセットの内訳", "Parts of the data set"),
    "purposes.parts_none": Text(
        "内訳がまだありません。取得の時期と立場が違うものを分けて登録します。",
        "It has no parts yet. Record apart what was collected at other times or in another position.",
    ),
    "purposes.open_data_set": Text("データセットを開く", "Open the data set"),
    "purposes.add_part": Text("内訳を追加", "Add a part"),
    "purposes.add_purpose_new": Text("利用目的を登録", "Record a purpose"),
    "purposes.add_data_set_new": Text("データセットを登録", "Record a data set"),
    "purposes.add_consent_text_new": Text("同意文言の版を登録", "Record a version of a consent text"),
    "purposes.add_notice_new": Text("公表文書の版を登録", "Record a version of a notice"),
    "purposes.add_joint_use_new": Text("共同利用を登録", "Record a joint use"),
    "purposes.add_filing_new": Text("届出を登録", "Record a filing"),
    "purposes.col_consent": Text("同意文言", "Consent text"),
    "purposes.col_version": Text("版", "Version"),
    "purposes.col_used_days": Text("使った期間", "In use"),
    "purposes.consent_alt": Text("同意文言の版", "Versions of consent texts"),
    "purposes.consent_none": Text(
        "同意文言の登録がありません。同意に基づく提供があるときに登録します。",
        "No consent text is recorded. Record one where something rests on consent.",
    ),
    "purposes.col_notice": Text("公表文書", "Notice"),
    "purposes.col_items": Text("法定の公表事項", "Items by law"),
    "purposes.items_stated": Text("{all}項目のうち{count}", "{count} of {all}"),
    "purposes.col_states_purposes": Text("書いている利用目的", "Purposes stated"),
    "purposes.col_states_countries": Text("書いている外国", "Countries stated"),
    "purposes.notices_alt": Text("公表文書の版", "Versions of notices"),
    "purposes.notices_none": Text(
        "公表文書の登録がありません。いまのプライバシーポリシーから登録してください。",
        "No notice is recorded. Begin with the privacy policy that is published now.",
    ),
    "purposes.notices_hint": Text(
        "行を選ぶと開きます。内容を変えたときは、新しい版を登録してください。",
        "Choose a row to open it. When the content changes, record a new version.",
    ),
    "purposes.joint_uses": Text("共同利用", "Joint use"),
    "purposes.joint_uses_none": Text("共同利用の登録がありません。", "No joint use is recorded."),
    "purposes.col_joint_use": Text("共同利用", "Joint use"),
    "purposes.col_missing": Text("足りない項目", "Missing items"),
    "purposes.filings": Text("オプトアウトの届出", "Opt-out filings"),
    "purposes.filings_none": Text("届出の登録がありません。", "No filing is recorded."),
    "purposes.col_filing": Text("届出", "Filing"),
    "purposes.col_number": Text("届出番号", "Number"),
    "purposes.col_filed": Text("届け出た日", "Filed on"),
    "purposes.col_provision_from": Text("提供の開始", "Provision from"),
    # Forms
    "purposes.dialog_unsaid": Text("公表文書に加える文", "Text to add to the notice"),
    "purposes.dialog_purpose": Text("利用目的", "Purpose"),
    "purposes.dialog_data_set": Text("データセット", "Data set"),
    "purposes.dialog_part": Text("データセットの内訳", "Part of a data set"),
    "purposes.dialog_consent": Text("同意文言の版", "Version of a consent text"),
    "purposes.dialog_notice": Text("公表文書の版", "Version of a notice"),
    "purposes.dialog_joint_use": Text("共同利用", "Joint use"),
    "purposes.dialog_filing": Text("オプトアウトの届出", "Opt-out filing"),
    "purposes.takes_over": Text("この利用目的によるデータフロー", "Data flows that serve this purpose"),
    "purposes.takes_over_none": Text("結び付けない", "None"),
    "purposes.link": Text("選んだデータフローを結び付ける", "Let the chosen flows name it"),
    "purposes.why_replaces": Text(
        "変更した利用目的は、前のものと関連があるかを法務が判断します（法17条2項）。",
        "Of a changed purpose Compliance judges whether it is related to the one before (APPI Art. 17(2)).",
    ),
    "purposes.judged": Text("{day} に変更を認めました。理由：{reason}", "The change was accepted on {day}: {reason}"),
    "purposes.judge": Text(
        "**変更の判断**　前の利用目的と関連があると合理的に認められる範囲かを判断してください（法17条2項）。",
        "**Change of purpose**　Judge whether it is reasonably related to the purpose before (APPI Art. 17(2)).",
    ),
    "purposes.judge_reason": Text("認める理由（必須）", "Why it is accepted (required)"),
    "purposes.judge_save": Text("変更を認める", "Accept the change"),
    "purposes.why_parts": Text(
        "公表した利用目的は、その前に集めた情報には及びません（法18条1項）。時期ごとに分けます。",
        "A purpose does not reach data that came before it (APPI Art. 18(1)); so times are kept apart.",
    ),
    "purposes.why_age": Text(
        "同意できる年齢かどうかと、どの文言で同意したかを確かめるために尋ねます。",
        "Asked to know who could consent, and to which words.",
    ),
    "purposes.why_range": Text(
        "第三者への提供の同意は、提供先の範囲が本人に分かる必要があります。",
        "Consent to provision needs a range of recipients that the person can understand.",
    ),
    "purposes.why_rules_17": Text(
        "外国への提供の同意では、国名・制度・相手の措置を先に示します（法28条2項・規則17条）。",
        "Consent to provision abroad needs country, regime and measures beforehand (APPI Art. 28(2), Rules 17).",
    ),
    "purposes.why_version": Text(
        "文言を変えたときは、版を分けて登録します。前の版で同意した人は、前の版のままです。",
        "A change of words is a new version. Whoever consented to the old one still holds the old one.",
    ),
    "purposes.why_joint_use": Text(
        "五つの項目を、提供の前に公表するか本人に知らせます（法27条5項3号）。変更も知らせます（同条6項）。",
        "The five items are published or told before the first provision (27(5)(iii)), and changes as well (27(6)).",
    ),
    "purposes.why_filing": Text(
        "本人に知らせて委員会に届け出るまで提供できません（法27条2項・規則11条）。",
        "Nothing is provided before the persons were told and it was filed (APPI Art. 27(2), Rules 11).",
    ),
    "purposes.why_filing_changes": Text(
        "項目・方法の変更は前もって、名称等の変更と提供をやめたことは遅滞なく、知らせて届け出ます（法27条3項）。",
        "Changes of items or ways are told and filed beforehand; those of name and the end without delay (27(3)).",
    ),
    "purposes.why_optout_items": Text(
        "オプトアウトで提供することを公表で知らせるときの事項です（法27条2項各号・規則11条4項）。",
        "What is published where provision by opt-out is told by a notice (27(2), Rules 11(4)).",
    ),
    "purposes.why_items": Text(
        "保有個人データについて公表する事項です（法32条1項）。",
        "What is published about retained personal data (APPI Art. 32(1)).",
    ),
    "purposes.why_answers": Text(
        "本人の求めに応じて遅滞なく答えるなら、書いていない事項も足ります（法32条1項）。",
        "What is told without delay to a person who asks need not be stated (APPI Art. 32(1)).",
    ),
    "purposes.why_countries": Text(
        "外国で取り扱うときは、安全管理措置として国名を公表します（ガイドライン10-7）。",
        "Where data are handled abroad, the country stands among the measures (Guideline 10-7).",
    ),
    "purposes.said": Text("「{what}」の記載", "Does it state “{what}”"),
    "purposes.said_some": Text("記載がある", "Yes"),
    "purposes.said_none": Text("記載はない", "No, nothing"),
    "purposes.notice_new": Text(
        "いまの公表文書「{name}」の内容から始めます。公表日を入れてください。",
        "It begins with what “{name}” says now. Give the day of publication.",
    ),
    "purposes.notice_ends": Text("「{name}」は、新しい公表の前日で終える", "“{name}” ends on the day before this one"),
    "purposes.notice_version": Text(
        "同じ名称の版です。いまの版は、この版の公表日の前日で終わります。",
        "Same name, next version: the present one ends on the day before.",
    ),
    # Stops
    "purposes.stops_note": Text(
        "アドレスや番号は保存しません。元に戻せない値だけを残し、鍵はデータベースの外に置きます。本人の一覧はありません。",
        "Addresses and numbers are not stored, only values that lead nowhere without a key kept outside the database. "
        "There is no list of persons.",
    ),
    "purposes.stops_none": Text("停止請求の登録がありません。", "No stop is recorded."),
    "purposes.stop": Text("停止請求を登録", "Record a stop"),
    "purposes.stop_import": Text("一覧を取り込む", "Take a list in"),
    "purposes.stop_withdraw": Text("取り下げを登録", "Record a withdrawal"),
    "purposes.stop_check": Text("停止中かを照会", "Ask whether it is stopped"),
    "purposes.stop_save": Text("登録する", "Record"),
    "purposes.col_standing": Text("停止中（件）", "Stopped"),
    "purposes.col_withdrawn": Text("取り下げ（件）", "Withdrawn"),
    "purposes.col_first": Text("最初の受付", "First"),
    "purposes.col_last": Text("直近の受付", "Latest"),
    "purposes.stops_alt": Text("停止請求の件数と日付", "Stops by channel, with their days"),
    "purposes.source_hint": Text("窓口や書類の名前だけ", "Only the desk or the form"),
    "purposes.by_what": Text("何で照合するか", "Found again by"),
    "purposes.value": Text("{kind}（保存しません）", "{kind} (not stored)"),
    "purposes.withdraw_reason": Text("理由（必須）", "Reason (required)"),
    "purposes.check_note": Text(
        "照会したことは、閲覧の記録に残ります。値は残りません。", "That you asked is recorded; the value is not."
    ),
    "purposes.is_stopped": Text("{day} は停止中です。", "Stopped on {day}."),
    "purposes.not_stopped": Text(
        "{day} に、この値での停止請求はありません。", "No stop stands for this value on {day}."
    ),
    "purposes.stop_file": Text("CSVかExcel（{limit}MBまで）", "CSV or Excel (up to {limit} MB)"),
    "purposes.stop_file_note": Text(
        "ファイルは保存しません。1行に一人です。", "The file is not kept. One person a row."
    ),
    "purposes.stop_plan": Text(
        "読んだ{read} = 新規 {new} + 登録済み {already} + 重複 {doubled} + 直す行 {faults}",
        "Read {read} = new {new} + known {already} + repeated {doubled} + to correct {faults}",
    ),
    "purposes.stop_read_as": Text("{column}列を、{encoding}で読みました。", "Column {column} was read, as {encoding}."),
    "purposes.stop_take": Text("正しい{count}を登録", "Record the good rows ({count})"),
    "purposes.stop_taken": Text("新しい停止請求は{count}です。", "New stops: {count}."),
    "purposes.col_row": Text("行", "Row"),
    "purposes.col_column": Text("列", "Column"),
    "purposes.col_expected": Text("期待する形", "Expected"),
    "purposes.faults_alt": Text("直す行", "Rows to correct"),
    # Empty
    "purposes.empty": Text(
        "自社の台帳はまだ空です。公表している利用目的から登録してください。",
        "Our registers are still empty. Begin with the purposes that you publish.",
    ),
    "purposes.empty_flows": Text(
        "自社の台帳はまだ空です。データフローが必要とする利用目的を、下から一つずつ登録できます（{count}）。",
        "Our registers are still empty. Take over the purposes that your data flows need, one by one ({count}).",
    ),
    "purposes.to_own": Text("自社調書を開く", "Open our own dossier"),
    "purposes.to_own_gaps": Text("自社調書で不備{count}を見る", "See the gaps of our own dossier ({count})"),
}
