"""Names fold to what people search for, and to what duplicates are found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.values.names import fold, match_key


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("㈱髙島屋", "(株)高島屋"),
        ("ＡＢＣ商事", "abc商事"),
        ("ｾｰﾙｽﾌｫｰｽ", "セールスフォース"),
        ("すらっく", "スラック"),
        ("サーバー・ワークス", "サーバーワークス"),
        ("渡邉 運輸", "渡辺運輸"),
        ("株式會社學研", "株式会社学研"),
        ("Café", "CAFE"),
        ("辻\U000e0101商店", "辻商店"),
        ("AT&T", "att"),
        ("オー\u200bプン", "オープン"),
    ],
)
def test_two_ways_to_write_a_name_fold_to_the_same_key(written: str, searched: str) -> None:
    assert fold(written) == fold(searched)


@pytest.mark.parametrize(
    ("one", "other"),
    [("サーバー", "サーバ"), ("ハハ", "ババ"), ("斎藤", "斉藤"), ("か", "が"), ("C++", "C"), ("大阪", "大坂")],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_long_vowel_mark_is_a_letter_and_a_minus_sign_is_not() -> None:
    assert "ー" in fold("データー")
    assert fold("データー") == fold("ﾃﾞｰﾀｰ")
    assert fold("A－B") == fold("A-B") == fold("A−B") == "ab"
    assert fold("A～B") == fold("A〜B") == "ab"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "name",
    [
        "株式会社サクラクラウド",
        "サクラクラウド株式会社",
        "㈱サクラクラウド",
        "(株) さくらクラウド",
        "サクラクラウド（株）",
        "サクラクラウド合同会社",
        "ｻｸﾗｸﾗｳﾄﾞ Inc.",
        "サクラクラウド Co., Ltd.",
        "株式会社サクラクラウド（東京支店）",
        "社会保険労務士法人サクラクラウド",
        "一般社団法人 サクラクラウド",
        "サクラクラウド K.K.",
    ],
)
def test_the_legal_form_does_not_matter_for_duplicates(name: str) -> None:
    assert match_key(name) == "サクラクラウド"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Salesforce, Inc.", "salesforce"),
        ("Google LLC (Alphabet Inc.)", "google"),
        ("Nextcloud GmbH", "nextcloud"),
        ("Acme Pte. Ltd.", "acme"),
        ("Beispiel GmbH & Co. KG", "beispiel"),
        ("Exemple S.A.R.L.", "exemple"),
        ("Zinc", "zinc"),
        ("Visa", "visa"),
        ("SAS", "sas"),
        ("株主名簿管理", "株主名簿管理"),
    ],
)
def test_a_form_is_only_taken_off_where_it_stands_as_a_word(name: str, key: str) -> None:
    assert match_key(name) == key


@pytest.mark.parametrize("form", ["株式会社", "Inc.", "(株)", "合同会社", "Ltd"])
def test_a_name_that_is_only_a_form_keeps_a_key(form: str) -> None:
    assert match_key(form)


@given(st.text())
def test_a_key_for_duplicates_is_empty_only_when_nothing_can_be_searched(text: str) -> None:
    assert bool(match_key(text)) == bool(fold(text))
