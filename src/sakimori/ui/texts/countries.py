"""Wording of the country profiles."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "settings.tab_countries": Text("国別情報", "Countries"),
    "countries.lead": Text(
        "外国の制度を調べた記録です。28条の同意での説明、年次確認、安全管理に使います（規則17条・18条、GL 10-7）。",
        "What was read of the rules of foreign countries: for consent under Art. 28, annual checks and security (PPC "
        "Rules Art. 17 and 18, GL 10-7).",
    ),
    "countries.work": Text("データが届くのに、情報がないか古い国", "Countries that data reach, unread or out of date"),
    "countries.work_note.one": Text("{count}か国", "{count} country"),
    "countries.work_note.other": Text("{count}か国", "{count} countries"),
    "countries.fine.one": Text(
        "データが届く{count}か国は、{months}か月以内に調べてあります。",
        "The {count} country that data reach was read within {months} months.",
    ),
    "countries.fine.other": Text(
        "データが届く{count}か国は、どれも{months}か月以内に調べてあります。",
        "The {count} countries that data reach were all read within {months} months.",
    ),
    "countries.none_used": Text(
        "外国に届くデータフローは、まだ登録されていません。", "No data flow that reaches a foreign country is recorded."
    ),
    "countries.empty": Text(
        "国別情報はまだありません。付属の事実を取り込むか、下の一覧の国を選んで登録します。",
        "There are no country profiles yet. Take over the facts that come along, or choose a country below.",
    ),
    "countries.adopt": Text("付属の事実を取り込む", "Take over the facts that come along"),
    "countries.adopt_many.one": Text("付属の事実を{count}か国分 取り込む", "Take over the facts on {count} country"),
    "countries.adopt_many.other": Text(
        "付属の事実を{count}か国分 取り込む", "Take over the facts on {count} countries"
    ),
    "countries.adopt_rest.one": Text(
        "残る{count}か国の事実は付属していません。国を選んで登録します。",
        "No facts come along for {count} more; choose it to record a profile.",
    ),
    "countries.adopt_rest.other": Text(
        "残る{count}か国の事実は付属していません。国を選んで登録します。",
        "No facts come along for {count} more; choose each to record a profile.",
    ),
    "countries.all": Text("国・地域の一覧", "Countries and territories"),
    "countries.show": Text("表示", "Show"),
    "countries.show_used": Text("データが届く国", "Reached by data"),
    "countries.show_recorded": Text("登録済み", "Recorded"),
    "countries.show_all": Text("すべて", "All"),
    "countries.country": Text("国・地域", "Country"),
    "countries.code": Text("コード", "Code"),
    "countries.state": Text("状態", "State"),
    "countries.state_missing": Text("？ 未登録", "？ Not recorded"),
    "countries.state_stale": Text("◆ 古い", "◆ Out of date"),
    "countries.state_open": Text("● 未確認の点あり", "● Open points"),
    "countries.state_read": Text("✓ 調べてある", "✓ Read"),
    "countries.checked_on": Text("調べた日", "Read on"),
    "countries.stale_from": Text("古くなる日", "Out of date from"),
    "countries.general_law": Text("一般法", "General law"),
    "countries.designated": Text("規則15条の指定国", "Designated (Rules 15)"),
    "countries.designated_tag": Text("規則15条の指定国", "Designated (PPC Rules Art. 15)"),
    "countries.flows": Text("フロー", "Flows"),
    "countries.flow_names": Text("データフロー", "Data flows"),
    "countries.hint": Text("行を選ぶと、内容を見て直せます。", "Choose a row to read or change it."),
    "countries.hint_read": Text("行を選ぶと、内容を見られます。", "Choose a row to read it."),
    "countries.work_alt": Text(
        "データが届くのに国別情報がないか古い国の表", "Table of countries that data reach, unread or out of date"
    ),
    "countries.all_alt": Text("外国の国・地域と国別情報の表", "Table of foreign countries and our profiles of them"),
    "countries.fix": Text("国別情報を登録", "Record the country"),
    "countries.fix_again": Text("国の制度を調べ直す", "Read the country again"),
    "countries.dialog": Text("国別情報", "Country profile"),
    "countries.used_by.one": Text("ここに届くデータフロー：{count}件", "{count} data flow reaches it"),
    "countries.used_by.other": Text("ここに届くデータフロー：{count}件", "{count} data flows reach it"),
    "countries.more.one": Text("ほか{count}件", "and {count} more"),
    "countries.more.other": Text("ほか{count}件", "and {count} more"),
    "countries.not_used": Text("ここに届くデータフローはありません。", "No data flow reaches it."),
    "countries.shipped": Text("付属の事実（{day}時点）", "Facts that come along (as of {day})"),
    "countries.shipped_note": Text(
        "取り込むと、答えのない欄だけに入ります。内容は自社で確かめてください。",
        "They fill only what nobody has answered. Check them yourselves.",
    ),
    "countries.fresh_day": Text(
        "調べ直したときは、内容が同じでも日付を改めます。",
        "After reading again, renew the day even if nothing changed.",
    ),
    "countries.oecd_note": Text(
        "十分性認定かCBPRの参加があれば、OECD原則との差は空けておけます（GL-F 5）。",
        "With adequacy or CBPR, the missing OECD principles may stay blank (GL-F 5).",
    ),
    "countries.facts": Text("調べた事実", "Facts"),
    "countries.by_program": Text("付属の事実", "came with the program"),
    "countries.not_read": Text(
        "まだ読んで確かめていません。答えを支えず、本人に示す文にも入りません。",
        "Not read yet. It supports no answer and goes into no text for persons.",
    ),
    "countries.add_fact": Text("読んだことを書く", "Write down what was read"),
    "countries.add_fact_note": Text(
        "同じ項目・同じ確かめ方のものがあれば置き換えます。内容を空にして保存すると取り除きます。",
        "It replaces what stands on the same point as surely. Saved without words, it takes that away.",
    ),
    "countries.save_fact": Text("事実を保存", "Save the fact"),
    "countries.answers": Text("当社の答え", "Our answers"),
    "countries.answers_note": Text(
        "答えは、読んで確かめた事実が同じ項目にあるときだけ数えます。",
        "An answer counts only where a fact on the same point was read.",
    ),
    "countries.draft": Text(
        "同意の前に示す情報の下書き（規則17条2項）：{country}",
        "Draft of the information before consent (Rules 17(2)): {country}",
    ),
    "countries.draft_language": Text("下書きの言語", "Language of the draft"),
    "countries.draft_ja": Text("日本語", "Japanese"),
    "countries.draft_en": Text("英語", "English"),
    "countries.is_public_body": Text("提供先の性質", "The recipient"),
    "countries.private": Text("民間の事業者", "Private body"),
    "countries.public": Text("公的な機関", "Public body"),
    "countries.lacking": Text("提供先の措置（OECD8原則）", "Measures of the recipient (eight OECD principles)"),
    "countries.taken_all": Text("すべて講じている", "All are taken"),
    "countries.taken_some": Text("講じていないものがある", "Some are not taken"),
    "countries.taken_not_known": Text("示せない", "They cannot be told"),
    "countries.lacking_which": Text("講じていない原則", "Principles without measures"),
    "countries.why_unknown": Text(
        "示せない理由（規則17条4項。下書きの言語で）",
        "Why they cannot be told (Rules 17(4); in the language of the draft)",
    ),
    "countries.draft_designated": Text(
        "規則15条の指定国です。28条の同意とその情報は要りません。",
        "Designated (PPC Rules Art. 15): neither consent under Art. 28 nor this information is needed.",
    ),
    "countries.draft_note": Text(
        "読んで確かめた事実だけから作りました。法務が確かめてから使ってください。",
        "Made only from facts that were read. Have compliance check it before use.",
    ),
    "countries.draft_download": Text("テキストで保存", "Save as text"),
    "countries.draft_lacks": Text("下書きに足りないもの：", "Missing for a draft:"),
    "countries.draft_mend": Text(
        "提供先のことは上の欄に、国のことは「読んだことを書く」と「当社の答え」に入れてください。",
        "Answer for the recipient above; for the country under “Write down what was read” and “Our answers”.",
    ),
    "countries.draft_mend_there": Text("国別情報に書く", "Write it in the country profile"),
    "countries.adopted.one": Text(
        "{count}か国の事実を取り込みました。", "The facts on {count} country were taken over."
    ),
    "countries.adopted.other": Text(
        "{count}か国の事実を取り込みました。", "The facts on {count} countries were taken over."
    ),
}
