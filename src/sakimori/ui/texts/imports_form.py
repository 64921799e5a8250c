"""Wording of questionnaires on their way in: file, the file, its form, its tokens."""

from __future__ import annotations

from sakimori.domain.text import Text

TEXTS = {
    "imports.of_lists": Text("一覧・台帳", "Lists and registers"),
    "imports.of_questionnaire": Text("質問票", "Questionnaires"),
    "imports.of_what": Text("取り込むもの", "What to import"),
    # The steps
    "intake.step_file": Text("ファイル", "File"),
    "intake.step_form": Text("様式と列", "Form"),
    "intake.step_tokens": Text("語の意味", "Tokens"),
    "intake.step_target": Text("入れる先", "Target"),
    "intake.step_try": Text("試し取込", "Dry run"),
    "intake.step_done": Text("取込", "Import"),
    "intake.choose": Text("選んでください", "Choose"),
    "intake.choose_many": Text("なければ空のまま", "Leave empty if there are none"),
    "intake.comparing": Text("質問を照らし合わせています。", "Comparing the questions."),
    # 1 File
    "intake.upload": Text(
        "取引先の回答済みの質問票、届いた質問票（Excel・CSV・ODS・Markdown・HTML・JSON・YAML・XML、"
        "それらを入れたzip）。{limit}MBまで",
        "A questionnaire that a vendor has filled, or that somebody sent (Excel, CSV, ODS, Markdown, HTML, JSON, YAML, "
        "XML, or a zip of these); up to {limit} MB",
    ),
    "intake.how": Text(
        "読み方と語の意味を確かめ、1問ずつの結果を見てから取り込みます。決めるまで何も書き込みません。",
        "You confirm how it is read and what its tokens mean, and see what happens to each question. "
        "Nothing is written before you say so.",
    ),
    "intake.archive": Text("圧縮ファイルに{count}入っています。", "The archive holds {count}."),
    "intake.member": Text("読むファイル", "File to read"),
    "intake.read_member": Text("このファイルを読む", "Read this file"),
    "intake.other_member": Text("圧縮ファイルの別のファイル", "Another file of the archive"),
    "intake.file_line": Text(
        "**{name}**　:gray[{size}・{encoding}・{questions}]", "**{name}**　:gray[{size}, {encoding}, {questions}]"
    ),
    "intake.sheets_read": Text("読んだシート：{names}", "Sheets read: {names}"),
    "intake.sheet_skipped": Text("読まないシート「{name}」：{why}", "Sheet not read, “{name}”: {why}"),
    "intake.rows_sum": Text("見た行 {seen} = {parts}", "Rows seen {seen} = {parts}"),
    "intake.row_question": Text("質問", "Question"),
    "intake.row_section": Text("見出し", "Heading"),
    "intake.row_sub_row": Text("回答の続き", "More of an answer"),
    "intake.row_continuation": Text("前の行の続き", "Continuation"),
    "intake.row_note": Text("注記", "Note"),
    "intake.row_header": Text("列の見出し", "Header"),
    "intake.row_legend": Text("凡例", "Legend"),
    "intake.row_sentinel": Text("表の終わり", "End of table"),
    "intake.row_blank": Text("空行", "Blank"),
    "intake.warnings.one": Text("確かめるところ {count}件", "{count} place to check"),
    "intake.warnings.other": Text("確かめるところ {count}件", "{count} places to check"),
    "intake.warnings_alt": Text("確かめるところの一覧", "Places to check"),
    "intake.left_out.one": Text("質問にしなかった行 {count}行", "{count} row that is no question"),
    "intake.left_out.other": Text("質問にしなかった行 {count}行", "{count} rows that are no questions"),
    "intake.left_out_alt": Text("質問にしなかった行と理由", "Rows that are no questions, and why"),
    "intake.whole_file": Text("ファイル全体", "Whole file"),
    "intake.col_at": Text("場所", "Place"),
    "intake.col_look": Text("確かめること", "What to check"),
    "intake.col_class": Text("行の種類", "Kind of row"),
    "intake.col_why": Text("理由", "Why"),
    # 2 Form
    "intake.read_by": Text("様式「{name}」で読みました。", "Read as the form “{name}”."),
    "intake.read_by_kept": Text("保存した様式「{name}」で読みました。", "Read as the kept form “{name}”."),
    "intake.read_by_columns": Text("確かめた列のとおりに読みました。", "Read by the columns that you confirmed."),
    "intake.read_as": Text("読み方", "Read it as"),
    "intake.read_as_help": Text(
        "違う様式で読まれたときに選び直します。「一般の質問表」では、列を自分で決められます。",
        "Choose another where the form is wrong. As “Any table of questions” you say yourself what each column holds.",
    ),
    "intake.by_itself": Text("内容から見分ける", "Tell it by its content"),
    "intake.kept_option": Text("保存した様式：{name}", "Kept form: {name}"),
    "intake.yaml_section": Text("様式ファイル（YAML）", "Form as a file (YAML)"),
    "intake.yaml_upload": Text("様式ファイルのとおりに読む", "Read it as a form file says"),
    "intake.yaml_download": Text("様式をYAMLで保存", "Form as YAML"),
    "intake.columns": Text("列の意味", "What the columns hold"),
    "intake.columns_note": Text(
        "推定です。5行分の中身と見比べ、違うものを選び直してください。",
        "These are guesses. Compare them with five rows and choose again where one is wrong.",
    ),
    "intake.columns_first": Text(
        "知っている様式ではないため、列を確かめてから進みます。",
        "The form is not known, so its columns are confirmed first.",
    ),
    "intake.mend_columns": Text("列の意味を直す", "Change what the columns hold"),
    "intake.sheets": Text("読むシート", "Sheets to read"),
    "intake.sheet": Text("列を見るシート", "Columns of sheet"),
    "intake.no_sheet": Text("読むシートを1つ以上選んでください。", "Choose at least one sheet to read."),
    "intake.header_row": Text("見出しの最後の行", "Last row of the header"),
    "intake.header_depth": Text("見出しの行数", "Rows of the header"),
    "intake.read_columns": Text("この列で読む", "Read it so"),
    "intake.col_column": Text("列", "Col."),
    "intake.col_label": Text("見出し", "Label"),
    "intake.col_role": Text("意味", "Holds"),
    "intake.col_mark": Text("印の意味", "A mark means"),
    "intake.col_down": Text("下へ続く", "Goes on"),
    "intake.col_sample": Text("{row}行目", "Row {row}"),
    "intake.mark_help": Text(
        "「はい」「いいえ」のように列ごとに○を付ける表で、その列の印が何を意味するか。",
        "Where answers are marks in one of several columns: what a mark in this one means.",
    ),
    "intake.down_help": Text(
        "空のセルが、上のセルの続きであるときに付けます。", "Tick it where a blank cell goes on with the one above."
    ),
    "intake.role_none": Text("読まない", "Not read"),
    "intake.mark_none": Text("–", "–"),
    "intake.role_id": Text("番号", "Number"),
    "intake.role_section": Text("分類", "Section"),
    "intake.role_question": Text("質問", "Question"),
    "intake.role_guidance": Text("解説", "Guidance"),
    "intake.role_answer": Text("回答", "Answer"),
    "intake.role_comment": Text("備考", "Comment"),
    "intake.role_evidence": Text("証跡", "Evidence"),
    "intake.role_ownership": Text("責任の分担", "Ownership"),
    "intake.role_unit": Text("単位", "Unit"),
    "intake.role_required": Text("必須", "Required"),
    "intake.role_weight": Text("重み", "Weight"),
    "intake.role_control": Text("管理策", "Control"),
    "intake.role_twice": Text(
        "シート「{sheet}」：「{role}」の列は1つだけにしてください。",
        "Sheet “{sheet}”: choose one column for “{role}”.",
    ),
    "intake.no_question_column": Text(
        "シート「{sheet}」：質問の列を選んでください。", "Sheet “{sheet}”: choose the column of the questions."
    ),
    "intake.mark_and_answer": Text(
        "シート「{sheet}」：印の列と回答の列は、どちらかにしてください。",
        "Sheet “{sheet}”: choose columns of marks or a column of answers, not both.",
    ),
    "intake.mark_twice": Text(
        "シート「{sheet}」：同じ意味の印の列が2つあります。",
        "Sheet “{sheet}”: two columns of marks mean the same.",
    ),
    "intake.to_tokens": Text("語の意味へ", "To the tokens"),
    # Kept forms
    "intake.keep_section": Text("この読み方を様式として保存する", "Keep this way of reading as a form"),
    "intake.keep_note": Text(
        "列の意味と語の意味を保存します。シート名と見出しが同じファイルは、次からこの様式で読みます。",
        "It holds what columns and tokens mean. Files with the same sheets and labels are read by it from now on.",
    ),
    "intake.keep_name": Text("様式の名前（英数字）", "Name of the form"),
    "intake.keep_name_help": Text(
        "英小文字、数字、「-」「.」「_」で64字まで。同じ名前の様式は置き換わります。",
        "Lower-case letters, digits, -, . and _, up to 64. A form of the same name is replaced.",
    ),
    "intake.keep_name_wrong": Text(
        "名前は英小文字か数字で始め、英小文字、数字、「-」「.」「_」で書いてください。",
        "Begin the name with a lower-case letter or a digit, and use lower-case letters, digits, -, . and _.",
    ),
    "intake.keep_title": Text("様式の題名", "Title of the form"),
    "intake.keep": Text("様式を保存する", "Keep the form"),
    "intake.kept_now": Text("様式「{name}」を保存しました。", "The form “{name}” was kept."),
    "intake.kept_section.one": Text("保存した様式 {count}件", "{count} kept form"),
    "intake.kept_section.other": Text("保存した様式 {count}件", "{count} kept forms"),
    "intake.kept_one": Text("様式", "Form"),
    "intake.withdraw": Text("使うのをやめる", "Withdraw"),
    "intake.withdraw_reason": Text("やめる理由（必須）", "Why it is withdrawn (required)"),
    # 3 Tokens
    "intake.all_clear": Text("意味の決まらない語はありません。", "Every token is clear."),
    "intake.tokens.one": Text(
        "意味が1つに決まらない語が{count}つあります。このファイルでの意味を選んでください。",
        "{count} token may mean two things. Choose what it means in this file.",
    ),
    "intake.tokens.other": Text(
        "意味が1つに決まらない語が{count}つあります。このファイルでの意味を選んでください。",
        "{count} tokens may mean two things. Choose what each means in this file.",
    ),
    "intake.tokens_open": Text(
        "すべての語の意味を選ぶと、先へ進めます。分からないときは回答者に確かめてください。",
        "Choose a meaning for every token to go on. Where you cannot tell, ask the one who answered.",
    ),
    "intake.token": Text("「**{token}**」　:gray[{count}]", "“**{token}**”　:gray[{count}]"),
    "intake.token_twice": Text(
        "1つの質問に2つの印があります。2つ合わせて何を意味するか選んでください。",
        "One question bears two marks. Choose what they mean together.",
    ),
    "intake.token_means": Text("「{token}」の意味", "What “{token}” means"),
    "intake.vocabulary": Text("意味の分かる語", "Tokens that are understood"),
    "intake.vocabulary_note": Text("違うものは意味を選び直してください。", "Choose again where a meaning is wrong."),
    "intake.words_and_blanks": Text(
        "文章の回答 {texts}件、無回答 {blanks}件", "Answers in words: {texts}; without an answer: {blanks}"
    ),
    "intake.by_column": Text("列で意味が決まる印：{parts}", "Marks that mean what their column says: {parts}"),
    "intake.col_token": Text("語", "Token"),
    "intake.col_meaning": Text("意味", "Meaning"),
    "intake.col_count": Text("件数", "Count"),
    "intake.read_tokens": Text("この意味で読む", "Read it with these meanings"),
    "intake.to_target": Text("入れる先へ", "To the target"),
    "intake.back_to_form": Text("様式に戻る", "Back to the form"),
    "intake.normal_yes": Text("はい", "Yes"),
    "intake.normal_partly": Text("一部", "Partly"),
    "intake.normal_no": Text("いいえ", "No"),
    "intake.normal_na": Text("該当なし", "Not applicable"),
    "intake.normal_planned": Text("予定", "Planned"),
    "intake.normal_inherited": Text("外部の事業者による", "By another provider"),
    "intake.normal_undisclosed": Text("非公開", "Undisclosed"),
    "intake.normal_undefined": Text("規定なし", "Undefined"),
    "intake.normal_unknown": Text("不明", "Unknown"),
    "intake.normal_blank": Text("無回答", "No answer"),
    "intake.normal_default": Text("初期値のまま（無回答）", "As sent out (no answer)"),
    "intake.normal_text": Text("文章", "In words"),
    "intake.normal_ambiguous": Text("意味が未定", "Not clear yet"),
}
