"""Wording beside decisions that do not count for whoever takes them."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "own_decision.others": Text(
        "{names}の担当はあなたなので、あなたが認めてもそのフローの答えには数えません（ほかに認められる人：{others}）。",
        "You are the owner of {names}, so your approval does not count in the answer to its flows "
        "(who else may approve: {others}).",
    ),
    "own_decision.nobody": Text(
        "{names}の担当はあなたなので、あなたが認めてもそのフローの答えには数えません"
        "（ほかに認められる人がいないので「設定→利用者」で招く）。",
        "You are the owner of {names}, so your approval does not count in the answer to its flows "
        "(nobody else may approve: invite somebody under Settings → Users).",
    ),
    "own_decision.more": Text("ほか{count}", "and {count} more"),
}
