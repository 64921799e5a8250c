"""Words of the answers that go back to who asked."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "reply.title": Text("相手の書式で返す", "Answer in the sender's own form"),
    "reply.what": Text(
        "届いたExcelの回答欄だけに書き込みます。ほかのセル、書式、入力規則は届いたままです。",
        "Only the cells of the answers are written. All other cells, formats and lists stay as they came.",
    ),
    "reply.make": Text("書き出しを用意する", "Prepare the file"),
    "reply.done": Text(
        "{answered}件の回答を書きました。{open}件は書いていません。",
        "Answers written: {answered}. Questions that go back unanswered: {open}.",
    ),
    "reply.get": Text("Excelを受け取る", "Get the workbook"),
    "reply.at": Text("場所", "Place"),
    "reply.question": Text("質問", "Question"),
    "reply.why": Text("書いていない内容と理由", "What is missing, and why"),
}
