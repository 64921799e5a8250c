"""Words of asking only the gaps of an assessment."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "gaps_pack.title": Text("足りない所だけ聞く", "Ask only the gaps"),
    "gaps_pack.what": Text(
        "この審査で足りない設問だけの短い質問票を作ります。設問の番号と文面は元のままです。",
        "This makes a short pack of the questions that this assessment lacks. Ids and wording stay as they are.",
    ),
    "gaps_pack.none": Text("聞き直す設問はありません。", "There is nothing to ask again."),
    "gaps_pack.reason.open.one": Text("未確認：{count}問", "Unknown: {count} question"),
    "gaps_pack.reason.open.other": Text("未確認：{count}問", "Unknown: {count} questions"),
    "gaps_pack.reason.stale.one": Text(
        "回答・証跡・認証が古い：{count}問", "Answer, evidence or certificate too old: {count} question"
    ),
    "gaps_pack.reason.stale.other": Text(
        "回答・証跡・認証が古い：{count}問", "Answer, evidence or certificate too old: {count} questions"
    ),
    "gaps_pack.reason.new.one": Text(
        "新しい版で増えた・変わった：{count}問", "New or reworded in the newest version: {count} question"
    ),
    "gaps_pack.reason.new.other": Text(
        "新しい版で増えた・変わった：{count}問", "New or reworded in the newest version: {count} questions"
    ),
    "gaps_pack.reason.failed.one": Text("不備のある回答：{count}問", "Answered with a gap: {count} question"),
    "gaps_pack.reason.failed.other": Text("不備のある回答：{count}問", "Answered with a gap: {count} questions"),
    "gaps_pack.asked.one": Text("{count}問を聞き直します。", "{count} question will be asked again."),
    "gaps_pack.asked.other": Text("{count}問を聞き直します。", "{count} questions will be asked again."),
    "gaps_pack.tick": Text("聞き直す理由を選んでください。", "Tick what is to be asked again."),
    "gaps_pack.make": Text("短い質問票を作る", "Make the short pack"),
    "gaps_pack.made.one": Text("「{title}」（{count}問）を受け取れます。", "“{title}” is ready: {count} question."),
    "gaps_pack.made.other": Text("「{title}」（{count}問）を受け取れます。", "“{title}” is ready: {count} questions."),
    "gaps_pack.only_ids": Text(
        "この質問票の文面は、送り手の許しなく渡せません。ファイルには番号だけを載せます。",
        "The wording of this pack is not ours to pass on. The file holds only the ids.",
    ),
    "gaps_pack.next_open": Text(
        "回答のファイルは取込で短い質問票の審査に入れます。届いた回答は、ここに知らせが出てから取り込めます。",
        "Import the file with the answers as an assessment on the short pack. They are then offered here.",
    ),
    "gaps_pack.next_closed": Text(
        "この審査は提出済みのため、届いた回答はここには入りません。短い質問票の審査として判定します。",
        "This assessment was handed in, so the answers do not come back into it. "
        "The short pack is decided as an assessment of its own.",
    ),
    "gaps_pack.import": Text("回答を取り込む", "Import the answers"),
    # What came back
    "gaps_pack.is_short": Text(
        "別の審査の足りない所だけを聞く審査です。", "This assessment asks only the gaps of another one."
    ),
    "gaps_pack.original": Text("元の審査", "The original assessment"),
    "gaps_pack.came_back": Text("聞き直した設問の回答が届いています。", "Answers to what was asked again have come."),
    "gaps_pack.sums": Text(
        "埋まる {fills}問・こちらの回答が新しい {contested}問・置き場所なし {elsewhere}問",
        "Fill in {fills}, answered here since {contested}, no place here {elsewhere}",
    ),
    "gaps_pack.contested": Text(
        "短い質問票を作ったあとにここで回答したため、そのまま残す設問：{ids}",
        "Answered here after the short pack was made, so they stay as they are: {ids}",
    ),
    "gaps_pack.elsewhere": Text(
        "新しい設問か、文面の違う設問のため、ここには入らないもの：{ids}",
        "New or worded otherwise, so they have no place here: {ids}",
    ),
    "gaps_pack.short": Text("聞き直しの審査", "The short assessment"),
    "gaps_pack.bring_back": Text("回答をこの審査に取り込む", "Bring the answers in"),
    "gaps_pack.nothing_fills": Text("取り込む回答はありません。", "There is no answer to bring in."),
    "gaps_pack.brought.one": Text("{count}問の回答を取り込みました。", "{count} answer was brought in."),
    "gaps_pack.brought.other": Text("{count}問の回答を取り込みました。", "{count} answers were brought in."),
}
