"""Files by what they contain, and records that remember which version they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import BusyError, NotFoundError
from sakimori.store.engine import Engine
from sakimori.store.files import Files
from sakimori.store.records import Records


def test_the_same_bytes_are_kept_once(engine: Engine) -> None:
    files = Files(engine)
    assert files.put("証跡".encode()) == files.put("証跡".encode())
    assert len(engine.query("SELECT * FROM stored_file")) == 1


@pytest.mark.parametrize("body", [b"", b"\x00\xff", "証跡".encode()], ids=["none", "binary", "text"])
def test_bytes_come_back_as_they_went_in(engine: Engine, body: bytes) -> None:
    files = Files(engine)
    assert files.get(files.put(body)) == body


def test_a_file_that_is_not_there_is_refused(engine: Engine) -> None:
    with pytest.raises(NotFoundError):
        Files(engine).get("0" * 64)


def test_exchanged_bytes_no_longer_match_their_name(engine: Engine) -> None:
    files = Files(engine)
    digest = files.put(b"before")
    engine.execute("UPDATE stored_file SET body = :body", {"body": b"after"})
    assert files.digest(digest) != digest


def test_a_write_on_an_old_version_is_refused_and_changes_nothing(engine: Engine) -> None:
    records = Records(engine)
    read = ThirdParty("tp1", "つむぎ")
    records.insert(read)
    records.update_all([replace(read, legal_name="つむぎ商会")])
    with pytest.raises(BusyError), engine.write():
        records.update_all([replace(read, legal_name="別の名前")])
    assert records.get(ThirdParty, "tp1") == replace(read, legal_name="つむぎ商会", version=2)


def test_a_record_that_is_not_there_is_refused(engine: Engine) -> None:
    with pytest.raises(NotFoundError):
        Records(engine).get(ThirdParty, "tp9")
