"""Several rows of one third party: none takes back what another says, and where they differ a person is asked."""

from __future__ import annotations

from typing import Any

import pytest

from kit.builders import AT, a_workspace, an_actor
from kit.files.register_lists import plan_of, take_in
from sakimori.domain.codes import Lifecycle
from sakimori.domain.records.third_party import ThirdParty
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.columns import columns_of
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.parties.plan_rows import PARTY_FIELDS
from sakimori.services.imports.plan import Decisions, RowOutcome
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user

LIST, NAME = ListKind.THIRD_PARTIES, "株式会社あおば印刷"
SAMPLES: dict[str, tuple[str, str]] = {
    "english_name": ("Aoba Printing", "Aoba Press"),
    "kana": ("アオバインサツ", "アオバプリント"),
    "country": ("日本", "アメリカ"),
    "address": ("東京都港区1", "大阪市北区2"),
    "representative": ("青葉 一郎", "青葉 二郎"),
    "website": ("https://aoba.example.jp", "https://aoba2.example.jp"),
    "order_note": ("印刷", "製本"),
    "person_count": ("100", "200"),
    "special_care": ("あり", "なし"),
    "business_in_japan": ("あり", "なし"),
    "order_history": ("あり", "なし"),
    "criticality": ("高", "低"),
    "foreign": ("なし", "EEA・英国のみ"),
    "department": ("営業部", "総務部"),
    "purpose_note": ("配送", "印刷"),
    "owner": ("佐藤 美咲", "高橋 健"),
}
JOINED = {"roles", "data_categories", "note"}
"""Of these several rows say more together than one; none against some is asked, as the ledger's test shows."""
TOLD_APART = {"legal_name", "corporate_number", "external_key", "parent", "lifecycle", "kind_of_body"}
"""What tells third parties apart, places them, or takes a step; codes whose words are tried elsewhere."""


def workspace_with_people() -> Workspace:
    workspace = a_workspace()
    add_user(workspace, name="高橋 健", department="", roles=frozenset(), user_id="us02", actor=an_actor(), at=AT)
    return workspace


def party(workspace: Workspace) -> ThirdParty:
    with workspace.unit() as unit:
        return next(one for one in unit.records.select(ThirdParty) if one.legal_name == NAME)


def rows_of(field: str, *said: str) -> list[tuple[str, ...]]:
    label = next(one.label.ja for one in columns_of(ThirdPartyRow) if one.name == field)
    heads = ("取引先名", "取引先コード", "サービス名", label)
    return [heads, *((NAME, "A-1", f"業務{n}", one) for n, one in enumerate(said))]


def stored(workspace: Workspace, field: str) -> Any:
    return getattr(party(workspace), PARTY_FIELDS[field])


SCALARS = [one for one in SAMPLES if one in PARTY_FIELDS]
IN_USE = Decisions(lifecycle=Lifecycle.IN_USE)


def test_every_column_of_a_third_party_is_tried_or_told_why_not() -> None:
    left = PARTY_FIELDS.keys() - SAMPLES.keys() - JOINED - TOLD_APART
    assert left <= {"sub_processors_complete_on", "sub_processors_complete_by"}


@pytest.mark.parametrize("field", SCALARS)
def test_a_later_row_takes_nothing_back_and_is_asked(field: str) -> None:
    workspace = workspace_with_people()
    first, second = SAMPLES[field]
    plan = plan_of(workspace, LIST, *rows_of(field, first, second), decisions=IN_USE)
    assert [row.outcome for row in plan.rows] == [RowOutcome.NEW, RowOutcome.ASK]
    assert [conflict.field.name for conflict in plan.rows[1].conflicts] == [field]


@pytest.mark.parametrize("field", SCALARS)
@pytest.mark.parametrize("place", [0, 1])
def test_where_one_row_of_a_newer_list_changes_and_its_neighbour_does_not_it_is_asked(field: str, place: int) -> None:
    workspace = workspace_with_people()
    first, second = SAMPLES[field]
    take_in(workspace, LIST, *rows_of(field, first, first), decisions=IN_USE)
    before = stored(workspace, field)
    assert before is not None
    changed = [first, first]
    changed[place] = second
    plan = plan_of(workspace, LIST, *rows_of(field, *changed), decisions=IN_USE)
    assert plan.rows[place].outcome is RowOutcome.ASK
    take_in(workspace, LIST, *rows_of(field, *changed), decisions=IN_USE)
    assert stored(workspace, field) == before


def test_a_newer_list_whose_rows_agree_is_taken() -> None:
    workspace = workspace_with_people()
    take_in(workspace, LIST, *rows_of("department", "営業部", "営業部"), decisions=IN_USE)
    take_in(workspace, LIST, *rows_of("website", "https://a.example.jp", "https://a.example.jp"), decisions=IN_USE)
    take_in(workspace, LIST, *rows_of("website", "https://b.example.jp", "https://b.example.jp"), decisions=IN_USE)
    assert stored(workspace, "website") == "https://b.example.jp"
