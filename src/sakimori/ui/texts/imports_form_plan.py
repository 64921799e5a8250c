"""Wording of questionnaires on their way in: where they go, what would happen, what has."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    # 4 Target
    "intake.whose": Text("だれの回答ですか", "Whose answers are they?"),
    "intake.whose_party": Text("取引先の回答", "A third party's"),
    "intake.whose_party_note": Text("取引先の審査に入れます。", "They go into an assessment of the third party."),
    "intake.whose_ours": Text("自社の回答（照会されている）", "Ours: a customer asks us"),
    "intake.whose_ours_note": Text(
        "自社が答える審査に入れます。", "They go into an assessment that our company fills."
    ),
    "intake.whose_nobody": Text("質問票として登録するだけ", "Nobody's: register the questionnaire only"),
    "intake.whose_nobody_note": Text(
        "空の質問票を、後で審査に使えるようにします。", "A blank questionnaire, to be used for assessments later."
    ),
    "intake.service": Text("サービス", "Service"),
    "intake.whole_party": Text("取引先全体", "The third party as a whole"),
    "intake.due": Text("回答の期限（新しい審査のとき）", "Answers due (of a new assessment)"),
    "intake.pack": Text("どの質問票として取り込みますか", "On which pack?"),
    "intake.pack_option": Text(
        "{title} {version}　:gray[{questions}問中 同じ {sure}・似ている {suggested}]",
        "{title} {version}　:gray[of {questions} questions, {sure} the same, {suggested} alike]",
    ),
    "intake.pack_running": Text("進行中の審査に入れます。", "Goes into the assessment under way."),
    "intake.pack_new": Text("新しい質問票として登録する", "Register it as a new pack"),
    "intake.pack_new_note": Text(
        "このファイルの質問を、自社だけで使う質問票にします。",
        "The questions of this file become a pack for our own use.",
    ),
    "intake.pack_version": Text(
        "「{title}」{version} の新しい版にする", "Make it the next version of “{title}” {version}"
    ),
    "intake.pack_version_note": Text(
        "同じ質問は番号を引き継ぎ、なくなった質問は無効として残します。",
        "Questions that are the same keep their ids; those that are gone stay, disabled.",
    ),
    "intake.licence_note": Text(
        "文言は送り手のものです。この台帳の中だけで使い、Sakimoriの質問票として外へ共有しません。",
        "The wording belongs to its sender. It is used in this register only and never shared as a pack of Sakimori.",
    ),
    "intake.new_title": Text("質問票の題名", "Title of the pack"),
    "intake.new_sender": Text("送り手", "Sender"),
    "intake.new_licence": Text("利用条件の表示", "Licence notice"),
    "intake.new_licence_help": Text(
        "ファイルに書かれている著作権や利用条件。文言を表示する所に添えます。",
        "Copyright or terms that the file prints. It stands wherever the wording does.",
    ),
    "intake.sound": Text("はいが望ましい回答ですか", "Is “yes” the answer that is hoped for?"),
    "intake.sound_yes": Text("はい", "Yes"),
    "intake.sound_yes_note": Text("いいえ・一部は不備になります。", "“No” and “partly” open a gap."),
    "intake.sound_not_judged": Text("判定しない", "Do not judge"),
    "intake.sound_not_judged_note": Text("無回答・不明だけを不備にします。", "Only what is not answered opens a gap."),
    "intake.adverse": Text("いいえが望ましい質問", "Questions of which “no” is hoped for"),
    "intake.adverse_help": Text(
        "「過去に事故がありましたか」のような質問を選びます。", "Such as “Have there been incidents?”."
    ),
    "intake.registered_already": Text(
        "このファイルは質問票として登録済みです。登録した内容のまま使います。",
        "This file is registered as a pack already. It is used as it was registered.",
    ),
    "intake.to_dry_run": Text("試し取込へ", "To the dry run"),
    "intake.back_to_tokens": Text("語の意味に戻る", "Back to the tokens"),
    # 5 Dry run
    "intake.taken_in": Text("取込済み（{day} {who}）", "Taken in already ({day}, {who})"),
    "intake.into_running": Text(
        "まだ何も取り込んでいません。進行中の審査「{title}」{version} に入れます。",
        "Nothing has been imported yet. It goes into the assessment on “{title}” {version} that is under way.",
    ),
    "intake.into_new": Text(
        "まだ何も取り込んでいません。「{title}」{version} の審査を新しく始めます。",
        "Nothing has been imported yet. A new assessment on “{title}” {version} will be opened.",
    ),
    "intake.as_pack": Text(
        "まだ何も取り込んでいません。質問票「{title}」{version} として登録します。",
        "Nothing has been imported yet. It will be registered as the pack “{title}” {version}.",
    ),
    "intake.pack_questions.one": Text("質問 {count}件", "{count} question"),
    "intake.pack_questions.other": Text("質問 {count}件", "{count} questions"),
    "intake.answers_left": Text(
        "ファイルには回答があります。回答は取り込みません。取り込むときは「入れる先」に戻り、回答者を選んでください。",
        "The file holds answers. They are not taken in; to take them in, go back to the target and say who answered.",
    ),
    "intake.in_file": Text("ファイルの質問", "In the file"),
    "intake.step_of_new": Text("新規", "New"),
    "intake.step_of_new_help": Text("初めての回答として入れます。", "They are answered for the first time."),
    "intake.step_of_same": Text("同じ", "Same"),
    "intake.step_of_same_help": Text("同じ回答が入っています。", "The same answer stands already."),
    "intake.step_of_change": Text("変更", "Change"),
    "intake.step_of_change_help": Text("ファイルの回答に変えます。", "The answer of the file takes the place of ours."),
    "intake.step_of_conflict": Text("違う回答", "Differs"),
    "intake.step_of_conflict_help": Text(
        "入っている回答を残します。", "What stands, stays, unless you say that the file holds."
    ),
    "intake.step_of_silent": Text("無回答", "No answer"),
    "intake.step_of_silent_help": Text(
        "ファイルに回答がありません。入っている回答は消しません。",
        "The file says nothing. What stands is not blanked.",
    ),
    "intake.step_of_look": Text("要確認", "To look at"),
    "intake.step_of_look_help": Text(
        "このままでは入りません。審査の画面で人が答えます。",
        "They do not go in as they are. Somebody answers them on the assessment page.",
    ),
    "intake.step_of_suggested": Text("似た質問", "Alike"),
    "intake.step_of_suggested_help": Text(
        "文言が違います。同じ質問だと決めるまで入りません。",
        "The wording differs. They go in once you say that it is the same question.",
    ),
    "intake.step_of_unknown": Text("ない質問", "Not asked"),
    "intake.step_of_unknown_help": Text(
        "この質問票にない質問です。回答は入りません。",
        "The pack does not ask this. The answers do not go in.",
    ),
    "intake.suggested.one": Text("文言の違う質問 {count}件", "{count} question in other words"),
    "intake.suggested.other": Text("文言の違う質問 {count}件", "{count} questions in other words"),
    "intake.suggested_note": Text(
        "色の付いた所が違います。同じことを聞いているときだけ印を付けてください。",
        "What differs is tinted. Tick it only where both ask the same.",
    ),
    "intake.theirs": Text("ファイル {at} {id}", "File {at} {id}"),
    "intake.ours": Text("質問票 {id}", "Pack {id}"),
    "intake.is_same": Text("同じ質問とみなす", "It is the same question"),
    "intake.score": Text("一致 {score}・回答 {answer}", "{score} alike, answer {answer}"),
    "intake.conflicts.one": Text("入っている回答と違う {count}件", "{count} answer that differs from ours"),
    "intake.conflicts.other": Text("入っている回答と違う {count}件", "{count} answers that differ from ours"),
    "intake.conflicts_note": Text(
        "選ばなければ、入っている回答が残ります。", "Unless you choose otherwise, what stands, stays."
    ),
    "intake.not_fillable": Text(
        "この審査は回答を受け付けていません。入っている回答が残ります。",
        "The assessment takes no answers now. What stands, stays.",
    ),
    "intake.standing": Text("入っている回答（{who} {day}）", "What stands ({who}, {day})"),
    "intake.in_this_file": Text("ファイルの回答（{at}）", "In the file ({at})"),
    "intake.take_file": Text("ファイルの回答にする", "Take the answer of the file"),
    "intake.lines": Text("{step} {count}", "{step} {count}"),
    "intake.col_id": Text("番号", "Id"),
    "intake.col_question": Text("質問", "Question"),
    "intake.col_raw": Text("ファイルの回答", "As written"),
    "intake.col_given": Text("入る回答", "Goes in as"),
    "intake.col_remark": Text("備考", "Remark"),
    "intake.unreasoned": Text(
        "理由の記載がありません。審査で理由を求めてください。", "It gives no reason. Ask for one in the assessment."
    ),
    "intake.unasked.one": Text("ファイルにない質問 {count}件", "{count} question that the file does not ask"),
    "intake.unasked.other": Text("ファイルにない質問 {count}件", "{count} questions that the file does not ask"),
    "intake.unasked_note": Text(
        "質問票にはありますが、このファイルは聞いていません。そのまま残ります。",
        "The pack asks them and this file does not. They stay as they are.",
    ),
    "intake.run.one": Text("{count}件の回答を取り込む", "Take in {count} answer"),
    "intake.run.other": Text("{count}件の回答を取り込む", "Take in {count} answers"),
    "intake.run_pack": Text("質問票を登録する", "Register the pack"),
    "intake.run_without": Text("回答なしで取り込む", "Take it in without answers"),
    "intake.running": Text("取り込んでいます。", "Taking it in."),
    "intake.back_to_target": Text("入れる先に戻る", "Back to the target"),
    # 6 Done
    "intake.done.one": Text("「{title}」に回答{count}件を取り込みました。", "Took {count} answer into “{title}”."),
    "intake.done.other": Text("「{title}」に回答{count}件を取り込みました。", "Took {count} answers into “{title}”."),
    "intake.done_pack": Text(
        "質問票「{title}」{version} を登録しました。", "The pack “{title}” {version} was registered."
    ),
    "intake.nothing_blanked": Text(
        "ファイルに回答のない質問と、選ばなかった質問は、前のまま残っています。消した回答はありません。",
        "Questions without an answer in the file, and those that you did not choose, stay as they were. "
        "No answer was blanked.",
    ),
    "intake.to_assessment": Text("審査を開く", "Open the assessment"),
    "intake.to_pack": Text("質問票を見る", "See the pack"),
    "intake.next_file": Text("次の質問票を取り込む", "Import another questionnaire"),
}
