"""Wording of the demo's banner, and of the beginning of a company's own workspace."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "begin_own.banner": Text(
        "架空の会社のデモです。自由に試せます。自社の取引先は、自社のワークスペースに入れてください。",
        "This is the demo of a made-up company. Try anything. Your own third parties go into a workspace of your own.",
    ),
    "begin_own.title": Text("自社のワークスペースを始める", "Start your own workspace"),
    "begin_own.lead": Text(
        "空のワークスペースを作ります。デモとは別に保存され、デモはいつでも見られます。",
        "This makes an empty workspace. It is kept apart from the demo, which stays within reach.",
    ),
    "begin_own.company": Text("会社名（必須）", "Company (required)"),
    "begin_own.person": Text("あなたの氏名（必須）", "Your name (required)"),
    "begin_own.department": Text("部署", "Department"),
    "begin_own.roles": Text(
        "最初の人はすべての役割を持ちます。同僚は、あとで「設定」から加えられます。",
        "The first person has every role. Colleagues are added later under Settings.",
    ),
    "begin_own.begin": Text("始める", "Start"),
    "begin_own.begun": Text(
        "自社のワークスペースができました。まず取引先の一覧を取り込みます。",
        "Your own workspace is ready. Begin by importing a list of third parties.",
    ),
}
