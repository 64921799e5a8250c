"""What the form of a pack says to those who answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours import pack_formulas, pack_words
from sakimori.exchange.questionnaires.ours.pack_columns import LABELS, Column

WORDS: Final[Mapping[str, Text]] = {
    "heading": pack_words.HEADING,
    "asker": pack_words.ASKER,
    "about": pack_words.ABOUT,
    "due": pack_words.DUE,
    "return": pack_words.RETURN,
    "pack": pack_words.PACK,
    "version": pack_words.VERSION,
    "depth": pack_words.DEPTH,
    "source": pack_words.SOURCE,
    "count": pack_words.COUNT,
    "how": pack_words.HOW,
    "skip": pack_formulas.SKIP,
    "depends": pack_formulas.DEPENDS,
    "missing": pack_formulas.MISSING,
    "optional": pack_formulas.OPTIONAL,
    "needs_reason": pack_formulas.REASON,
    "needs_evidence": pack_formulas.PROOF,
    "number": pack_formulas.NUMBER,
    "done": pack_formulas.DONE,
    "reason": LABELS[Column.REASON],
    "evidence": Text("資料（名前・掲載先）", "Evidence (its name or address)"),
    "note": Text("コメント", "Comment"),
    "clear": Text("回答を消す", "Clear the answer"),
    "write": Text("記入する", "Write it"),
    "add": Text("追加", "Add"),
    "add_country": Text("国・地域の名前", "Name of a country"),
    "remove": Text("{name}を外す", "Remove {name}"),
    "no_country": Text(
        "国・地域が見つかりません。一覧から選ぶか、JPのような2文字のコードで入れてください。",
        "No such country. Choose it from the list, or give its two letters, such as JP.",
    ),
    "when": Text("次の場合に回答：{condition}", "Answer if: {condition}"),
    "skipped": Text("回答不要の質問：{ids}", "Not needed: {ids}"),
    "of": Text("{answered} / {asked}", "{answered} / {asked}"),
    "progress": Text("回答 {answered} / {asked}　残り {left}", "Answered {answered} of {asked}, {left} to do"),
    "sections": Text("区分", "Sections"),
    "next": Text("次の未回答へ", "Next to do"),
    "save": Text("回答を保存", "Save answers"),
    "load": Text("読み込む", "Load"),
    "print": Text("印刷", "Print"),
    "other_language": Text("English", "日本語"),
    "nothing_left": Text(
        "残りはありません。「回答を保存」を押してください。", "Nothing is left. Press “Save answers”."
    ),
    "saved": Text("{file} を保存しました。{to} へ返送してください。", "Saved as {file}. Send the file to {to}."),
    "saved_in_part": Text(
        "{file} を保存しました（残り {left}）。続きは「読み込む」で始められます。",
        "Saved as {file}, with {left} to do. “Load” takes it up again.",
    ),
    "asker_of_this": Text("依頼元", "whoever asked you"),
    "loaded": Text("{file} を読み込みました。", "{file} is loaded."),
    "loaded_in_part": Text(
        "{file} を読み込みましたが、{count}問はこの質問票の形でないため入れていません：{ids}",
        "{file} is loaded, but {count} answers do not fit this questionnaire and were left out: {ids}",
    ),
    "not_saved": Text(
        "{file} は読み込めません。このページの「回答を保存」で作った .json を選んでください。",
        "{file} cannot be loaded. Choose the .json that “Save answers” of this page made.",
    ),
    "other_pack": Text(
        "{file} は別の質問票、版、または範囲への回答です。この質問票の回答を選んでください。",
        "{file} answers another questionnaire, version or depth. Choose answers to this one.",
    ),
    "replace": Text(
        "保存していない回答があります。読み込むと消えます。続けますか。",
        "Some answers are not saved, and loading replaces them. Go on?",
    ),
    "draft": Text(
        "このブラウザーに下書きがあります（{count}問）。", "This browser holds a draft with {count} answers."
    ),
    "draft_take": Text("続きから", "Take it up"),
    "draft_drop": Text("消す", "Delete it"),
}
STEPS: Final[tuple[Text, ...]] = (
    Text(
        "分からないことは「不明」、答えられないことは「非開示」、決まっていないことは「未定」としてください。",
        "Say “Not known”, “Not disclosed” or “Not decided” rather than guess.",
    ),
    Text(
        "「理由が必要」「資料が必要」と出た質問には、その欄も記入してください。",
        "Where a question asks for a reason or for evidence, fill that in as well.",
    ),
    Text(
        "灰色の質問は、ほかの回答や依頼元の事情により要否が決まります。当てはまる場合は回答してください。",
        "Whether a question in grey applies is still open. Answer it if it does.",
    ),
    Text(
        "「回答を保存」でファイル（.json）ができます。途中でも保存でき、「読み込む」で続けられます。",
        "“Save answers” makes a file (.json), also half-way; “Load” takes it up again.",
    ),
    Text(
        "できたファイルを返送してください。このページは通信しません。下書きがこのブラウザーに残ることがあります。",
        "Send that file back. This page uses no network. This browser may keep a draft.",
    ),
)
NO_SCRIPT: Final = Text(
    "このページにはJavaScriptが要ります。動かせない場合は、Excelブックの質問票を依頼元に求めてください。",
    "This page needs JavaScript. If it cannot run, ask for the questionnaire as an Excel workbook.",
)
