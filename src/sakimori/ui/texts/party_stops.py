"""Wording of what stops hand-overs to a third party."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "party.stopped": Text(
        "ただし停止にあたる不備があり、新しいデータは渡せません：{what}（{cites}）。",
        "But a gap stops every hand-over: {what} ({cites}).",
    ),
    "party.stopped_unknown": Text(
        "ただし次のことが分かるまで、新しいデータは渡せません：{what}（{cites}）。",
        "But nothing new may go there until this is known: {what} ({cites}).",
    ),
    "party.stopped_more.one": Text("停止にあたる不備はほかに{count}件あります。", "{count} more gap calls for a stop."),
    "party.stopped_more.other": Text(
        "停止にあたる不備はほかに{count}件あります。", "{count} more gaps call for a stop."
    ),
    "party.stopped_some": Text(
        "ただし{flows}件のフローのうち{count}件は止める必要があります：{names}。",
        "But {count} of {flows} flows must stop: {names}.",
    ),
    "party.stopped_waived": Text(
        "例外承認（{day}まで）を条件としています：{what}。", "A waiver until {day} is a condition: {what}."
    ),
    "party.stopped_flows": Text("止めるフローを見る", "See what must stop"),
}
