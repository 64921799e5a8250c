"""取込 of lists of the register: what each role is offered, whose row it is, and a whole register as one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import AT, a_third_party, an_actor
from kit.files.workbooks import workbook_bytes
from sakimori.domain.records.contract import Contract
from sakimori.services.imports.register_files.archive import zipped
from sakimori.services.imports.register_files.folder import export_folder
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

Show = Callable[..., AppTest]

COMPLIANCE, PROCUREMENT = "us02", "us01"
NAME = "株式会社つむぎコールセンター"
CONTRACTS = workbook_bytes(
    ("契約番号", "契約名称", "委託先名", "契約種別", "開始日"),
    ("K-1", "業務委託基本契約", "つむぎコールセンター", "業務委託契約", date(2025, 4, 1)),
)
PURPOSES = workbook_bytes(("利用目的", "公表文", "公表日"), ("発送", "ご注文の品を届けるため", date(2026, 4, 1)))


def hand_in(at: AppTest, name: str, data: bytes) -> AppTest:
    at.file_uploader[0].upload(name, data).run()
    assert not at.exception, at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    return at


def said(at: AppTest) -> str:
    parts = (at.markdown, at.caption, at.info, at.success, at.warning, at.error)
    return "\n".join(str(element.value) for group in parts for element in group)


def kinds_offered(at: AppTest) -> list[str]:
    return next(list(box.options) for box in at.selectbox if str(box.key).startswith("imports_kind"))


@pytest.fixture
def one_party(empty_home: Path) -> Workspace:
    """A workspace with one processor."""
    workspace = Workspace(empty_home / "demo.db")
    register(workspace, a_third_party(), actor=an_actor(), at=AT)
    return workspace


@pytest.mark.parametrize(("language", "kind"), [("ja", "契約"), ("en", "Contract")])
def test_a_question_shows_the_words_that_it_asks_for(
    one_party: Workspace, show: Show, language: str, kind: str
) -> None:
    at = hand_in(show("imports", language=language, person=PROCUREMENT), "契約.xlsx", CONTRACTS)
    assert next(str(box.value) for box in at.selectbox if str(box.key).startswith("imports_kind")) == "contracts"
    assert kind in kinds_offered(at)
    press(at, "imports_confirm")
    assert "**つむぎコールセンター**　業務委託基本契約" in said(at)
    assert at.button(key="imports_run").disabled


def test_a_contract_goes_in_once_a_person_says_whose_it_is(one_party: Workspace, show: Show) -> None:
    # The words of a choice are made outside of the page by the test, which knows them in English only.
    at = press(hand_in(show("imports", language="en", person=PROCUREMENT), "契約.xlsx", CONTRACTS), "imports_confirm")
    next(box for box in at.selectbox if str(box.key).startswith("imports_row_")).select_index(0).run()
    assert not at.exception, at.exception
    again = next(box for box in at.selectbox if str(box.key).startswith("imports_row_"))
    assert again.value is not None, "the answer stays to be changed"
    press(at, "imports_run")
    assert at.success
    with one_party.unit() as unit:
        assert [contract.title for contract in unit.records.select(Contract)] == ["業務委託基本契約"]


def test_our_own_registers_are_offered_to_those_who_may_write_them(one_party: Workspace, show: Show) -> None:
    at = hand_in(show("imports", person=COMPLIANCE), "利用目的.xlsx", PURPOSES)
    assert next(str(box.value) for box in at.selectbox if str(box.key).startswith("imports_kind")) == "purposes"
    at = hand_in(show("imports", person=PROCUREMENT), "利用目的.xlsx", PURPOSES)
    assert "利用目的" not in kinds_offered(at)
    assert at.button(key="imports_confirm").disabled


def test_a_whole_register_is_for_those_who_may_write_all_of_it(one_party: Workspace, show: Show) -> None:
    body = zipped(export_folder(one_party, actor=an_actor(), at=AT))
    at = hand_in(show("imports", person=PROCUREMENT), "register.zip", body)
    assert at.warning
    assert len(at.file_uploader) == 1
    at = hand_in(show("imports", person=COMPLIANCE), "register.zip", body)
    assert at.button(key="imports_folder_run").disabled, "nothing would change"
