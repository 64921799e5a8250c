"""What the workbook of a pack says to those who answer."""

from __future__ import annotations

from typing import Final

from sakimori.domain.values.text import Text

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
STEPS: Final[tuple[Text, ...]] = (
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
