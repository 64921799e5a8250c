"""What can be wrong with the file of a pack, in words."""

from __future__ import annotations

from dataclasses import dataclass

from sakimori.domain.values.text import Text


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One place in the file of a pack, what is wrong there, and how to put it right."""

    file: str
    line: int
    key: str
    message: Text
    fix: Text

    def line_of(self, language: str) -> str:
        """The problem as one line of a report: file, line, key, message, fix."""
        return f"{self.file}:{self.line}: {self.key}: {self.message.get(language)} {self.fix.get(language)}"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A problem before it is put into words: its place as a path of keys, its code and details, its line if known."""

    path: tuple[str | int, ...]
    code: str
    details: tuple[tuple[str, object], ...] = ()
    line: int | None = None

    @property
    def key(self) -> str:
        """The place as people write it: `questions[3].when`."""
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return key.removeprefix(".") or "(file)"


def flaw(path: tuple[str | int, ...], code: str, /, **details: object) -> Flaw:
    """A flaw at a place."""
    return Flaw(path, code, tuple(details.items()))


def in_words(found: Flaw, *, file: str, line: int) -> PackProblem:
    """Put a flaw into words, with its file and line."""
    message, fix = WORDING[found.code]
    details = dict(found.details)
    return PackProblem(file, line, found.key, message.format(**details), fix.format(**details))


WORDING: dict[str, tuple[Text, Text]] = {
    "not_readable": (
        Text("このファイルを開けません。", "This file cannot be opened."),
        Text("ファイルの権限と置き場所を確かめてください。", "Check its permissions, and that it is a file."),
    ),
    "not_utf8": (
        Text("UTF-8の文字として読めません。", "This is not UTF-8 text."),
        Text("UTF-8で保存し直してください。", "Save the file as UTF-8."),
    ),
    "not_yaml": (
        Text("YAMLとして読めません（{why}）。", "This cannot be read as YAML ({why})."),
        Text("この行の字下げ、引用符、かっこを確かめてください。", "Check indentation, quotes and brackets here."),
    ),
    "too_deep": (
        Text("{most}段より深い入れ子があります。", "The file nests deeper than {most} levels."),
        Text("入れ子を浅くしてください。", "Flatten it."),
    ),
    "several_documents": (
        Text("1つのファイルに複数の文書があります。", "The file holds several documents."),
        Text("「---」で分けた2つ目以降を別のファイルにしてください。", "Move what follows “---” to a file of its own."),
    ),
    "anchor": (
        Text("アンカー「&{name}」は使えません。", "The anchor “&{name}” is not allowed."),
        Text("内容をそのまま書いてください。", "Write the content out."),
    ),
    "alias": (
        Text("別名「*{name}」は使えません。", "The alias “*{name}” is not allowed."),
        Text("内容をそのまま書いてください。", "Write the content out."),
    ),
    "tag": (
        Text("タグ「{name}」は使えません。", "The tag “{name}” is not allowed."),
        Text("タグを消してください。値はすべて文字として読みます。", "Remove it; every value is read as text."),
    ),
    "duplicate_key": (
        Text("キー「{name}」が2回あります。", "The key “{name}” stands here twice."),
        Text("どちらか1つにしてください。", "Keep one of the two."),
    ),
    "key_not_text": (
        Text("キーが文字ではありません。", "A key is not text."),
        Text("キーは1つの語にしてください。", "Use a single word as the key."),
    ),
    "unknown_key": (
        Text("「{name}」というキーはありません。", "There is no key “{name}”."),
        Text("使えるキー：{known}。", "Known keys: {known}."),
    ),
    "misspelt_key": (
        Text("「{name}」というキーはありません。", "There is no key “{name}”."),
        Text("「{nearest}」の誤記ではありませんか。", "Did you mean “{nearest}”?"),
    ),
    "missing": (
        Text("必要なキー「{name}」がありません。", "The key “{name}” is missing."),
        Text("「{name}」を書いてください。", "Add “{name}”."),
    ),
    "missing_language": (
        Text("「{name}」の文言がありません。", "The wording for “{name}” is missing."),
        Text("日本語（ja）と英語（en）の両方を書いてください。", "Write both Japanese (ja) and English (en)."),
    ),
    "placeholders": (
        Text(
            "差し込みが日本語（{ja}）と英語（{en}）で違います。",
            "Placeholders differ between Japanese ({ja}) and English ({en}).",
        ),
        Text("両方に同じ差し込みを書いてください。", "Use the same placeholders in both."),
    ),
    "braces": (
        Text("波かっこの使い方が正しくありません。", "The braces are not well formed."),
        Text("「{{名前}}」の形にしてください。", "Write placeholders as “{{name}}”."),
    ),
    "value": (
        Text("値「{value}」は使えません。", "The value “{value}” cannot be used."),
        Text("{expected}", "{expected}"),
    ),
    "file_name": (
        Text("ファイル名が中身と合いません。", "The file name does not match its content."),
        Text("「{expected}」にしてください。", "Name it “{expected}”."),
    ),
    "duplicate_id": (
        Text("ID「{id}」が2回あります。", "The id “{id}” is used twice."),
        Text("別のIDを付けてください。", "Choose another id."),
    ),
    "unknown_id": (
        Text("{what}「{id}」がありません。", "There is no {what} “{id}”."),
        Text("使えるもの：{known}。", "Known: {known}."),
    ),
    "cycle": (
        Text("表示条件が堂々巡りです（{path}）。", "The conditions run in a circle ({path})."),
        Text("どれか1つの条件を外してください。", "Remove one of these conditions."),
    ),
    "later_parent": (
        Text("条件の「{id}」が後ろの質問です。", "The condition points to “{id}”, which comes later."),
        Text("「{id}」を前に移してください。", "Move “{id}” before this question."),
    ),
    "disabled_parent": (
        Text("条件の「{id}」は使われていない質問です。", "The condition points to “{id}”, which is disabled."),
        Text("有効な質問に変えてください。", "Point to an active question."),
    ),
    "parent_not_in_group": (
        Text(
            "区分「{group}」に、条件の質問「{id}」がありません。",
            "Group “{group}” lacks “{id}”, on which this question depends.",
        ),
        Text("「{id}」もこの区分に入れてください。", "Put “{id}” into this group too."),
    ),
    "condition_shape": (
        Text("条件の形が正しくありません。", "The condition has no known form."),
        Text(
            "all、any、not、q と in、fact と eq、fact と in のどれか1つにしてください。",
            "Use exactly one of: all; any; not; q with in; fact with eq; fact with in.",
        ),
    ),
    "polarity": (
        Text(
            "期待する回答が、点数の最上位でも最下位でもありません。",
            "The expected answers are neither the best nor the worst of their set.",
        ),
        Text("expect か points を見直してください。", "Revise expect or the points."),
    ),
    "points_missing": (
        Text("選択肢「{id}」に点数がありません。", "The choice “{id}” has no points."),
        Text("採点する質問の選択肢には points を書いてください。", "Give points to every choice of a scored question."),
    ),
    "no_choices": (
        Text("選択式の質問に選択肢がありません。", "A choice question has no choices."),
        Text("answers に回答セットのIDを書いてください。", "Name an answer set under answers."),
    ),
    "needless_choices": (
        Text("この形式の質問に回答セットは使えません。", "A question of this type takes no answer set."),
        Text("answers を消すか、type を choice にしてください。", "Remove answers, or make the type choice."),
    ),
    "bound_needs_number": (
        Text("上限・下限は数値の質問だけで使えます。", "Limits work for number and duration questions only."),
        Text("type を number か duration にしてください。", "Make the type number or duration."),
    ),
    "weight_without_expect": (
        Text("期待する回答がないのに重みがあります。", "The question has a weight but expects nothing."),
        Text("expect を書くか、weight を消してください。", "Add expect, or remove weight."),
    ),
    "critical_without_expect": (
        Text("重要な質問に、期待する回答がありません。", "A critical question expects nothing."),
        Text("expect を書いてください。", "Add expect."),
    ),
    "na_id": (
        Text("採点から外す選択肢のIDは「na」だけです。", "Only the choice “na” may be excluded."),
        Text('IDを「na」にし、excluded を "true" にしてください。', 'Use the id “na” together with excluded: "true".'),
    ),
    "reserved_id": (
        Text("「{id}」は共通の回答として予約されています。", "“{id}” is reserved as a common answer."),
        Text("別のIDを付けてください。", "Choose another id."),
    ),
    "gap_trigger": (
        Text("不備がいつ生じるか書かれていません。", "The gap does not say when it arises."),
        Text(
            "when_answer、when_over、when_under のどれかを書いてください。",
            "Add when_answer, when_over or when_under.",
        ),
    ),
    "topic_missing": (
        Text("gap_set の文言に入れる topic がありません。", "The gap set needs a topic to speak of."),
        Text("topic に短い名詞を書いてください。", "Add topic, a short noun phrase."),
    ),
    "template_field": (
        Text("不備の文言の差し込みは「{{topic}}」だけです。", "Gaps know the placeholder “{{topic}}” only."),
        Text("「{name}」を消してください。", "Remove “{name}”."),
    ),
    "due_too_long": (
        Text(
            "期限{days}日が、会社方針の{limit}日より長くなっています。", "{days} days exceed the policy's {limit} days."
        ),
        Text("{limit}日以内にするか、due を消してください。", "Use at most {limit} days, or remove due."),
    ),
    "control_form": (
        Text("対応する基準「{id}」の形が正しくありません。", "The control “{id}” has no known form."),
        Text("「名前空間:番号」の形にしてください（例：{example}）。", "Write namespace:id, such as {example}."),
    ),
    "control_unknown": (
        Text("基準「{id}」は、確認済みの一覧にありません。", "The control “{id}” is not on the verified list."),
        Text("一覧にある番号にするか、消してください。", "Use an id from the list, or remove it."),
    ),
    "text_in_ids_only": (
        Text("IDだけを使う許諾の質問票に、文言があります。", "A pack licensed for ids only contains wording."),
        Text("text と help を消してください。", "Remove text and help."),
    ),
    "heading_asked": (
        Text(
            "区分「{group}」で尋ねている項目{heading}を、尋ねないとしています。",
            "Heading {heading}, which group “{group}” asks about, is said not to be asked.",
        ),
        Text("not_asked から外してください。", "Take it out of not_asked."),
    ),
    "heading_silent": (
        Text(
            "区分「{group}」が、ガイドライン別添の項目{headings}を尋ねていません。",
            "Group “{group}” asks nothing about the guideline headings {headings}.",
        ),
        Text("質問を加えるか、not_asked に理由を書いてください。", "Add a question, or say why under not_asked."),
    ),
    "asked_of_changed": (
        Text("前の版は「{role}」に尋ねる質問票です。", "The previous version is put to the role “{role}”."),
        Text("asked_of を「{role}」にしてください。", "Set asked_of to “{role}”."),
    ),
    "other_pack": (
        Text("前の版「{id}」とは別の質問票です。", "The previous version belongs to another pack, “{id}”."),
        Text("id を「{id}」にしてください。", "Set id to “{id}”."),
    ),
    "version_not_later": (
        Text(
            "版「{version}」が前の版「{previous}」より新しくありません。", "Version {version} is not after {previous}."
        ),
        Text("版の番号を上げてください。", "Raise the version."),
    ),
    "question_removed": (
        Text("前の版の質問「{id}」がなくなっています。", "Question “{id}” of the previous version is gone."),
        Text('消さずに status を "disabled" にしてください。', 'Keep it and set status to "disabled".'),
    ),
    "id_reused": (
        Text(
            "ID「{id}」が、前の版と違う意味で使われています（{what}）。",
            "The id “{id}” is reused with another meaning ({what}).",
        ),
        Text(
            '新しいIDを付け、前の質問は残して "disabled" にしてください。',
            'Take a new id and keep the old one as "disabled".',
        ),
    ),
    "needs_major": (
        Text("「{id}」の採点が前の版と変わっています（{what}）。", "The scoring of “{id}” has changed ({what})."),
        Text("版の1つ目の番号を上げてください。", "Raise the first number of the version."),
    ),
}
"""Message and fix of every code."""
