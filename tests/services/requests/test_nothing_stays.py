"""The privacy proof of list screening: no personal value of a list reaches database, log, trail, spool or cache.

But for the customer numbers of a record that is due, where the person says so.
"""

from __future__ import annotations

import gc
import random
import string
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kit.asking import ADMIN, AT, COMPLIANCE, SALES, a_question, a_workspace_of
from kit.files.reading import ask_apart
from kit.releasing import CONSENT
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.records.data_flow import TransferMethod
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.exchange.apart import door
from sakimori.exchange.parties.list_parts import SuppressionForm, SuppressionHow
from sakimori.exchange.progress import told_to
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.screened_release import ReleaseTerms, release_screened
from sakimori.services.requests.screening import screen_list, screened_list, suppression_file
from sakimori.services.requests.stops import record_stop
from sakimori.services.requests.stops_on_list import stops_on_list
from test_numbers_of_persons import everything

HEADS = ("会員番号", "氏名", "生年月日", "メールアドレス", "電話番号", "住所", "メモ", "同意の版")
GIVEN: dict[str, Any] = CONSENT | {"facts": {"marketing": False}}
KEY = "a key that two companies agreed on"


@dataclass(frozen=True)
class Place:
    """Where a file of this process, or of the one apart, could lie."""

    home: Path
    spool: Path
    workspace: Workspace
    request: ClearanceRequest

    def everything(self) -> list[bytes]:
        """All that lies there, once the database is closed, and what stands in one on a server."""
        stands = everything(self.workspace).encode()
        self.workspace.close()
        gc.collect()
        files = [path for top in (self.home, self.spool) for path in top.rglob("*") if path.is_file()]
        return [stands, *(path.read_bytes() for path in files)]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    home, spool = tmp_path / "home", tmp_path / "spool"
    for folder in (home, spool):
        folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(spool))
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    monkeypatch.setattr(door, "_ask", ask_apart)  # the process of its own, as people run it
    workspace = a_workspace_of(workspace=Workspace(home / "own.db"), recorded_flow=True, **GIVEN)
    return Place(home, spool, workspace, a_question(recorded_flow=True, **GIVEN))


def made_up(count: int = 300) -> list[tuple[str, ...]]:
    rng = random.Random(7)  # noqa: S311 - no secret
    words = ["".join(rng.choices(string.ascii_lowercase, k=14)) for _ in range(count)]
    codes = ["".join(rng.choices(string.ascii_lowercase, k=14)) for _ in range(count)]
    return [
        (
            f"{codes[number]}-{number}", f"{word}氏", f"19{number % 90 + 10}-03-0{number % 9 + 1}",
            f"{word}@example.jp", f"090{number:08d}", f"{word}区{number}-2-3", f"メモ{word}",
            ("1", word, "")[number % 3],
        )
        for number, word in enumerate(words)
    ]  # fmt: skip


def csv(rows: list[tuple[str, ...]]) -> bytes:
    return "\r\n".join(",".join(row) for row in (HEADS, *rows)).encode()


def traces(rows: list[tuple[str, ...]], said: list[bytes], *, numbers: bool = True) -> list[str]:
    """Values of the list, in any form in which it is compared, that stand in what was said."""
    values = {value for row in rows for value in row[(0 if numbers else 1) : 7] if not value.startswith("19")}
    values |= {row[3].split("@")[0] for row in rows}
    return [value for value in sorted(values) if any(value.encode() in body for body in said)]


def test_nothing_of_a_list_stays_wherever_it_went(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    rows = made_up()
    for kind, value in (
        (IdentifierKind.MAIL_ADDRESS, rows[3][3]), (IdentifierKind.NAME_AND_BIRTH, f"{rows[6][1]} {rows[6][2]}"),
    ):  # fmt: skip
        person = Identifier(kind, value)
        record_stop(place.workspace, person, StopChannel.PROVISION, received_on=AT.date(), actor=ADMIN, at=AT)
    data = csv(rows)
    who: dict[str, Any] = {"actor": SALES, "at": AT}
    heard: list[int] = []
    with told_to(lambda progress: heard.append(progress.done)):
        found = screen_list(place.workspace, data, "list.csv", place.request, **who)
    assert set(found.stopped) == {5, 8}
    assert found.kept == sum(row[7] == "1" for row in rows) - 2
    assert sorted(heard) == heard
    assert heard[-1] == 100
    taken = screened_list(place.workspace, data, "list.csv", found, [0, 1], recipient_id="tp1", **who)
    how = SuppressionHow(SuppressionForm.KEYED, ("", ""), KEY)
    stops = suppression_file(
        place.workspace, data, "list.csv", frozenset(found.stopped), how, recipient_id="tp1", **who
    )  # fmt: skip
    stops_on_list(
        place.workspace, data, "list.csv", [StopChannel.PROVISION], on=AT.date(), recipient_id="tp1", actor=COMPLIANCE,
        at=AT,
    )  # fmt: skip
    terms = ReleaseTerms(TransferMethod.FILE_TRANSFER, persons_how="会員番号")
    release_screened(
        place.workspace, data, "list.csv", found, places=[0], terms=terms,
        request=a_question(recorded_flow=True, **GIVEN | {"flow": GIVEN["flow"] | {"data_items": ["会員番号"]}}), **who,
    )  # fmt: skip
    assert rows[0][1].encode() in taken
    assert b"@" not in stops
    said = [*place.everything(), repr(found).encode(), caplog.text.encode()]
    with place.workspace.unit() as unit:
        noted = [action for (action,) in unit.engine.values("SELECT action FROM access_entry")]
    assert noted.count("list.screened") == 2
    assert {"list.taken", "suppression.hashed"} <= set(noted)
    assert len(said) > 3
    assert traces(rows, said) == []
    assert not [body for body in said if KEY.encode() in body]


def test_only_the_numbers_of_who_goes_stay_where_the_person_says_so(place: Place) -> None:
    rows = made_up(30)
    data = csv(rows)
    who: dict[str, Any] = {"actor": SALES, "at": AT}
    given = GIVEN | {"flow": GIVEN["flow"] | {"data_items": ["会員番号"]}}
    found = screen_list(place.workspace, data, "list.csv", place.request, **who)
    terms = ReleaseTerms(TransferMethod.FILE_TRANSFER, persons_how="会員番号", with_numbers=True)
    release_screened(
        place.workspace, data, "list.csv", found, places=[0], terms=terms,
        request=a_question(recorded_flow=True, **given), **who,
    )  # fmt: skip
    said = place.everything()
    goes = [row for number, row in enumerate(rows, 2) if number not in found.left_out]
    stays = [row for number, row in enumerate(rows, 2) if number in found.left_out]
    assert goes
    assert all(any(row[0].encode() in body for body in said) for row in goes)
    assert traces(rows, said, numbers=False) == []
    assert traces(stays, said) == []


def test_a_list_that_is_refused_leaves_nothing_either(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    rows = made_up(20)
    data = csv(rows).replace(b",1\r\n", b",4111-1111-1111-1111\r\n", 1)
    with pytest.raises(Exception, match="My Numbers") as refused:
        screen_list(place.workspace, data, "list.csv", place.request, actor=SALES, at=AT)
    said = [*place.everything(), caplog.text.encode(), str(refused.value).encode(), repr(refused.value).encode()]
    assert traces(rows, said) == []
    assert not [body for body in said if b"4111-1111" in body]
