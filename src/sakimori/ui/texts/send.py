"""Words of the questions on their way to whoever answers them."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "send.title": Text("取引先に送る", "Send to the third party"),
    "send.what": Text(
        "この審査の質問を、取引先が答えられるファイルにします。返ってきたファイルは、取込から同じ審査に入ります。",
        "The questions of this assessment as a file that the third party fills in. What comes back goes into this "
        "assessment by Import.",
    ),
    "send.import": Text("返ってきたファイルを取り込む", "Take in what came back"),
    "action.questionnaire.given": Text("送るための質問票を書き出した", "Took the questions of an assessment to send"),
}
