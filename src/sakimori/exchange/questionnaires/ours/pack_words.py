"""What the workbook and the form of a pack say to those who answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours import pack_formulas
from sakimori.exchange.questionnaires.ours.pack_tables import LABELS, Column

COVER: Final = Text("表紙", "Cover")
QUESTIONS: Final = Text("質問", "Questions")
HEADING: Final = Text("確認票へのご回答のお願い", "Questionnaire for your answers")
ASKER: Final = Text("依頼元", "Asked by")
ABOUT: Final = Text("対象", "About")
DUE: Final = Text("回答期限", "Answer by")
RETURN: Final = Text("返送先", "Send it to")
PACK: Final = Text("質問票", "Questionnaire")
VERSION: Final = Text("版", "Version")
DEPTH: Final = Text("範囲", "Depth")
COUNT: Final = Text("質問数", "Questions")
LEFT: Final = Text("残り", "Still to do")
SOURCE: Final = Text("出典・利用条件", "Source and licence")
SIGNED: Final = Text("照合番号", "Reference")
HOW: Final = Text("ご回答のしかた", "How to answer")
WORKBOOK_STEPS: Final[tuple[Text, ...]] = (
    Text(
        "「質問」シートの黄色の欄に記入してください。ほかの欄は変えられません。",
        "Fill the yellow cells of the sheet “Questions”; the others are locked.",
    ),
    Text("選択肢のある質問は、セルの一覧から選んでください。", "Where a cell offers a list, choose from it."),
    Text(
        "分からないことは「不明」、答えられないことは「非開示」、決まっていないことは「未定」としてください。",
        "Say “Not known”, “Not disclosed” or “Not decided” rather than guess.",
    ),
    Text(
        "「一部」や「該当なし」には理由を書いてください。「確認」の列に、足りないものが出ます。",
        "Give a reason with “Partly” and “N/A”. The column “Check” says what is missing.",
    ),
    Text(
        "灰色になった質問は、ほかの回答により不要になったものです。",
        "A question in grey is not needed because of another answer.",
    ),
    Text(
        "Excelブック（.xlsx）のまま保存して返送してください。照合番号は消さないでください。",
        "Save it as an Excel workbook (.xlsx), send it back, and leave the reference in place.",
    ),
)
ON_SHEET: Final = Text("黄色の欄に記入してください。", "Fill the yellow cells.")
NOT_LISTED: Final = Text("一覧から選んでください", "Choose from the list")


WORDS: Final[Mapping[str, Text]] = {
    "heading": HEADING,
    "asker": ASKER,
    "about": ABOUT,
    "due": DUE,
    "return": RETURN,
    "pack": PACK,
    "version": VERSION,
    "depth": DEPTH,
    "source": SOURCE,
    "count": COUNT,
    "how": HOW,
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
FORM_STEPS: Final[tuple[Text, ...]] = (
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
