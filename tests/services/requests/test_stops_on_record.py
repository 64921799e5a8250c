"""The list of stops of a recipient out of the records of provision that name its customers, without any list."""

from __future__ import annotations

import csv
import hmac
import io
from datetime import timedelta
from typing import Any

import pytest

from kit.asking import ADMIN, AT, COMPLIANCE, SALES, a_workspace_of
from kit.flowing import a_flow, a_party
from sakimori.domain.codes import Role
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.errors import InvalidValueError, NotPermittedError, StateError
from sakimori.exchange.parties.list_parts import SuppressionForm, SuppressionHow
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.stops import record_stop, withdraw_stop
from sakimori.services.requests.stops_on_record import stopped_on_record, suppression_of_record
from services.requests.test_copies import a_record

HEADS = ("種類", "値")
KEY = "agreed-with-them-2026"


def company() -> tuple[Workspace, dict[str, Any]]:
    """A recipient whose records name three, of whom two have stopped; another one's names a third who has."""
    workspace = a_workspace_of()
    one, other = (a_flow(workspace, a_party(workspace, roles=frozenset({Role.RECIPIENT}))) for _ in range(2))
    wrong = a_record(workspace, one, "m-1", "m-7")
    a_record(workspace, one, "m-1", "m-2", "m-3", corrects=wrong.id)
    a_record(workspace, other, "m-9")
    for number in ("M-1", "M-3", "M-7", "M-9"):
        record_stop(
            workspace, Identifier(IdentifierKind.CUSTOMER_NUMBER, number), StopChannel.USE, received_on=AT.date(),
            actor=ADMIN, at=AT,
        )  # fmt: skip
    return workspace, {"on": AT.date(), "recipient_id": one.third_party_id, "actor": COMPLIANCE, "at": AT}


def rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def test_those_whom_the_standing_records_name_and_who_have_stopped_are_told_in_plain_or_under_a_key() -> None:
    workspace, asked = company()
    assert stopped_on_record(workspace, [StopChannel.USE], **asked) == 2
    plain = suppression_of_record(workspace, [StopChannel.USE], SuppressionHow(SuppressionForm.PLAIN, HEADS), **asked)
    assert rows(plain) == [list(HEADS), ["customer_number", "m-1"], ["customer_number", "m-3"]]
    how = SuppressionHow(SuppressionForm.KEYED, HEADS, KEY)
    hashed = rows(suppression_of_record(workspace, [StopChannel.USE], how, **asked))
    expected = {hmac.digest(KEY.encode(), number, "sha256").hex() for number in (b"m-1", b"m-3")}
    assert {value for _, value in hashed[1:]} == expected


def test_another_channel_a_day_before_and_a_stop_taken_back_name_nobody() -> None:
    workspace, asked = company()
    assert stopped_on_record(workspace, [StopChannel.MAIL], **asked) == 0
    assert stopped_on_record(workspace, [StopChannel.USE], **(asked | {"on": AT.date() - timedelta(days=1)})) == 0
    withdraw_stop(
        workspace, Identifier(IdentifierKind.CUSTOMER_NUMBER, "M-1"), StopChannel.USE, withdrawn_on=AT.date(),
        reason="取下げ", actor=ADMIN, at=AT,
    )  # fmt: skip
    assert stopped_on_record(workspace, [StopChannel.USE], **asked) == 1


def test_no_bare_hash_no_short_key_and_nobody_without_the_right() -> None:
    workspace, asked = company()
    with pytest.raises(StateError):
        suppression_of_record(workspace, [StopChannel.USE], SuppressionHow(SuppressionForm.SHA256, HEADS), **asked)
    with pytest.raises(InvalidValueError):
        suppression_of_record(workspace, [StopChannel.USE], SuppressionHow(SuppressionForm.KEYED, HEADS, "x"), **asked)
    with pytest.raises(NotPermittedError):
        stopped_on_record(workspace, [StopChannel.USE], **(asked | {"actor": SALES}))
