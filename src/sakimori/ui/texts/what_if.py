"""Wording of もし…なら: what would turn if something changed."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "what_if.title": Text("もし…なら", "What if"),
    "what_if.open_party": Text("もし…なら", "What if"),
    "what_if.open_certificate": Text("失効したらどうなるか", "If it lapsed"),
    "what_if.open_contract": Text("終わったらどうなるか", "If it ended"),
    "what_if.open_country": Text("制度が変わったらどうなるか", "If the country changed"),
    "what_if.open_rule": Text("もし…なら", "What if"),
    "what_if.lead_party": Text(
        "取引先に何かが起きたとき、どの提供の判定が変わるかを試します。何も書き込みません。",
        "See which answers would turn if something happened to this third party. Nothing is written.",
    ),
    "what_if.lead_certificate": Text(
        "この認証が失効したとき、どの提供の判定が変わるかを試します。何も書き込みません。",
        "See which answers would turn if this certificate lapsed. Nothing is written.",
    ),
    "what_if.lead_contract": Text(
        "この契約が終わったとき、どの提供の判定が変わるかを試します。何も書き込みません。",
        "See which answers would turn if this contract ended. Nothing is written.",
    ),
    "what_if.lead_country": Text(
        "この国の制度の評価が変わったとき、どの提供の判定が変わるかを試します。何も書き込みません。",
        "See which answers would turn if our reading of this country changed. Nothing is written.",
    ),
    "what_if.lead_rule": Text(
        "いま効いている規則はなかったとき、これから施行される規則は施行されたときの判定を試します。何も書き込みません。",
        "See the answers without a rule in force, or with a rule to come in force already. Nothing is written.",
    ),
    "what_if.on": Text("いつから", "From"),
    "what_if.might": Text("何が起きたら", "What happens"),
    "what_if.might_sub_added": Text("再委託先が加わる", "A sub-processor is added"),
    "what_if.might_moves": Text("取引先の国が変わる", "The third party moves to another country"),
    "what_if.might_certificate": Text("認証が失効する", "A certificate lapses"),
    "what_if.might_contract": Text("契約が終わる", "A contract ends"),
    "what_if.might_sub_moves": Text("再委託先の国が変わる", "A sub-processor moves to another country"),
    "what_if.country": Text("移る先の国", "To which country"),
    "what_if.sub_country": Text("新しい再委託先の国", "Country of the new sub-processor"),
    "what_if.choose_country": Text("国を選ぶ", "Choose a country"),
    "what_if.new_sub": Text("新しい再委託先", "New sub-processor"),
    "what_if.which_certificate": Text("どの認証", "Which certificate"),
    "what_if.which_contract": Text("どの契約", "Which contract"),
    "what_if.which_sub": Text("どの再委託先", "Which sub-processor"),
    "what_if.fact": Text("変わる事実", "What changes"),
    "what_if.stands": Text("いまの記録：{value}", "On record now: {value}"),
    "what_if.becomes": Text("変わった後", "Then"),
    "what_if.open_field": Text(
        "上の欄を選ぶと、判定の変わる提供が出ます。", "Choose above to see which answers would turn."
    ),
    "what_if.judging": Text("判定し直しています", "Judging again"),
    "what_if.looked.one": Text("登録済みのフローと提供可否票{count}件", "{count} registered flow or slip"),
    "what_if.looked.other": Text("登録済みのフローと提供可否票{count}件", "{count} registered flows and slips"),
    "what_if.nothing_reads": Text(
        "これに関わる登録済みのフローも提供可否票もありません。", "No registered flow or slip depends on this."
    ),
    "what_if.nothing_turns": Text(
        "{looked}を判定し直しました。どの判定も変わりません。", "{looked} judged again: no answer changes."
    ),
    "what_if.turn.one": Text("{looked}のうち{count}件の判定が変わります。", "Of {looked}, {count} answer turns."),
    "what_if.turn.other": Text("{looked}のうち{count}件の判定が変わります。", "Of {looked}, {count} answers turn."),
    "what_if.no_word_turns": Text(
        "{looked}を判定し直しました。判定は変わらず、理由だけが変わるものがあります。",
        "{looked} judged again: no answer turns, but some get other reasons.",
    ),
    "what_if.others.one": Text(
        "ほかに{count}件は、判定は同じで理由が変わります。", "{count} more keeps its answer for other reasons."
    ),
    "what_if.others.other": Text(
        "ほかに{count}件は、判定は同じで理由が変わります。", "{count} more keep their answer for other reasons."
    ),
    "what_if.slip": Text("提供可否票 {number}", "Slip {number}"),
    "what_if.what": Text("取引先と提供", "Third party and hand-over"),
    "what_if.before": Text("いま", "Now"),
    "what_if.after": Text("変わった後", "Then"),
    "what_if.why": Text("主な理由", "Main reason"),
    "what_if.alt": Text("判定が変わるフローと提供可否票の一覧", "Flows and slips whose answers would change"),
    "what_if.hint": Text("行を選ぶと、加わる理由となくなる理由が出ます。", "Choose a row to see every reason."),
    "what_if.falls_away": Text("なくなる：{reason}", "No longer: {reason}"),
    "what_if.added": Text("加わる理由", "Reasons that come in"),
    "what_if.removed": Text("なくなる理由", "Reasons that fall away"),
    "what_if.to_flow": Text("データフローを開く", "Open the flow"),
}
