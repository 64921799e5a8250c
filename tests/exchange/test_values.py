"""Cells become values, or say what is wrong; nothing is guessed and unknown is never no."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import Criticality, DataCategory, KindOfBody, Lifecycle, Role
from sakimori.domain.records.third_party import Foreign
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.exchange.lists import values
from sakimori.exchange.reference import parse_country
from sakimori.exchange.registers.cells import parse_data_categories, parse_foreign
from sakimori.exchange.registers.words import VOCABULARIES, Vocabulary

T = TypeVar("T")
Reader = Callable[[str], values.Parsed[Any]]

ALL_READERS: list[Reader] = [
    values.parse_yes_no,
    values.parse_corporate_number,
    values.parse_count,
    values.parse_text,
    values.parse_email,
    values.parse_website,
    parse_country,
    VOCABULARIES[Role].parse_several,
    VOCABULARIES[Lifecycle].parse_one,
    parse_data_categories,
    parse_foreign,
]


def code(parsed: values.Parsed[T]) -> str | None:
    return parsed.fault.code if parsed.fault else None


def fault_of(parsed: values.Parsed[T]) -> values.Fault:
    assert parsed.fault
    return parsed.fault


@pytest.mark.parametrize("reader", ALL_READERS)
@given(text=st.text(max_size=50))
def test_any_cell_gives_a_value_or_a_fault_in_both_languages(reader: Reader, text: str) -> None:
    parsed = reader(text)
    if parsed.fault:
        assert parsed.fault.message.ja
        assert parsed.fault.message.en
        assert parsed.fault.expected.ja
        assert parsed.value is None or parsed.fault.severity is ProblemSeverity.WARNING


@pytest.mark.parametrize("reader", ALL_READERS)
@pytest.mark.parametrize("raw", ["", "-", "－", "不明", "未定", "N/A", "unknown", "？"])
def test_a_cell_that_says_nothing_is_unknown_not_no(reader: Reader, raw: str) -> None:
    assert reader(raw) == values.Parsed(None)


@pytest.mark.parametrize("raw", ["はい", "有", "あり", "Yes", "y", "TRUE", "○", "〇", "◯", "☑", "✓", " Ｙｅｓ "])
def test_yes_is_read_in_words_and_marks(raw: str) -> None:
    assert values.parse_yes_no(raw).value is True


@pytest.mark.parametrize("raw", ["いいえ", "無", "なし", "No", "FALSE", "×", "✕", "該当しない"])
def test_no_is_read_in_words_and_marks(raw: str) -> None:
    assert values.parse_yes_no(raw).value is False


@pytest.mark.parametrize("raw", ["△", "一部", "検討中", "Nope", "有効", "無制限", "X社"])
def test_a_word_between_yes_and_no_is_asked_about(raw: str) -> None:
    assert code(values.parse_yes_no(raw)) == "not_yes_no"


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        ("1200", 1200), ("1,200名", 1200), ("１，２００人", 1200), ("約1200件", 1200), ("0", 0), ("10万人", 100_000),
        ("1.5万", 15_000), ("3.0", 3), ("1億", 100_000_000), ("approx. 500 records", 500), ("2千人程度", 2_000),
    ],
)  # fmt: skip
def test_a_number_of_persons_is_read_as_people_write_it(raw: str, count: int) -> None:
    assert values.parse_count(raw) == values.Parsed(count)


@pytest.mark.parametrize(
    ("raw", "taken"),
    [
        ("1,000～5,000", 5000), ("1,000人〜5,000人", 5000), ("1000-5000", 5000), ("5,000～1,000", 5000),
        ("1万～5万人", 50_000), ("1,000人以下", 1000), ("1,000人未満", 999), ("最大300名", 300), ("less than 100", 99),
        ("1000～2000未満", 1999),
    ],
)  # fmt: skip
def test_of_a_range_the_upper_end_is_taken_and_said(raw: str, taken: int) -> None:
    parsed = values.parse_count(raw)
    assert (parsed.value, code(parsed)) == (taken, "range_taken")
    assert fault_of(parsed).severity is ProblemSeverity.WARNING


@pytest.mark.parametrize(
    "raw", ["1000人以上", "over 500", "1.000", "-5", "多数", "1,00", "10万以上", "9" * 30, "1e5", "数千人"]
)
def test_a_number_without_a_safe_reading_is_refused(raw: str) -> None:
    assert code(values.parse_count(raw)) == "bad_count"


@pytest.mark.parametrize(
    "raw", ["7000012050002", "T7000012050002", "7-0000-1205-0002", "７０００ ０１２０ ５０００ ２"]
)
def test_a_corporate_number_is_read_with_its_usual_ornaments(raw: str) -> None:
    assert values.parse_corporate_number(raw) == values.Parsed("7000012050002")


@pytest.mark.parametrize(
    ("raw", "said"),
    [("7000012050003", "検査用数字"), ("700001205000", "桁数"), ("7.00001E+12", "指数"), ("法人", "桁数")],
)
def test_a_wrong_corporate_number_says_what_is_wrong(raw: str, said: str) -> None:
    parsed = values.parse_corporate_number(raw)
    assert said in fault_of(parsed).message.ja
    assert code(parsed) == "bad_corporate_number"


@pytest.mark.parametrize("raw", ["123456789018", "1234-5678-9018", "12-34567890-18"])
def test_a_my_number_in_place_of_a_corporate_number_is_named_as_such(raw: str) -> None:
    assert code(values.parse_corporate_number(raw)) == "my_number"


@pytest.mark.parametrize(
    ("raw", "country"),
    [
        ("日本", "JP"), ("Japan", "JP"), ("JPN", "JP"), ("jp", "JP"), ("米国", "US"), ("アメリカ", "US"),
        ("アメリカ合衆国", "US"), ("the United States", "US"), ("U.S.A.", "US"), ("英国", "GB"), ("UK", "GB"),
        ("韓国", "KR"), ("South Korea", "KR"), ("台湾", "TW"), ("Taiwan", "TW"), ("中国", "CN"),
        ("香港", "HK"), ("ベトナム", "VN"), ("Viet Nam", "VN"), ("Türkiye", "TR"), ("Norway", "NO"),
        ("NO", "NO"), ("ﾄﾞｲﾂ", "DE"), ("日本（東京）", "JP"), ("オランダ", "NL"), ("ナミビア", "NA"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_usual_names_and_codes(raw: str, country: str) -> None:
    assert parse_country(raw) == values.Parsed(country)


def test_every_country_is_known_by_all_its_own_names() -> None:
    for country in pycountry.countries:
        for name in (
            country.alpha_2 if country.alpha_2 != "NA" else "Namibia",
            country.alpha_3,
            country.name,
            getattr(country, "official_name", country.name),
        ):
            assert parse_country(name).value == country.alpha_2


@pytest.mark.parametrize("raw", ["Worldwide", "EU", "the EU", "全世界", "Global", "海外", "欧州", "APAC", "EEA"])
def test_a_region_is_no_country(raw: str) -> None:
    assert code(parse_country(raw)) == "not_a_country"


@pytest.mark.parametrize("raw", ["日本、米国", "US, Ireland", "米国／日本", "Japan and Taiwan", "日本と韓国"])
def test_several_countries_are_not_cut_down_to_one(raw: str) -> None:
    assert code(parse_country(raw)) == "several_countries"


def test_na_is_namibia_to_some_and_nothing_to_others_so_it_is_asked_about() -> None:
    assert code(parse_country("NA")) == "ambiguous_country"
    assert parse_country("N/A") == values.Parsed(None)


@pytest.mark.parametrize("raw", ["東京", "Atlantis", "ソマリ", "US-East", "日"])
def test_an_unknown_country_is_not_guessed(raw: str) -> None:
    assert code(parse_country(raw)) == "unknown_country"


@pytest.mark.parametrize(
    ("raw", "roles"),
    [
        ("委託先", {Role.PROCESSOR}),
        ("委託先・クラウド", {Role.PROCESSOR, Role.CLOUD_PROVIDER}),
        ("Sub-processor / recipient", {Role.SUB_PROCESSOR, Role.RECIPIENT}),
        ("ｸﾗｳﾄﾞ、提供先、", {Role.CLOUD_PROVIDER, Role.RECIPIENT}),
    ],
)
def test_several_roles_are_read_from_one_cell(raw: str, roles: frozenset[Role]) -> None:
    assert VOCABULARIES[Role].parse_several(raw).value == roles


@pytest.mark.parametrize("raw", ["ベンダー", "委託先、ベンダー", "self"])
def test_one_unknown_role_refuses_the_cell(raw: str) -> None:
    parsed = VOCABULARIES[Role].parse_several(raw)
    assert (parsed.value, code(parsed)) == (None, "unknown_word")
    assert "委託先" in fault_of(parsed).expected.ja


@pytest.mark.parametrize(
    ("raw", "categories"),
    [
        ("氏名、メールアドレス", {DataCategory.PI_CONTACT}),
        ("氏名・連絡先", {DataCategory.PI_CONTACT}),
        ("人事情報；病歴", {DataCategory.PI_HR, DataCategory.PI_SPECIAL}),
        ("Cookies, purchase history", {DataCategory.REL, DataCategory.PI_TRANSACTION}),
        ("PI_BIOMETRIC", {DataCategory.PI_BIOMETRIC}),
    ],
)
def test_data_categories_are_read_from_plain_words(raw: str, categories: frozenset[DataCategory]) -> None:
    assert parse_data_categories(raw).value == categories


def test_no_personal_data_is_an_answer_and_a_blank_is_none() -> None:
    assert parse_data_categories("なし").value == frozenset()
    assert parse_data_categories("").value is None


def test_a_bare_yes_to_handling_abroad_stays_open_with_a_warning() -> None:
    parsed = parse_foreign("はい")
    assert (parsed.value, code(parsed), fault_of(parsed).severity) == (None, "foreign_where", ProblemSeverity.WARNING)
    assert parse_foreign("いいえ").value is Foreign.NONE
    assert parse_foreign("EEA・英国のみ").value is Foreign.DESIGNATED


@pytest.mark.parametrize(
    ("words", "members"),
    [
        (VOCABULARIES[Lifecycle], Lifecycle),
        (VOCABULARIES[Criticality], Criticality),
        (VOCABULARIES[KindOfBody], KindOfBody),
        (VOCABULARIES[DataCategory], DataCategory),
        (VOCABULARIES[Foreign], Foreign),
    ],
    ids=["lifecycle", "criticality", "kind_of_body", "data_category", "foreign"],
)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_member_of_a_list_is_read_back_from_the_word_that_we_ask_for(
    words: Vocabulary[Any], members: type[StrEnum], language: str
) -> None:
    assert [words.code(words.word(member, language) or "") for member in members] == list(members)
    assert len(set(map(fold, words.offered(language)))) == len(members)


def test_control_characters_and_marks_that_turn_text_are_removed_with_a_warning() -> None:
    parsed = values.parse_text("サ\x00クラ\u202egpj.exe\x07\n二行目\t")
    assert (parsed.value, code(parsed)) == ("サクラgpj.exe\n二行目", "control_characters")
    assert values.parse_text("家族👨\u200d👩").fault is None


@pytest.mark.parametrize(
    "raw", ["=cmd|' /C calc'!A0", "![](http://x.example)", "<script>x</script>", "+1+1", "@SUM(A1)"]
)
def test_a_text_that_would_run_elsewhere_stays_the_same_text(raw: str) -> None:
    assert values.parse_text(raw) == values.Parsed(raw)


def test_a_name_of_many_lines_becomes_one_and_a_page_is_refused() -> None:
    assert values.parse_text("サクラ\n 商事", one_line=True).value == "サクラ 商事"
    assert code(values.parse_text("長" * 501, limit=values.NAME_LENGTH)) == "too_long"
    assert values.parse_text("長" * 500, limit=values.NAME_LENGTH).fault is None


@pytest.mark.parametrize("raw", ["javascript:alert(1)", "data:text/html,x", "サクラ", "http://", "https://a b.example"])
def test_what_is_no_web_address_is_refused(raw: str) -> None:
    assert code(values.parse_website(raw)) == "bad_website"


@pytest.mark.parametrize("raw", ["https://例え.example/a?b=c", "sakura.example", "http://sakura.example:8080"])
def test_a_web_address_or_a_domain_is_taken(raw: str) -> None:
    assert values.parse_website(raw).value == raw


@pytest.mark.parametrize("raw", ["sato", "sato@", "a@b", "a@b.example, c@d.example"])
def test_what_is_no_mail_address_is_refused(raw: str) -> None:
    assert code(values.parse_email(raw)) == "bad_email"


def test_a_fault_about_a_word_does_not_repeat_a_my_number() -> None:
    assert "123456789018" not in fault_of(VOCABULARIES[Role].parse_several("123456789018")).message.ja


@pytest.mark.parametrize("raw", ["☐", "□", "◻", "⬜"])
def test_a_box_that_nobody_ticked_is_no_answer(raw: str) -> None:
    assert values.parse_yes_no(raw) == values.Parsed(None)
