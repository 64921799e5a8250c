"""What answers mean: the tokens of the trade, the marks that end them, and those that nobody may guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.files.mutants.words import UNFILLED
from sakimori.exchange.questionnaires.reading.normal import (
    Meanings,
    by_mark,
    by_several,
    fold_token,
    normalise,
    with_comment,
)
from sakimori.exchange.questionnaires.reading.result import Flag, Normal
from sakimori.exchange.questionnaires.reading.unfilled import is_unfilled
from sakimori.exchange.questionnaires.sheets.choices import answer_of

TOKENS = {
    Normal.YES: (
        "はい 有 有り あり 可 可能 実施 実施済 実施済み 実施している 対応 対応済 対応済み 対応している 適合 適用 遵守 "
        "■ ○ 〇 ◯ ⭕ ● レ ✓ ☑ ✅ Yes YES Y y True Si Sí Oui ＹＥＳ "
        "適 合格 済 導入済み 対応しております 可能です OK Compliant Implemented"
    ),
    Normal.PARTLY: (
        "△ ▲ ▵ 一部 一部実施 部分的 一部対応 条件付き P Partial Partially Somewhat Parcial Alternate alternative "
        "Compensating 一部未対応 条件付き対応"
    ),
    Normal.NO: (
        "いいえ 無 無し 未実施 未対応 未対策 非対応 不適合 実施していない × ✕ ╳ ✖ ❌ No no False "
        "否 未 ありません 対応不可 NG"
    ),
    Normal.NA: "該当なし 対象外 非該当 対応不要 適用外 N/A NA n.a. Ｎ／Ａ",
    Normal.PLANNED: "予定 実施予定 検討中 対応中 対応予定 planned 策定中",
    Normal.UNDEFINED: "規定なし 未定",
    Normal.UNDISCLOSED: "非公開 公開しておりません 回答できません",
    Normal.UNKNOWN: "不明 未確認 unknown",
    Normal.INHERITED: "Inherited",
    Normal.DEFAULT: "選択してください 未選択 未回答",
    Normal.AMBIGUOUS: "不要 必要 なし X x Ｘ － ― - ー ／ ◎ 1 2 3 4 5 ５ O 0 N",
}
UNENDED = [token for tokens in TOKENS.values() for token in tokens.split() if not token.endswith(".")]


@pytest.mark.parametrize(
    ("token", "normal"), [(token, normal) for normal, tokens in TOKENS.items() for token in tokens.split()]
)
def test_a_token_alone_means_one_thing(token: str, normal: Normal) -> None:
    found = normalise(f" {token}\n")
    assert (found.normal, found.token, found.comment) == (normal, token, "")


@pytest.mark.parametrize("token", ["Not Applicable", "3rd-party outsourced", "compensating control"])
def test_tokens_of_several_words(token: str) -> None:
    assert normalise(token).normal is not Normal.TEXT


@pytest.mark.parametrize(
    ("raw", "normal", "token", "comment"),
    [
        ("有, 5営業日前まで", Normal.YES, "有", "5営業日前まで"),
        ("無、ありません", Normal.NO, "無", "ありません"),
        ("有。", Normal.YES, "有", ""),
        ("【有】通信を暗号化", Normal.YES, "有", "通信を暗号化"),
        ("【 無 】", Normal.NO, "無", ""),
        ("規定なし。", Normal.UNDEFINED, "規定なし", ""),
        ("公開しておりません。", Normal.UNDISCLOSED, "公開しておりません", ""),
        ("Yes.", Normal.YES, "Yes", ""),
        ("Yes. We do.", Normal.YES, "Yes", "We do."),
        ("Yes - all staff", Normal.YES, "Yes", "all staff"),
        ("Yes — all staff", Normal.YES, "Yes", "all staff"),
        ("No: next year", Normal.NO, "No", "next year"),
        ("Not Applicable | no hardware", Normal.NA, "Not Applicable", "no hardware"),
        ("○（本社のみ）", Normal.YES, "○", "（本社のみ）"),
        ("はい\n全社員", Normal.YES, "はい", "全社員"),
        ("一部実施：東京", Normal.PARTLY, "一部実施", "東京"),
        ("N/A; none", Normal.NA, "N/A", "none"),
        ("× → 来年度に実施", Normal.NO, "×", "来年度に実施"),
        ("○※本社のみ", Normal.YES, "○", "※本社のみ"),
        ("有［自社］", Normal.YES, "有", "［自社］"),
        ("Yes/see policy", Normal.YES, "Yes", "see policy"),
        ("はい、なし、特になし", Normal.YES, "はい", "なし、特になし"),
        ("✔️ 対応", Normal.YES, "✔️ 対応", ""),
        ("❌ No", Normal.NO, "❌ No", ""),
        ("◎ 一部", Normal.PARTLY, "◎ 一部", ""),
        ("1. はい", Normal.YES, "1. はい", ""),
        ("(2)いいえ", Normal.NO, "(2)いいえ", ""),
        ("③対象外。", Normal.NA, "③対象外。", ""),
        ("Ｂ：一部実施", Normal.PARTLY, "Ｂ：一部実施", ""),
        ("該当なし／自社運用", Normal.NA, "該当なし", "自社運用"),
    ],
)
def test_a_token_that_a_mark_ends_leaves_a_comment(raw: str, normal: Normal, token: str, comment: str) -> None:
    found = normalise(raw)
    assert (found.normal, found.token, found.comment) == (normal, token, comment)


@pytest.mark.parametrize(
    "raw",
    [
        "無制限",
        "有効",
        "有識者が見ます",
        "No API fuzzer is used",
        "No backups",
        "Yes we do",
        "可用性99.9%",
        "対応しておりますが限ります",
        "ありがとうございます",
        "なしくずし",
        "把握しております。",
        "定めはございません",
        "24時間365日（停止を除く）",
        "1.5時間",
        "3、4名",
        "10:00 ~ 18:00",
        "P4 plan",
        "Xserver",
        "2025-01-01",
        "Nothing",
        "非公開鍵",
        "No.5",
        "P/L",
        "設計・実装",
        "N/A5",
        "A：有効",
        "1. 10",
        "はいではありません",
        "実施済みではない",
        "可能な限り",
        "○ 本社のみ",
        "1.5",
        "2:3",
        "NY",
    ],
)
def test_a_text_that_begins_like_a_token_is_a_text(raw: str) -> None:
    assert normalise(raw).normal is Normal.TEXT


@pytest.mark.parametrize("raw", ["", " ", "\n\t", "　"])
def test_what_shows_nothing_is_blank(raw: str) -> None:
    assert normalise(raw).normal is Normal.BLANK


@pytest.mark.parametrize("signs", ["○〇◯⭕", "×✕╳✖❌", "△▲▵", "-－―ー–—−"])
def test_signs_that_look_alike_are_one(signs: str) -> None:
    assert len({fold_token(sign + form) for sign in signs for form in ("", "\ufe0e", "\ufe0f")}) == 1


@pytest.mark.parametrize("raw", ["不要、委託していない", "なし。", "必要：年1回", "x, no", "1.なし"])
def test_a_doubtful_token_with_a_comment_stays_doubtful(raw: str) -> None:
    assert normalise(raw).normal is Normal.AMBIGUOUS


@pytest.mark.parametrize("raw", [*UNFILLED, "1.有、2.無", "○△×", "○ / △ / ×", "はい または いいえ", "Yes or No"])
def test_a_form_that_nobody_has_filled_in_is_blank(raw: str) -> None:
    found = answer_of(raw)
    assert found.normal in {Normal.BLANK, Normal.DEFAULT}
    assert not found.comment


@pytest.mark.parametrize("raw", ["【有】無", "○ いいえ", "✅ No", "はい／該当なし", "○・△"])
def test_two_tokens_that_contradict_each_other_are_no_answer(raw: str) -> None:
    found = normalise(raw)
    assert (found.normal, found.token) == (Normal.AMBIGUOUS, raw)


@pytest.mark.parametrize(
    "raw", ["はい（　）・いいえ（○）", "Yes ( ) No (x)", "We use [FILL IN] for it", "〇〇部が担当", "{{x}} を記入"]
)
def test_a_choice_that_was_made_and_a_text_with_a_blank_left_are_not_blank(raw: str) -> None:
    assert normalise(raw).normal not in {Normal.BLANK, Normal.DEFAULT}


def test_the_same_token_twice_or_a_doubtful_one_after_it_is_a_comment() -> None:
    assert normalise("無、なし").normal is Normal.NO
    assert normalise("未対応、対応予定").normal is Normal.NO


def test_a_person_says_what_a_doubtful_token_means() -> None:
    meanings = Meanings(said={"不要": Normal.NO, "－": Normal.NA})
    assert normalise("不要", meanings).normal is Normal.NO
    assert normalise("ー", meanings).normal is Normal.NA
    assert normalise("必要", meanings).normal is Normal.AMBIGUOUS


def test_a_person_goes_before_the_legend_and_the_legend_before_the_table() -> None:
    meanings = Meanings(legend={"○": Normal.PARTLY, "◎": Normal.YES})
    assert normalise("◎", meanings).normal is Normal.YES
    assert normalise("〇", meanings).normal is Normal.PARTLY
    said = Meanings(said={"○": Normal.NO}, legend=meanings.legend)
    assert normalise("○", said).normal is Normal.NO


def test_a_token_of_the_file_may_be_longer_than_any_other() -> None:
    word = "全社において完全に実施しており例外はない状態である"
    assert normalise(f"{word}。以上", Meanings(legend={word: Normal.YES})).normal is Normal.YES


def test_the_answer_that_came_with_the_file_is_no_answer() -> None:
    assert normalise("1", Meanings(default="1")).normal is Normal.DEFAULT
    assert normalise("2", Meanings(default="1")).normal is Normal.AMBIGUOUS


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("該当なし", Flag.NA_WITHOUT_REASON),
        ("Alternate: a vault", Flag.COMPENSATING),
        ("Yes. [[ FILL IN ]]", Flag.PLACEHOLDER),
        ("{{実施状況}}", Flag.PLACEHOLDER),
    ],
)
def test_what_a_person_should_look_at_is_flagged_and_not_changed(raw: str, flag: Flag) -> None:
    assert normalise(raw).flags == {flag}


def test_a_long_row_of_tokens_is_read_without_end() -> None:
    assert normalise("はい、" * 5_000).normal is Normal.YES


def test_a_comment_in_its_own_cell_is_a_reason() -> None:
    assert not with_comment(normalise("N/A"), "クラウドのため").flags
    assert with_comment(normalise("自由な記述"), "別記").comment == "別記"
    assert with_comment(normalise("有、東京"), "大阪").comment == "東京\n大阪"


COLUMNS = (Normal.YES, Normal.NO, Normal.NA)


@pytest.mark.parametrize("mark", ["○", "X", "x", "✓", "レ", "●", "■", "◎", "1", "☒", "はい"])
def test_any_mark_means_its_column(mark: str) -> None:
    assert by_mark({Normal.YES: mark, Normal.NO: "", Normal.NA: ""}).normal is Normal.YES


@pytest.mark.parametrize("mark", ["○", "X", "×", "いいえ"])
def test_a_mark_in_the_column_of_no_is_a_no(mark: str) -> None:
    assert by_mark({Normal.YES: "", Normal.NO: mark, Normal.NA: "-"}).normal is Normal.NO


@pytest.mark.parametrize("mark", ["×", "いいえ", "0", "検討中", "不要"])
def test_what_contradicts_its_column_is_not_guessed(mark: str) -> None:
    assert by_mark(dict.fromkeys(COLUMNS, "") | {Normal.YES: mark}).normal is Normal.AMBIGUOUS


def test_no_mark_is_blank_and_two_are_shown_as_both() -> None:
    assert by_mark({Normal.YES: "", Normal.NO: "□"}).normal is Normal.BLANK
    both = by_mark({Normal.YES: "○", Normal.NO: "○"})
    assert (both.normal, both.token) == (Normal.AMBIGUOUS, "yes+no")
    assert both.flags == {Flag.MARKED_TWICE}
    said = Meanings(said={"yes+no": Normal.PARTLY})
    assert by_several(("yes", "no"), said).normal is Normal.PARTLY


def test_a_text_in_a_column_is_its_mark_and_a_comment() -> None:
    found = by_mark({Normal.YES: "規程第3条", Normal.NO: ""})
    assert (found.normal, found.comment) == (Normal.YES, "規程第3条")


@given(st.text(max_size=60))
def test_whatever_is_written_means_something_and_twice_the_same(raw: str) -> None:
    found = normalise(raw)
    assert found == normalise(raw)
    is_empty = not raw.strip(" \t\r\n　") or not raw.strip()
    assert (found.normal is Normal.BLANK) == (is_empty or is_unfilled(raw))


@given(st.sampled_from(UNENDED), st.text("あaカ漢 ", min_size=1))
def test_a_token_never_ends_before_a_letter(token: str, rest: str) -> None:
    found = normalise(f"{token}あ{rest}")
    assert found.normal is Normal.TEXT
