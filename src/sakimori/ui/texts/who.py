"""Wording of the page that asks who somebody is."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "who.title": Text("どなたですか", "Who are you?"),
    "who.lead": Text("{company}で操作する人を選んでください。", "Choose the person who is going to work at {company}."),
    "who.note": Text(
        "選んだ人の名前で記録が残ります。このあと、開こうとした画面に進みます。",
        "What you do is recorded under this name. The page that you asked for comes next.",
    ),
}
