"""A compared list goes with its slip, its release and its record in one step, and its stops go hashed."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import Any

import pytest

from kit.asking import ADMIN, AT, AUDITOR, SALES, a_question, a_workspace_of
from kit.releasing import CONSENT, the_record
from sakimori.domain.clearance import ClearanceRequest, Slip
from sakimori.domain.records.data_flow import TransferMethod
from sakimori.domain.records.hand_over import ProvisionRecord, Release
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.errors import InvalidValueError, NotPermittedError, StateError
from sakimori.exchange.parties.list_parts import SuppressionForm, SuppressionHow
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.screened_release import ReleaseTerms, release_screened
from sakimori.services.requests.screening import Screened, screen_list, suppression_file
from sakimori.services.requests.stops import record_stop

GIVEN: dict[str, Any] = CONSENT | {
    "flow": CONSENT["flow"] | {"data_items": ["氏名", "メールアドレス", "会員番号"]}, "facts": {"marketing": False},
}  # fmt: skip
LIST = "会員番号,氏名,メール,電話,メモ\nM-1,花,hana@example.jp,090-1111-2222,常連\nM-2,空,sora@example.jp,03-3333-4444,\nM-3,海,umi@example.jp,,\n".encode()  # noqa: E501 - one list
TERMS = ReleaseTerms(TransferMethod.FILE_TRANSFER, persons_how="会員番号")


def a_place(given: dict[str, Any] = GIVEN) -> tuple[Workspace, ClearanceRequest]:
    workspace = a_workspace_of(recorded_flow=True, **given)
    person = Identifier(IdentifierKind.MAIL_ADDRESS, "Sora@Example.jp")
    record_stop(workspace, person, StopChannel.PROVISION, received_on=AT.date(), actor=ADMIN, at=AT)
    return workspace, a_question(recorded_flow=True, **given)


def screened(workspace: Workspace, request: ClearanceRequest, data: bytes = LIST) -> Screened:
    return screen_list(workspace, data, "l.csv", request, actor=SALES, at=AT)


def released(
    workspace: Workspace, request: ClearanceRequest, terms: ReleaseTerms = TERMS, places: tuple[int, ...] = (0, 1, 2)
) -> Release:  # fmt: skip
    found = screened(workspace, request)
    return release_screened(
        workspace, LIST, "l.csv", found, places=places, terms=terms, request=request, actor=SALES, at=AT
    ).record  # fmt: skip


def test_one_step_makes_slip_release_and_record() -> None:
    workspace, request = a_place()
    made = released(workspace, request)
    record = the_record(workspace, made)
    assert (made.person_count, made.items) == (2, ("会員番号", "氏名", "メールアドレス"))
    assert (made.first_on, made.last_on, made.flow_id) == (AT.date(), AT.date(), "fl1")
    assert (record.persons, record.person_count, record.persons_how) == ((), 2, "会員番号")
    with workspace.unit() as unit:
        (slip,) = unit.records.select(Slip)
    assert slip.id == made.slip_id


def test_customer_numbers_are_kept_only_where_the_person_says_so_and_only_of_who_goes() -> None:
    workspace, request = a_place()
    made = released(workspace, request, replace(TERMS, with_numbers=True))
    assert the_record(workspace, made).persons == ("m-1", "m-3")
    assert made.person_count == 2


def test_where_no_record_is_due_no_number_is_kept_either() -> None:
    workspace, request = a_place({"facts": {"marketing": False}})
    made = released(workspace, request, replace(TERMS, with_numbers=True), (1,))
    assert made.record_id is None
    with workspace.unit() as unit:
        assert unit.records.select(ProvisionRecord) == []


def test_a_column_that_the_question_does_not_name_goes_with_nobody_and_nothing_is_left_half_done() -> None:
    workspace, request = a_place()
    with pytest.raises(InvalidValueError):
        released(workspace, request, places=(0, 4))
    with workspace.unit() as unit:
        assert unit.records.select(Slip) == []
        assert unit.records.select(Release) == []


@pytest.mark.parametrize(
    ("facts", "why"), [({"own_use": None, "items_needed": False}, "可"), ({"receipt_duty_told": False}, "条件")]
)
def test_what_may_not_go_yet_is_not_noted_as_gone(facts: dict[str, Any], why: str) -> None:
    workspace, request = a_place(GIVEN | {"facts": GIVEN["facts"] | facts})
    with pytest.raises(StateError) as refused:
        released(workspace, request)
    assert why in refused.value.message("ja")
    with workspace.unit() as unit:
        assert unit.records.select(Slip) == []
        assert unit.records.select(Release) == []


def test_who_may_not_hand_over_notes_nothing() -> None:
    workspace, request = a_place()
    with pytest.raises(NotPermittedError):
        release_screened(
            workspace, LIST, "l.csv", screened(workspace, request), places=(0,), terms=TERMS, request=request,
            actor=AUDITOR, at=AT,
        )  # fmt: skip


def suppressed(how: SuppressionHow) -> list[list[str]]:
    workspace, request = a_place()
    numbers = frozenset(screened(workspace, request).stopped)
    body = suppression_file(
        workspace, LIST, "l.csv", numbers, how, recipient_id=request.recipient_id, actor=SALES, at=AT
    )  # fmt: skip
    return [[cell.strip('"') for cell in line.split(",")] for line in body.decode("utf-8-sig").splitlines()]


def test_platforms_get_the_hash_of_the_address_in_small_letters_and_of_the_number_with_its_country() -> None:
    rows = suppressed(SuppressionHow(SuppressionForm.SHA256, ("種類", "値")))
    assert rows == [
        ["種類", "値"],
        ["mail_address", hashlib.sha256(b"sora@example.jp").hexdigest()],
        ["phone_number", hashlib.sha256(b"+81333334444").hexdigest()],
    ]


def test_who_agreed_on_a_key_gets_hashes_under_it() -> None:
    key = "0123456789abcdef"
    rows = suppressed(SuppressionHow(SuppressionForm.KEYED, ("種類", "値"), f" {key} "))
    assert rows[1] == ["mail_address", hmac.new(key.encode(), b"sora@example.jp", hashlib.sha256).hexdigest()]
    assert key not in repr(SuppressionHow(SuppressionForm.KEYED, ("", ""), key))


def test_a_short_key_protects_nobody() -> None:
    with pytest.raises(InvalidValueError) as refused:
        suppressed(SuppressionHow(SuppressionForm.KEYED, ("種類", "値"), "short"))
    assert "short" not in refused.value.message("en").split("key", 1)[0]


def test_in_plain_words_every_value_goes_by_which_a_person_is_told() -> None:
    rows = suppressed(SuppressionHow(SuppressionForm.PLAIN, ("種類", "値")))
    assert rows[1:] == [
        ["customer_number", "m-2"], ["mail_address", "sora@example.jp"], ["phone_number", "0333334444"],
    ]  # fmt: skip


def test_that_a_file_of_stops_was_taken_is_noted_and_in_which_form() -> None:
    workspace, request = a_place()
    numbers = frozenset(screened(workspace, request).stopped)
    for form in (SuppressionForm.SHA256, SuppressionForm.PLAIN):
        suppression_file(
            workspace, LIST, "l.csv", numbers, SuppressionHow(form, ("a", "b")), recipient_id="tp1", actor=SALES, at=AT
        )  # fmt: skip
    with workspace.unit() as unit:
        noted = [str(row["action"]) for row in unit.query("SELECT action FROM access_entry ORDER BY seq")]
    assert noted[-2:] == ["suppression.hashed", "suppression.plain"]
