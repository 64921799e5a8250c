"""Lists of contracts, certificates, flows and our own registers: columns, rows, and every problem at once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.examples import examples
from kit.files.register_lists import read, source_of
from kit.files.workbooks import Value
from sakimori.domain.records.contract import Contract, ContractKind
from sakimori.domain.records.data_flow import DataFlow
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.lists.grid import make_grid
from sakimori.exchange.lists.source import Source
from sakimori.exchange.registers.columns import NOT_FROM_LISTS, columns_of, lexicon_of, propose_register
from sakimori.exchange.registers.kinds import RECORDS, ListKind
from sakimori.exchange.registers.list import kind_from_title
from sakimori.services.kernel.record_table import KINDS

CONTRACTS = ("契約番号", "契約名", "取引先名", "締結日", "契約満了日", "自動更新")
MY_NUMBER = "123456789018"
CARD = "4111 1111 1111 1111"


def names(*header: str, kind: type) -> list[str | None]:
    """What the columns of a header are taken for."""
    grid = make_grid("1", [list(header), ["x"] * len(header)])
    return [guess.field.name if guess.field else None for guess in propose_register((grid,), kind).columns]


def test_the_columns_of_a_japanese_list_of_contracts_are_known() -> None:
    header = ("管理番号", "契約名称", "委託先名", "法人番号", "取引先コード", "契約種別", "締結日", "開始日", "終了日",
              "自動更新の有無", "解約予告期間", "準拠法", "備考", "担当印")  # fmt: skip
    assert names(*header, kind=Contract) == [
        "external_key", "title", "party_name", "party_number", "party_code", "kind", "signed_on", "start_on", "end_on",
        "auto_renews", "notice_days_ours", "governing_law", "note", None,
    ]  # fmt: skip


def test_the_columns_of_an_english_list_of_flows_are_known() -> None:
    header = ("Flow name", "Vendor", "Legal basis", "Data categories", "Data subjects", "Storage location", "Frequency")
    assert names(*header, kind=DataFlow) == [
        "name", "party_name", "route", "categories", "subject_groups", "storage_countries", "frequency"
    ]  # fmt: skip


@pytest.mark.parametrize("kind", RECORDS.values(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_column_that_we_hand_out_is_known_again(kind: type, language: str) -> None:
    labels = [column.label.get(language) for column in columns_of(kind)]
    assert names(*labels, kind=kind) == [column.name for column in columns_of(kind)]


@pytest.mark.parametrize("kind", RECORDS.values(), ids=lambda kind: kind.__name__)
def test_no_list_sets_what_a_person_confirms_or_decides(kind: type) -> None:
    stamps = set(KINDS[kind].stamps)
    assert stamps <= NOT_FROM_LISTS.get(kind, frozenset())
    assert not stamps & {column.name for column in columns_of(kind)}


def test_a_column_of_a_decision_is_left_out_and_says_why() -> None:
    grid = make_grid("1", [["名称", "取引先", "根拠を決めた人"], ["発送", "青空", "佐藤"]])
    guess = propose_register((grid,), DataFlow).columns[2]
    assert guess.field is None
    assert "手順" in guess.reason.ja


def test_a_column_of_ids_of_ours_is_known_by_its_values() -> None:
    grid = make_grid("1", [["ID", "契約名", "取引先"], ["cn_0a1b2c3d4e5f", "委託", "青空"]])
    assert propose_register((grid,), Contract).mapping[0].name == "id"
    other = make_grid("1", [["ID", "契約名", "取引先"], ["2026-01", "委託", "青空"]])
    assert propose_register((other,), Contract).mapping[0].name == "external_key"


def test_rows_become_typed_values() -> None:
    source = source_of(CONTRACTS, ("C-1", "業務委託契約", "青空印刷", date(2026, 4, 1), "令和9年3月31日", "有"))
    (entry,) = read(source, ListKind.CONTRACTS).entries
    assert entry.values == {
        "external_key": "C-1", "title": "業務委託契約", "signed_on": date(2026, 4, 1), "end_on": date(2027, 3, 31),
        "auto_renews": True,
    }  # fmt: skip
    assert entry.party
    assert entry.name == "業務委託契約"


@pytest.mark.parametrize("end", ["無期限", "期間の定めなし", "9999-12-31", "Open-ended"])
def test_an_end_that_never_comes_says_that_there_is_no_term(end: str) -> None:
    (entry,) = read(source_of(CONTRACTS, ("", "NDA", "青空", "", end, "")), ListKind.CONTRACTS).entries
    assert entry.values["open_ended"] is True
    assert "end_on" not in entry.values


def test_every_problem_is_named_at_once_with_its_place() -> None:
    source = source_of(
        CONTRACTS,
        ("C-1", "業務委託", "青空", "03/04/2026", "来年", "たぶん"),
        ("C-2", "", "青空", "", "", ""),
        ("C-3", "秘密保持", "", "", "", ""),
        ("C-4", "秘密保持", "青空", "2026-04-01", "", ""),
    )
    reading = read(source, ListKind.CONTRACTS)
    found = [(p.row, p.column, p.code) for p in reading.problems]
    assert found == [
        (2, "締結日", "ambiguous_date"), (2, "契約満了日", "bad_date"), (2, "自動更新", "not_yes_no"),
        (3, "契約名", "missing_name"), (4, "取引先名", "missing_party"),
    ]  # fmt: skip
    assert [entry.row for entry in reading.entries] == [5]
    assert [one.row for one in reading.refused] == [2, 3, 4]


def test_a_blank_cell_says_nothing() -> None:
    (entry,) = read(source_of(CONTRACTS, ("", "契約", "青空", "-", "不明", "未確認")), ListKind.CONTRACTS).entries
    assert entry.values == {"title": "契約"}


def test_a_list_without_a_needed_column_lets_no_row_in() -> None:
    reading = read(source_of(("取引先", "締結日"), ("青空", "2026-04-01")), ListKind.CONTRACTS)
    assert [p.code for p in reading.problems] == ["missing_column"]
    assert reading.entries == ()


def test_an_id_of_ours_stands_for_name_and_third_party() -> None:
    reading = read(source_of(("記録の番号", "締結日"), ("cn_0001", "2026-04-01")), ListKind.CONTRACTS)
    (entry,) = reading.entries
    assert entry.record_id == "cn_0001"
    assert reading.problems == ()


@pytest.mark.parametrize(("value", "code"), [(MY_NUMBER, "my_number"), (CARD, "card_number")])
@pytest.mark.parametrize("column", [0, 1, 6])
def test_numbers_of_persons_are_refused_and_masked_wherever_they_stand(value: str, code: str, column: int) -> None:
    row: list[Value] = ["C-1", "契約", "青空", "", "", "", ""]
    row[column] = value
    reading = read(source_of((*CONTRACTS, "欄外"), row), ListKind.CONTRACTS)
    assert reading.holds_personal_numbers
    assert reading.entries == ()
    assert {p.code for p in reading.problems} == {code}
    said = str(reading)
    assert value not in said
    assert value.replace(" ", "") not in said


def test_remarks_totals_and_repeated_headers_are_skipped() -> None:
    source = source_of(CONTRACTS, ("", "", "", "", "", ""), CONTRACTS, ("合計", "", "", "", "", ""),
                       ("C-1", "契約", "青空", "", "", ""))  # fmt: skip
    reading = read(source, ListKind.CONTRACTS)
    assert len(reading.entries) == 1
    assert len(reading.skipped) == 3
    assert all(one.reason for one in reading.skipped)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("業務委託基本契約書", ContractKind.ENTRUSTMENT),
        ("秘密保持契約書", ContractKind.NDA),
        ("Mutual Non-Disclosure Agreement", ContractKind.NDA),
        ("サービス提供契約", ContractKind.OTHER),
        ("業務委託及び秘密保持に関する契約", ContractKind.OTHER),
        ("クラウドサービス利用規約", ContractKind.TERMS),
        ("個人データの第三者提供に関する覚書", ContractKind.PROVISION),
        ("PANDA Agreement", ContractKind.OTHER),
        ("", ContractKind.OTHER),
    ],
)
def test_a_title_tells_a_kind_only_where_it_tells_one(title: str, kind: ContractKind) -> None:
    assert kind_from_title(title) is kind


CELLS = st.one_of(
    st.sampled_from(
        ["", "契約", "青空", "合計", "はい", "日本", "2026-04-01", "03/04/2026", "無期限", "3か月", "C-1", MY_NUMBER,
         CARD, "顧客、従業員", "=1+1", "※注", "cn_0001"]
    ),
    st.text(max_size=12),
)  # fmt: skip


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_every_row_of_any_grid_is_accounted_for(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(RECORDS)))
    labels = [column.label.ja for column in columns_of(RECORDS[kind])]
    header = data.draw(st.lists(st.sampled_from([*labels, "欄外"]), min_size=1, max_size=8))
    rows = data.draw(st.lists(st.lists(CELLS, max_size=9), max_size=6))
    grid = make_grid("一覧", [header, *rows])
    source = Source("一覧.csv", "0", SourceKind.CSV, "UTF-8", (grid,))
    reading = read(source, kind)
    proposal = propose_register((grid,), RECORDS[kind])
    below = sum(row.number > proposal.header.row for row in grid.rows)
    assert reading.seen == below
    keys = [entry.key for entry in reading.entries]
    keys += [out.key for out in (*reading.refused, *reading.skipped)]
    assert sorted(keys) == sorted(set(keys))
    refused = {p.row for p in reading.problems if p.is_error}
    assert all(entry.row not in refused for entry in reading.entries)
    assert MY_NUMBER not in str(reading)


def test_a_lexicon_is_made_once() -> None:
    assert lexicon_of(Contract) is lexicon_of(Contract)
