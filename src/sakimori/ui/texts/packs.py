"""Wording of the packs: their list, one of them, its questions."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "action.assessment.taken_over": Text(
        "審査を質問票の新しい版へ引き継いだ", "Took an assessment over to a newer version of its pack"
    ),
    # The list
    "packs.empty": Text(
        "質問票がありません。届いた質問票を取り込むか、質問票のフォルダーにファイルを置いてください。",
        "There is no pack. Import a questionnaire that came in, or put a file into the folder of packs.",
    ),
    "packs.import": Text("届いた質問票を取り込む", "Import a questionnaire"),
    "packs.first_broken.one": Text(
        "質問票のファイルに直すところがあります（{count}件）。直るまで、どの質問票でも審査を始められません。",
        "{count} file of a pack has to be mended. Until then no assessment can start on any pack.",
    ),
    "packs.first_broken.other": Text(
        "質問票のファイルに直すところがあります（{count}件）。直るまで、どの質問票でも審査を始められません。",
        "{count} files of packs have to be mended. Until then no assessment can start on any pack.",
    ),
    "packs.first_altered.one": Text(
        "送った後に書き換えられた版があります（{count}件）。元に戻し、変更は次の版にしてください。",
        "{count} version was edited after it was sent. Put it back, and make the change a version of its own.",
    ),
    "packs.first_altered.other": Text(
        "送った後に書き換えられた版があります（{count}件）。元に戻し、変更は次の版にしてください。",
        "{count} versions were edited after they were sent. Put them back, and make the changes new versions.",
    ),
    "packs.first_behind.one": Text(
        "{count}件の審査が、古い版のまま回答を待っています。新しい版へ引き継げます。",
        "{count} assessment still awaits answers on an older version. It can be taken over to the newer one.",
    ),
    "packs.first_behind.other": Text(
        "{count}件の審査が、古い版のまま回答を待っています。新しい版へ引き継げます。",
        "{count} assessments still await answers on an older version. They can be taken over to the newer one.",
    ),
    "packs.first_fine": Text(
        "ファイルに誤りはなく、新しい版へ引き継ぐ審査もありません。",
        "The files have no mistakes, and no assessment could go to a newer version.",
    ),
    "packs.first_running.one": Text("進行中の審査は{count}件です。", "{count} assessment is under way."),
    "packs.first_running.other": Text("進行中の審査は{count}件です。", "{count} assessments are under way."),
    "packs.first_idle": Text("進行中の審査はありません。", "No assessment is under way."),
    "packs.files_are_todays": Text(
        "使われ方は基準日に分かっていたとおりです。フォルダーのファイルは今あるものです",
        "Where packs are used is told as known on that day; the files of the folder are those of today",
    ),
    "packs.focus": Text("表示する質問票", "Which packs"),
    "packs.focus.current": Text("使える質問票 {count}", "On the shelf {count}"),
    "packs.focus.ours": Text("当社 {count}", "Ours {count}"),
    "packs.focus.private": Text("非公開 {count}", "Private {count}"),
    "packs.focus.gaps": Text("聞き直し {count}", "Asked again {count}"),
    "packs.focus.off": Text("使わない {count}", "Off the shelf {count}"),
    "packs.care.broken": Text("⬣ 要修正", "⬣ To mend"),
    "packs.care.altered": Text("▲ 送付後に変更", "▲ Edited after"),
    "packs.care.behind": Text("◆ 旧版で進行", "◆ Behind"),
    "packs.care.fine": Text("✓ 問題なし", "✓ Fine"),
    "packs.care.off": Text("– 使わない", "– Off the shelf"),
    "packs.whose.ours": Text("当社", "Ours"),
    "packs.whose.private": Text("非公開", "Private"),
    "packs.whose.gaps": Text("聞き直し", "Asked again"),
    "packs.sender_unknown": Text("送り手は未確認", "sender unknown"),
    "packs.list_alt": Text("質問票の一覧。行を選ぶと開きます。", "The packs. Choose a row to open one."),
    "packs.col_care": Text("状態", "State"),
    "packs.col_title": Text("質問票", "Pack"),
    "packs.col_version": Text("版", "Version"),
    "packs.col_whose": Text("だれのものか", "Whose"),
    "packs.col_questions": Text("質問数", "Questions"),
    "packs.col_running": Text("進行中", "Running"),
    "packs.col_decided_count": Text("判定済み", "Decided"),
    "packs.col_gap_packs": Text("聞き直し", "Again"),
    "packs.col_changed": Text("変更日", "Changed"),
    "packs.col_languages": Text("言語", "Languages"),
    # What is wrong in files
    "packs.problems": Text("直すところ {count}件", "To mend: {count}"),
    "packs.problems_note": Text(
        "ファイルを直すと、この一覧から消えます。", "A line goes away once its file is mended."
    ),
    "packs.problems_alt": Text("質問票のファイルの誤り", "What is wrong in the files of packs"),
    "packs.col_file": Text("ファイル", "File"),
    "packs.col_line": Text("行", "Line"),
    "packs.col_problem": Text("何がいけないか", "What is wrong"),
    "packs.col_fix": Text("直し方", "What to do"),
    "packs.col_key": Text("キー", "Key"),
    # One pack
    "packs.to_list": Text("質問票の一覧へ", "All packs"),
    "packs.not_found": Text("この質問票、またはこの版はありません。", "There is no such pack, or no such version."),
    "packs.version": Text("版", "Version"),
    "packs.version_is": Text("版 {version}", "Version {version}"),
    "packs.language.ja": Text("日本語", "Japanese"),
    "packs.language.en": Text("英語", "English"),
    "packs.ids_alone": Text("番号だけ", "ids only"),
    "packs.file_of": Text("ファイルの日付 {day}", "file of {day}"),
    "packs.came_in": Text("取込 {day}", "came in {day}"),
    "packs.withdrawn_on": Text("取下げ {day}", "withdrawn {day}"),
    "packs.withdrawn": Text("取下げ済み", "withdrawn"),
    "packs.off_shelf": Text("使わない", "Off the shelf"),
    "packs.private_notice": Text(
        "{sender}の質問票です。社内だけで使い、文言は外へ出しません。利用条件：{licence}",
        "A questionnaire of {sender}, for use in house: its wording goes to nobody else. Terms: {licence}",
    ),
    "packs.to_original": Text("聞き直しの元になった審査へ", "To the assessment whose gaps it asks"),
    "packs.off_shelf_notice": Text(
        "取り下げた質問票です。新しい審査には使えません。", "This pack was withdrawn: no new assessment starts on it."
    ),
    "packs.frozen_notice": Text(
        "フォルダーにこの版のファイルはありません。審査に残る、送ったときの内容です。",
        "The folder has no file of this version. This is what was sent, as assessments keep it.",
    ),
    "packs.altered_notice": Text(
        "{file} は、版{version}を送った後に書き換えられています。審査は送ったときの内容のままです。"
        "元に戻し、変更は次の版にしてください。",
        "{file} was edited after version {version} had been sent. Assessments keep what was sent. "
        "Put the file back, and make the change a version of its own.",
    ),
    "packs.older_notice": Text(
        "古い版です。最新は版{version}です。", "This is an older version; the newest is {version}."
    ),
    "packs.behind_notice.one": Text(
        "{count}件の審査を、版{version}へ引き継げます。", "{count} assessment can be taken over to version {version}."
    ),
    "packs.behind_notice.other": Text(
        "{count}件の審査を、版{version}へ引き継げます。",
        "{count} assessments can be taken over to version {version}.",
    ),
    "packs.behind_link": Text("{party}（版 {version}）", "{party} (version {version})"),
    "packs.tab_questions": Text("質問 {count}", "Questions {count}"),
    "packs.not_asked": Text("尋ねない安全管理措置 {count}項目", "Security measures not asked about: {count}"),
    "packs.tab_changes": Text("前の版からの変更 {count}", "Changes {count}"),
    "packs.tab_uses": Text("使われている審査 {count}", "Assessments {count}"),
    "packs.tab_files": Text("ファイルで渡す", "Hand out"),
    # Withdrawing
    "packs.withdraw": Text("取り下げる", "Withdraw"),
    "packs.withdraw_title": Text("質問票の取下げ", "Withdraw a pack"),
    "packs.withdraw_lead": Text(
        "「{title}」を新しい審査に使えなくします。これまでの審査は残ります。",
        "No new assessment will start on “{title}”. Those that exist stay.",
    ),
    "packs.back.private": Text("もう一度取り込むと戻ります。", "Importing it again brings it back."),
    "packs.back.gaps": Text(
        "必要になれば、審査の画面でもう一度作れます。", "Should it be needed, make it again on the assessment."
    ),
    "packs.withdraw_reason": Text("理由（必須）", "Reason (required)"),
    "packs.withdrawn_done": Text("「{title}」を取り下げました。", "“{title}” was withdrawn."),
    # Where it is used
    "packs.no_uses": Text("この質問票の審査はありません。", "No assessment is on this pack."),
    "packs.uses_lead": Text(
        "行を選ぶと審査が、「調書」を押すと取引先が開きます。",
        "Choose a row to open the assessment; “Dossier” opens the third party.",
    ),
    "packs.uses_alt": Text("この質問票の審査", "Assessments on this pack"),
    "packs.col_state": Text("状態", "State"),
    "packs.col_party": Text("取引先", "Third party"),
    "packs.col_depth": Text("範囲", "Depth"),
    "packs.col_due": Text("回答期限", "Due"),
    "packs.col_decided": Text("判定", "Decided"),
    "packs.older": Text("{version}（新しい版あり）", "{version} (newer exists)"),
    "packs.to_dossier": Text("調書", "Dossier"),
    "packs.gap_packs": Text("聞き直しの質問票", "Packs that ask parts of it again"),
    "packs.gap_packs_note": Text(
        "審査の不備だけを聞き直すために作ったもの", "made to ask only the gaps of an assessment"
    ),
    "packs.gap_pack_made": Text("{day} 作成", "made {day}"),
}
