"""Records of provision and receipt in the store: never changed, and gone after their last day alone."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord, RecordMethod
from sakimori.domain.records.third_party import ThirdParty
from sakimori.store.engine import Engine, Value
from sakimori.store.records import TABLES, Records, columns, from_row, to_row
from sakimori.store.schema.tables import RECORD_CONTENT
from sakimori.store.trail import Trail

UNTIL = date(2029, 4, 1)
COMMON: dict[str, Any] = {
    "third_party_id": "tp1", "route": LegalRoute.CONSENT, "method": RecordMethod.EACH, "first_on": date(2026, 4, 1),
    "last_on": date(2026, 4, 1), "items": ("氏名",), "persons": ("会員-77001", "会員-77002"), "persons_how": "会員番号",
    "person_count": 2, "retain_until": UNTIL, "made_on": date(2026, 4, 1), "made_by": "us1",
}  # fmt: skip
PROVISION = ProvisionRecord(
    "pv1", recipient_name="株式会社みなも", recipient_address="東京", recipient_representative="代表", **COMMON
)
RECEIPT = ReceiptRecord(
    "rc1", provider_name="株式会社みなも", provider_address="東京", provider_representative="代表",
    confirmed_how="登記", acquired_how="申込書", **COMMON,
)  # fmt: skip
KEPT: list[Any] = [PROVISION, RECEIPT]


@pytest.fixture
def records(engine: Engine) -> Records:
    records = Records(engine)
    for party in ("tp1", "tp2"):
        records.insert(ThirdParty(party, party))
    for record in KEPT:
        records.insert(record)
    return records


def purged(engine: Engine, record: Any, at: datetime) -> None:
    table = TABLES[type(record)]
    Trail(engine).append(at=at, actor="us1", action=f"{table}.purged", record_kind=table, record_id=record.id)


@pytest.mark.parametrize("record", KEPT, ids=lambda record: record.id)
def test_every_column_but_whose_dossier_it_lies_in_is_guarded(record: Any) -> None:
    names = {c.name for c in columns(type(record))}
    assert set(RECORD_CONTENT[TABLES[type(record)]]) == names - {"third_party_id", "version"}


def other_value(record: Any, name: str) -> Value:
    """Something else of the kind that a column holds."""
    is_number = any(kind in str(type(record).__dataclass_fields__[name].type) for kind in ("int", "bool"))
    return 7 if is_number else "x"


CHANGES = [
    (record, spec.name) for record in KEPT for spec in fields(record) if spec.name not in {"third_party_id", "version"}
]


@pytest.mark.parametrize(("record", "name"), CHANGES, ids=lambda one: one if isinstance(one, str) else one.id)
def test_no_field_of_a_record_can_be_changed(engine: Engine, records: Records, record: Any, name: str) -> None:
    with pytest.raises(Exception, match="stays as it was made"):
        engine.execute(
            f"UPDATE {TABLES[type(record)]} SET {name} = :other WHERE id = :id",
            {"id": record.id, "other": other_value(record, name)},
        )


@pytest.mark.parametrize("record", KEPT, ids=lambda record: record.id)
def test_a_record_follows_its_third_party_into_another(records: Records, record: Any) -> None:
    records.update_all([replace(record, third_party_id="tp2")])
    assert records.get(type(record), record.id).third_party_id == "tp2"


@pytest.mark.parametrize("record", KEPT, ids=lambda record: record.id)
@pytest.mark.parametrize(
    ("at", "goes"),
    [
        (None, False),
        (datetime(2029, 4, 1, 14, 59, tzinfo=UTC), False),
        (datetime(2029, 4, 1, 15, 0, tzinfo=UTC), True),
    ],
    ids=["without an entry", "in the last minute of its last day in Japan", "on the day after"],
)
def test_a_record_goes_only_behind_an_entry_made_after_its_last_day(
    engine: Engine, records: Records, record: Any, at: datetime | None, *, goes: bool
) -> None:
    if at is not None:
        purged(engine, record, at)
    sql, params = f"DELETE FROM {TABLES[type(record)]} WHERE id = :id", {"id": record.id}
    if goes:
        assert engine.execute(sql, params) == 1
        return
    with pytest.raises(Exception, match="kept until its day"):
        engine.execute(sql, params)


@pytest.mark.parametrize("record", KEPT, ids=lambda record: record.id)
def test_the_entry_about_another_record_lets_none_go(engine: Engine, records: Records, record: Any) -> None:
    purged(engine, replace(record, id="another"), datetime(2030, 1, 1, tzinfo=UTC))
    with pytest.raises(Exception, match="kept until its day"):
        engine.execute(f"DELETE FROM {TABLES[type(record)]} WHERE id = :id", {"id": record.id})


@pytest.mark.parametrize("record", KEPT, ids=lambda record: record.id)
def test_customer_numbers_stand_in_no_body_of_the_trail_and_can_be_erased(engine: Engine, record: Any) -> None:
    trail, table = Trail(engine), TABLES[type(record)]
    trail.append(
        at=datetime(2026, 4, 1, tzinfo=UTC), actor="us1", action=f"{table}.made", record_kind=table,
        record_id=record.id, third_party_id="tp1", after=to_row(record),
    )  # fmt: skip
    body = str(engine.query("SELECT body FROM audit_body")[0]["body"])
    assert "77001" not in body
    assert trail.records_at(type(record), 1)[0] == record
    trail.erase_personal(record_kind=table, record_id=record.id)
    assert trail.records_at(type(record), 1)[0].persons == ("消去済み",)


def test_a_row_comes_back_as_the_record_that_it_was() -> None:
    for record in KEPT:
        assert from_row(type(record), to_row(record)) == record
