"""Wording of inquiries to compliance: sending one, what became of it, and the list of one's own."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "inquiry.ask": Text("法務に照会", "Ask Compliance"),
    "inquiry.only_today": Text(
        "本日の画面でだけ、照会と発行ができます。", "Inquiries and slips are made on today's page only."
    ),
    "inquiry.about": Text("照会", "Ask"),
    "inquiry.about_what": Text("「{what}」についてお願いします。", "Please see to “{what}”."),
    "inquiry.send_title": Text("法務に照会する", "Ask Compliance"),
    "inquiry.send": Text("この内容で照会する", "Send the inquiry"),
    "inquiry.message": Text("照会の文", "Message"),
    "inquiry.goes_to": Text("上の内容をすべて付けて、{who}に届きます。", "It goes to {who}, with all of the above."),
    "inquiry.nobody": Text(
        "回答できる法務の担当がいません。管理者に伝えてください。",
        "Nobody else has the role of compliance to answer it. Tell the administrator.",
    ),
    "inquiry.waits_already": Text(
        "この相手への照会が、すでに回答を待っています。下の一覧で確かめてください。",
        "An inquiry of yours about this recipient is waiting already. See the list below.",
    ),
    "inquiry.sent": Text(
        "法務に照会しました。回答は下の一覧に出ます。", "Sent. The answer will stand in the list below."
    ),
    "inquiry.own_title": Text("あなたの照会", "Your inquiry"),
    "inquiry.asked_at": Text("{at} に照会　そのときの判定：{outcome}", "Asked {at} · answer then: {outcome}"),
    "inquiry.say_open": Text("法務の回答を待っています。", "Waiting for Compliance."),
    "inquiry.say_withdrawn": Text("取り下げました。", "You withdrew it."),
    "inquiry.say_approved": Text("承認されました。", "Approved."),
    "inquiry.say_refused": Text("断られました。", "Refused."),
    "inquiry.answered": Text("{who}　{at}　理由：{why}", "{who}, {at}. Reason: {why}"),
    "inquiry.now": Text("いまの判定　{outcome}", "Today's answer  {outcome}"),
    "inquiry.withdraw": Text("照会を取り下げる", "Withdraw the inquiry"),
    "inquiry.state_open": Text("回答待ち", "Waiting"),
    "inquiry.state_approved": Text("承認", "Approved"),
    "inquiry.state_refused": Text("不承認", "Refused"),
    "inquiry.state_withdrawn": Text("取下げ", "Withdrawn"),
    # One's own list
    "inquiry.mine": Text("あなたの直近の照会", "Your latest inquiries"),
    "inquiry.mine_empty": Text(
        "まだありません。法務に照会するか、提供可否票を発行すると、ここに並びます。",
        "None yet. Inquiries that you send and slips that you issue are listed here.",
    ),
    "inquiry.mine_alt": Text("あなたの照会と提供可否票", "Your inquiries and slips"),
    "inquiry.col_when": Text("いつ", "When"),
    "inquiry.col_party": Text("相手", "Recipient"),
    "inquiry.col_data": Text("データ", "Data"),
    "inquiry.col_outcome": Text("判定", "Answer"),
    "inquiry.col_state": Text("状態", "State"),
    "inquiry.col_until": Text("有効期限", "Valid until"),
    "inquiry.col_slip": Text("票番号", "Slip"),
    "inquiry.open": Text("開く", "Open"),
    "inquiry.no_slip": Text("まだない", "None yet"),
}
