"""Rows that a consent does not carry stay behind, by reason; what nobody knows is never passed over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kit.asking import AT, SALES, a_question, a_workspace_of
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.rules.clearance.grounds.row_consents import RowLack
from sakimori.services.requests.row_consents import CoverageBy
from sakimori.services.requests.screening import Screened, screen_list

CONSENT: dict[str, Any] = {
    "recipient": {"roles": ["recipient"]},
    "flow": {"route": "CONSENT", "role": "recipient", "frequency": "once"},
    "facts": {"marketing": False},
}
TEXTS: dict[str, Any] = {
    "consent_texts": [
        {"text_version": "3.1"},
        {"id": "co2", "text_version": "1", "kinds": ["none"]},
        {"id": "co3", "text_version": "2", "purpose_ids": ["pu9"]},
        {"id": "co4", "text_version": "4", "kinds": "未回答"},
        {"id": "co5", "text_version": "5", "categories": ["PI_CONTACT"]},
    ],
    "purposes": [{}, {"id": "pu9", "name": "ほか"}],
}
ROWS = ("3.1", "Ver.3.1", "第３．１版", "1", "2", "4", "5", "9", "")


def lists(*versions: str) -> bytes:
    return "\n".join(
        ("メール,同意の版", *(f"a{n}@example.jp,{version}" for n, version in enumerate(versions)))
    ).encode()  # fmt: skip


def screened(data: bytes, *, text_id: str | None = None, **given: Any) -> Screened:
    given = CONSENT | TEXTS | given
    workspace = a_workspace_of(**given)
    return screen_list(workspace, data, "l.csv", a_question(**given), actor=SALES, at=AT, text_id=text_id)


def test_each_row_stands_on_the_text_that_its_column_names() -> None:
    found = screened(lists(*ROWS))
    assert found.lacking == {
        5: RowLack.WRONG_KIND, 6: RowLack.OTHER_PURPOSE, 7: RowLack.OPEN, 8: RowLack.OTHER_DATA,
        9: RowLack.NO_SUCH_TEXT, 10: RowLack.NO_VERSION,
    }  # fmt: skip
    assert (found.consent.by, found.kept) == (CoverageBy.COLUMN, 3)


def test_a_row_that_lacks_consent_and_stopped_is_left_out_once() -> None:
    found = screened(lists("1", "3.1"))
    assert (found.read, found.kept, len(found.left_out)) == (2, 1, 1)


@pytest.mark.parametrize("route", [LegalRoute.ENTRUST, LegalRoute.OPTOUT])
def test_other_grounds_ask_for_no_consent(route: LegalRoute) -> None:
    found = screened(lists(*ROWS), flow=CONSENT["flow"] | {"route": route.value})
    assert (found.consent.by, dict(found.lacking)) == (CoverageBy.NOT_ASKED, {})


def test_without_a_column_the_register_speaks_for_all_rows() -> None:
    data = b"mail\na@example.jp\nb@example.jp\n"
    good = screened(data, data_set_parts=[{"consent_text_id": "co1"}])
    assert (good.consent.by, good.kept) == (CoverageBy.REGISTER, 2)
    bad = screened(data, data_set_parts=[{"consent_text_id": "co2"}])
    assert set(bad.lacking.values()) == {RowLack.WRONG_KIND}
    assert bad.kept == 0


@pytest.mark.parametrize(
    "parts", [[{}], [{"consent_text_id": "co1"}, {}], [{"consent_text_id": "co1"}, {"consent_text_id": "co2"}]]
)
def test_where_nobody_says_which_text_no_row_goes_until_somebody_does(parts: list[dict[str, Any]]) -> None:
    data = b"mail\na@example.jp\nb@example.jp\n"
    found = screened(data, data_set_parts=parts)
    assert found.consent.by in {CoverageBy.UNKNOWN}
    assert (found.kept, set(found.lacking.values())) == (0, {RowLack.NO_VERSION})
    assert [label for _, label in found.consent.texts][:1] == ["提供の同意 1"]
    said = screened(data, data_set_parts=parts, text_id="co1")
    assert (said.consent.by, said.kept) == (CoverageBy.PERSON, 2)
    assert screened(data, data_set_parts=parts, text_id="co2").kept == 0


def test_two_texts_of_one_version_are_told_apart_by_the_data_set_alone() -> None:
    texts = [{"text_version": "1"}, {"id": "co2", "name": "別の同意", "text_version": "1", "kinds": ["none"]}]
    assert screened(lists("1"), consent_texts=texts).lacking == {2: RowLack.NO_VERSION}
    parts = [{"consent_text_id": "co1"}]
    assert screened(lists("1"), consent_texts=texts, data_set_parts=parts).kept == 1
    assert screened(lists("別の同意 1"), consent_texts=texts).lacking == {2: RowLack.WRONG_KIND}


@pytest.mark.parametrize(("countries", "lack"), [(["US"], None), (["DE"], RowLack.OTHER_COUNTRY), ([], RowLack.OPEN)])
def test_a_consent_to_another_country_does_not_carry_it_abroad(countries: list[str], lack: RowLack | None) -> None:
    found = screened(
        lists("1"),
        recipient={"roles": ["recipient"], "country": "US", "business_in_japan": False},
        flow=CONSENT["flow"] | {"route": "CONSENT_28", "storage_countries": ["US"], "processing_countries": ["US"]},
        consent_texts=[{"kinds": ["foreign_28"], "countries": countries}],
    )
    assert dict(found.lacking) == ({} if lack is None else {2: lack})


@pytest.mark.parametrize(("used_from", "lack"), [("2026-11-26", None), ("2026-11-27", RowLack.NOT_YET_USED)])
def test_a_text_counts_from_the_day_on_which_it_is_used(used_from: str, lack: RowLack | None) -> None:
    found = screened(lists("1"), consent_texts=[{"used_from": date.fromisoformat(used_from)}])
    assert dict(found.lacking) == ({} if lack is None else {2: lack})
