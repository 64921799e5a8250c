"""Wording of the clearance check."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "check.empty": Text("渡すデータと相手を選んでください。", "Choose the data and the recipient."),
    "check.choose_data": Text(
        "渡すデータの種類を選んでください。選ぶとすぐに判定します。",
        "Choose the kinds of data. The answer follows at once.",
    ),
    "check.past": Text(
        "提供可否チェックは、今日の記録で判定します。過去の日の判定は、提供可否票と監査記録で確かめられます。",
        "The check judges by today's records. Answers of past days stand on their slips and in the audit trail.",
    ),
    "check.register": Text("取引先を登録", "Register a third party"),
    # The recipient
    "check.recipient": Text("渡す相手", "Recipient"),
    "check.recipient_hint": Text("名称・カナ・法人番号で探す", "Name, kana or corporate number"),
    "check.recipient_help": Text(
        "㈱や全角半角の違いは無視します。サービスの名称でも探せます。",
        "Legal forms and character widths are ignored. Names of services work as well.",
    ),
    "check.candidates": Text("相手を選んでください。", "Choose the recipient."),
    "check.near": Text(
        "同じ名称の登録はありません。似た名称の相手があります。",
        "No company of this name is registered. These names look alike.",
    ),
    "check.matched": Text("一致：{word}", "matches: {word}"),
    "check.change_recipient": Text("変える", "Change"),
    "check.unknown": Text(
        "登録されていません。調達に登録を依頼しますか。", "It is not registered. Ask Procurement to register it?"
    ),
    "check.unknown_own": Text("登録されていません。", "It is not registered."),
    "check.ask_procurement": Text(
        "依頼先は{who}です。法人番号と渡したいデータを書き足して送ってください。",
        "Ask {who}. Add the corporate number and the data you want to hand over, and send it.",
    ),
    "check.ask_register": Text(
        "「{name}」の登録をお願いします。\n法人番号：\n渡したいデータ：\n渡したい日：",
        "Please register “{name}”.\nCorporate number:\nData to hand over:\nDay of hand-over:",
    ),
    "check.nobody": Text(
        "調達の担当がまだいません。管理者に伝えてください。",
        "Nobody has the role of procurement. Tell the administrator.",
    ),
    # The question
    "check.like": Text("もとにするフロー", "Begin with"),
    "check.like_none": Text("新しい提供", "A new hand-over"),
    "check.like_help": Text(
        "登録済みの提供と同じ内容なら、その事実と判断をそのまま使います。内容を変えると新しい提供として判定します。",
        "Inside a registered flow its facts and decisions hold. Change it, and it is judged as a new hand-over.",
    ),
    "check.data": Text("渡すデータ", "Data"),
    "check.data_none": Text("データセットを選ばない", "No data set"),
    "check.kinds": Text("情報の種類", "Kinds of data"),
    "check.items": Text("項目", "Items"),
    "check.items_hint": Text("氏名、メール、購入履歴", "name, mail, orders"),
    "check.persons": Text("人数", "Persons"),
    "check.method": Text("方法", "Method"),
    "check.purpose": Text("利用目的", "Purpose"),
    "check.ground": Text("根拠", "Ground"),
    "check.marketing": Text("広告・勧誘に使う", "For marketing"),
    "check.day": Text("渡す日", "Day of hand-over"),
    "check.day_past": Text("渡す日は、本日以降の日にしてください。", "Choose today or a later day of hand-over."),
    "check.day_needed": Text("渡す日を入れてください。", "Give the day of hand-over."),
    "check.no_names": Text("個人の名前は入力しないでください。", "Do not enter names of persons."),
    "check.is_within": Text("登録済みのフローの範囲内です。", "Inside the registered flow."),
    "check.is_new": Text(
        "登録済みのフローと違うため、新しい提供として判定しています。",
        "It differs from the registered flow and is judged as a new hand-over.",
    ),
    # The answer
    "check.say_allowed": Text("渡せます。", "You may hand this over."),
    "check.say_conditional.one": Text(
        "次の **{count}件** を満たせば渡せます。", "You may hand this over once this **{count} condition** is met."
    ),
    "check.say_conditional.other": Text(
        "次の **{count}件** を満たせば渡せます。",
        "You may hand this over once these **{count} conditions** are met.",
    ),
    "check.say_blocked": Text(
        "いまは渡せません。{why}。直せるのは{who}です。",
        "You may not hand this over now: {why}. {who} can put it right.",
    ),
    "check.say_blocked_form": Text(
        "いまは渡せません。{why}。入力欄で選び直せます。",
        "You may not hand this over now: {why}. You can change it in the form.",
    ),
    "check.say_unknown": Text("確かめること：{what}。", "To be found out: {what}."),
    "check.say_question": Text("法務が判断すること：{what}。", "For Compliance to decide: {what}."),
    "check.say_review": Text(
        "まだ渡せません。このまま法務に照会できます。",
        "Do not hand it over yet. You can send it to Compliance as it is.",
    ),
    "check.valid_until": Text("{day}まで有効", "Valid until {day}"),
    "check.no_end": Text("終わる日は、いまの記録からは見えません。", "No end is known from the records."),
    "check.then": Text("翌日から{outcome}になる見込み", "then expected to turn to {outcome}"),
    "check.then_same": Text("翌日からも{outcome}、ただし理由が変わる", "then still {outcome}, for other reasons"),
    "check.because": Text("{what}：{why}", "{what} because: {why}"),
    "check.turns_on": Text("{day}に{outcome}に変わる見込み", "Turns to {outcome} on {day}"),
    "check.changes_on": Text(
        "{day}に理由が変わる見込み（{outcome}のまま）", "Reasons change on {day} (still {outcome})"
    ),
    "check.why": Text("理由：{why}", "because: {why}"),
    "check.no_longer": Text("「{what}」がなくなる", "“{what}” no longer holds"),
    "check.and_more": Text("{first} ほか{count}件", "{first} and {count} more"),
    "check.place": Text("{record}の「{field}」", "“{field}” ({record})"),
    "check.place_whole": Text("{record}の記録", "the record “{record}”"),
    "check.do_unknown": Text("{who}：{place}を確かめて登録する", "{who}: find out and record {place}"),
    "check.do_bar": Text(
        "{who}：原因を解消し、{place}を登録し直す", "{who}: clear the cause, then record {place} anew"
    ),
    "check.do_ask": Text(
        "渡せる方法がほかにないか、{who}に相談する", "Ask {who} whether there is another way to hand it over"
    ),
    "check.do_condition": Text("{who}：{what}", "{who}: {what}"),
    "check.do_question": Text("{who}が判断する：{what}", "{who} decides: {what}"),
    "check.by_when": Text("渡す日 {day} まで", "by the hand-over on {day}"),
    "check.stays_open": Text("上の{count}件は残る", "{count} of the points above remain"),
    "check.needs_and": Text("{needs}。{rest}", "{needs}. {rest}"),
    "check.in_order.one": Text("問題のない点 {count}件", "{count} point in order"),
    "check.in_order.other": Text("問題のない点 {count}件", "{count} points in order"),
    "check.to_do": Text("渡すまでにすること", "Before you hand it over"),
    "check.nothing_to_do": Text("ありません。", "Nothing."),
    "check.duties": Text("渡したあとも守ること", "To be kept after the hand-over"),
    "check.answer_here": Text(
        "分かることを答えてください。答えるとすぐに判定し直します。",
        "Answer what you know. The answer follows at once.",
    ),
    "check.who": Text("担当：{who}", "For {who}"),
    "check.ask": Text("頼む", "Ask"),
    "check.ask_whom": Text("次の人に伝えてください：{who}", "Tell one of them: {who}"),
    "check.ask_nobody": Text(
        "{role}の担当がまだいません。管理者に伝えてください。", "Nobody has the role of {role}. Tell the administrator."
    ),
    "check.ask_copy": Text("伝える文（右上のボタンで写せます）", "What to say (copy it with the button at its right)"),
    "check.ask_open": Text(
        "{party}に「{data}」を渡したいので（渡す日 {day}）、次をお願いします。",
        "We want to hand “{data}” to {party} (on {day}). Please see to this:",
    ),
    "check.ask_line": Text("・{what}（{cites}）", "- {what} ({cites})"),
    "check.ask_link": Text("提供可否チェック：{address}", "Clearance check: {address}"),
    "check.in_form": Text("入力欄で選べます。", "You can choose it in the form."),
    "check.to_flow": Text("フロー", "Flow"),
    "check.to_party": Text("調書", "Dossier"),
    "check.to_country": Text("国別情報", "Countries"),
    "check.to_own": Text("自社の登録", "Our records"),
    "check.other_ground": Text(
        "根拠が「{route}」に当たるなら、{outcome}です。{needs}", "If the ground is “{route}”: {outcome}. {needs}"
    ),
    "check.other_ground_line": Text("「{route}」：{outcome}", "“{route}”: {outcome}"),
    "check.needs": Text("要ること：{needs}", "It takes: {needs}"),
    "check.choose_by_fact": Text(
        "根拠は、実際の関係に合わせて選んでください。", "Choose the ground by what is really done."
    ),
    "check.no_other_ground": Text("ほかの根拠に変えても、いまは渡せません。", "On no other ground may it go now."),
    "check.leave_out": Text("{what}を除けば、{outcome}です。", "Without {what}: {outcome}."),
    "check.leave_out_do": Text("「{what}」を外す", "Leave out {what}"),
    "check.of_part": Text("「{part}」の{kinds}", "{kinds} of “{part}”"),
    "check.part": Text("「{part}」の人", "the data subjects of “{part}”"),
}
