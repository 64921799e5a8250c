"""A name with a day of birth: one form for all ways of writing it, and none for what could be two persons."""

from __future__ import annotations

import pytest

from sakimori.domain.values.identifier import Identifier, IdentifierKind, one_form
from sakimori.domain.values.person import birth_day, name_and_birth

ONE = "高橋吉夫 1989-01-08"


@pytest.mark.parametrize(
    "written",
    [
        "高橋 吉夫 1989-01-08",
        "高橋　吉夫　１９８９年１月８日",
        "髙橋𠮷夫 平成元年1月8日生",
        "高橋吉夫様 H1.1.8",
        "高橋吉夫 19890108",
        "高橋・吉夫 h010108",
        "高橋吉夫 1989/1/8 00:00:00",
    ],
)
def test_every_way_of_writing_meets(written: str) -> None:
    assert name_and_birth(written) == ONE
    assert one_form(Identifier(IdentifierKind.NAME_AND_BIRTH, written)) == ONE


@pytest.mark.parametrize(
    ("old", "new"),
    [("渡邉", "渡辺"), ("渡邊", "渡辺"), ("齋藤", "斎藤"), ("山﨑", "山崎"), ("濵田", "浜田"), ("國澤", "国沢")],
)
def test_old_and_variant_kanji_are_the_same_name(old: str, new: str) -> None:
    assert name_and_birth(f"{old} 花 昭和64年1月7日") == name_and_birth(f"{new}花 1989-01-07")


def test_half_width_kana_and_hiragana_meet() -> None:
    assert name_and_birth("ﾔﾏﾀﾞ ﾊﾅｺ 1990-02-03") == name_and_birth("やまだはなこ 1990-02-03") is not None


@pytest.mark.parametrize(
    "written",
    [
        "花子", "1980-01-02", "花子 01/02/1980", "花子 1980-02-30", "花子 1980-01", "花子 昭和55年", "?! 1980-01-02",
        "花子 12345678",
    ],
)  # fmt: skip
def test_what_lacks_a_name_or_a_day_is_nobody(written: str) -> None:
    assert name_and_birth(written) is None


def test_another_day_is_another_person() -> None:
    assert name_and_birth("山田花 1980-01-02") != name_and_birth("山田花 1980-01-03")


def test_a_day_stands_by_itself() -> None:
    assert str(birth_day("昭55.1.2")) == "1980-01-02"
    assert birth_day("生年月日 1980-01-02") is None
