"""The hash chain: edited, swapped, removed, cut; personal values that can be erased; states that can be rebuilt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.examples import examples
from sakimori.domain.codes import ContactKind
from sakimori.domain.records.third_party import Contact, ThirdParty
from sakimori.domain.trail import ERASED, GENESIS, TrailFault, entry_hash
from sakimori.store.chain import check_chain
from sakimori.store.engine import Engine, SqliteEngine
from sakimori.store.records import to_row
from sakimori.store.schema.steps import GUARDS, STEPS
from sakimori.store.trail import ACCESS, CHANGES, Trail
from store.engines import Opener, Sqlite

AT = datetime(2026, 11, 25, tzinfo=UTC)


def append(trail: Trail, number: int = 1, **facts: Any) -> int:
    given: dict[str, Any] = {
        "at": AT + timedelta(minutes=number),
        "actor": "us01",
        "action": "third_party.edited",
        "record_kind": "third_party",
        "record_id": f"tp{number}",
        "third_party_id": f"tp{number}",
        "after": to_row(ThirdParty(f"tp{number}", f"取引先{number}", representative="山田 太郎")),
    }
    return trail.append(**(given | facts))


@pytest.fixture
def trail(engine: Engine) -> Trail:
    trail = Trail(engine)
    for number in range(1, 6):
        append(trail, number)
    return trail


def behind_the_guards(opener: Opener, engine: Engine, *statements: str) -> None:
    """What somebody does who has the file: drop the guards, write, and go."""
    opener.behind_the_guards(engine)
    for statement in statements:
        engine.execute(statement)


def test_an_entry_has_the_hash_that_it_had_when_chains_began() -> None:
    """Every database has chains made so: another form of the hash would break them all."""
    made = entry_hash(
        seq=7, at="2026-11-24T03:00:00Z", actor="us01", action='a "b"\\', record_kind="third_party",
        record_id="取込\n1", third_party_id="tp_1", batch_id="", body_sha256="ab" * 32, previous="cd" * 32,
    )  # fmt: skip
    assert made == "5f6f0a4a468fcced79f2da63eb9dfaa045d019342e4468b36f5e09a6e5527c07"


def test_a_chain_that_nobody_touched_holds(engine: Engine, trail: Trail) -> None:
    found = check_chain(engine)
    assert found.is_intact
    assert (found.entries, found.head) == trail.head()


def test_an_empty_chain_holds(engine: Engine) -> None:
    found = check_chain(engine)
    assert (found.is_intact, found.entries, found.head) == (True, 0, GENESIS)


SWAP = (
    "UPDATE {c}_entry SET seq = -2 WHERE seq = 2",
    "UPDATE {c}_entry SET seq = 2 WHERE seq = 3",
    "UPDATE {c}_entry SET seq = 3 WHERE seq = -2",
)

FORGERIES: dict[str, tuple[tuple[str, ...], int, TrailFault]] = {
    "the actor is edited": (("UPDATE {c}_entry SET actor = 'us02' WHERE seq = 3",), 3, TrailFault.CHANGED),
    "the instant is edited": (
        ("UPDATE {c}_entry SET at = '2020-01-01T00:00:00Z' WHERE seq = 3",),
        3,
        TrailFault.CHANGED,
    ),
    "the instant is no instant": (("UPDATE {c}_entry SET at = 'soon' WHERE seq = 3",), 3, TrailFault.CHANGED),
    "the hash is edited": (("UPDATE {c}_entry SET hash = 'x' WHERE seq = 3",), 3, TrailFault.CHANGED),
    "the body is edited": (("UPDATE {c}_body SET body = '{{}}' WHERE seq = 3",), 3, TrailFault.BODY),
    "the body is removed": (("DELETE FROM {c}_body WHERE seq = 3",), 3, TrailFault.BODY),
    "an entry is removed": (("DELETE FROM {c}_entry WHERE seq = 3",), 4, TrailFault.MISSING),
    "the first entry is removed": (("DELETE FROM {c}_entry WHERE seq = 1",), 2, TrailFault.MISSING),
    "an entry is removed and the others move up": (
        ("DELETE FROM {c}_entry WHERE seq = 3", "UPDATE {c}_entry SET seq = seq - 1 WHERE seq > 3"),
        3,
        TrailFault.UNLINKED,
    ),
    "two entries are swapped": (SWAP, 2, TrailFault.UNLINKED),
    "a personal value is edited": (
        ("UPDATE {c}_personal SET value = '\"someone else\"' WHERE seq = 3",),
        3,
        TrailFault.PERSONAL,
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("chain", [CHANGES, ACCESS])
def test_a_forgery_is_found_at_its_entry(engine: Engine, opener: Opener, chain: str, forgery: str) -> None:
    trail = Trail(engine, chain)
    for number in range(1, 6):
        append(trail, number)
    statements, seq, fault = FORGERIES[forgery]

    behind_the_guards(opener, engine, *(statement.format(c=chain) for statement in statements))

    found = check_chain(engine, chain)
    assert (found.broken_at, found.fault) == (seq, fault)


def test_an_entry_forged_with_a_matching_hash_breaks_the_one_after_it(
    engine: Engine, opener: Opener, trail: Trail
) -> None:
    other = SqliteEngine(None)
    other.migrate(STEPS, GUARDS)
    forged = Trail(other)
    for number in range(1, 4):
        append(forged, number, actor="us02" if number == 3 else "us01", after=None)
    row = other.query("SELECT * FROM audit_entry WHERE seq = 3")[0]
    body = other.query("SELECT body FROM audit_body WHERE seq = 3")[0]["body"]
    previous = engine.query("SELECT previous FROM audit_entry WHERE seq = 3")[0]["previous"]
    said = {key: row[key] for key in row.keys() if key not in {"previous", "hash"}}  # noqa: SIM118 - no mapping
    forged_hash = entry_hash(**said, previous=str(previous))  # type: ignore[arg-type]
    behind_the_guards(opener, engine)
    engine.execute(
        "UPDATE audit_entry SET actor = :actor, body_sha256 = :sha, hash = :hash WHERE seq = 3",
        {"actor": row["actor"], "sha": row["body_sha256"], "hash": forged_hash},
    )
    engine.execute("UPDATE audit_body SET body = :body WHERE seq = 3", {"body": body})
    engine.execute("DELETE FROM audit_personal WHERE seq = 3")

    found = check_chain(engine)
    assert (found.broken_at, found.fault) == (4, TrailFault.UNLINKED)


def test_a_tail_that_was_cut_shows_only_beside_a_head_that_was_noted(
    engine: Engine, opener: Opener, trail: Trail
) -> None:
    _, noted = trail.head()
    behind_the_guards(opener, engine, "DELETE FROM audit_entry WHERE seq > 3", "DELETE FROM audit_body WHERE seq > 3")

    assert check_chain(engine).is_intact
    found = check_chain(engine, expected_head=noted)
    assert (found.broken_at, found.fault) == (4, TrailFault.CUT)


def test_a_tail_that_was_cut_and_grown_again_does_not_pass_for_the_noted_one(
    engine: Engine, opener: Opener, trail: Trail
) -> None:
    _, noted = trail.head()
    behind_the_guards(
        opener,
        engine,
        "DELETE FROM audit_personal WHERE seq > 3",
        "DELETE FROM audit_entry WHERE seq > 3",
        "DELETE FROM audit_body WHERE seq > 3",
    )
    append(trail, 4)
    append(trail, 5)

    assert check_chain(engine).is_intact
    assert check_chain(engine, expected_head=noted).fault is TrailFault.CUT


def test_a_head_noted_earlier_is_found_within_a_chain_that_grew(engine: Engine, trail: Trail) -> None:
    _, noted = trail.head()
    append(trail, 6)
    assert check_chain(engine, expected_head=noted).is_intact
    assert check_chain(engine, expected_head=GENESIS).is_intact


@settings(max_examples=examples(40), deadline=None)
@given(
    st.integers(1, 6),
    st.sampled_from(["actor", "action", "record_kind", "record_id", "third_party_id", "batch_id", "body_sha256"]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8).filter(lambda x: "\x00" not in x),
)
def test_whatever_is_written_into_an_entry_is_found_there(seq: int, column: str, text: str) -> None:
    opener = Sqlite(Path())
    engine = SqliteEngine(None)
    engine.migrate(STEPS, GUARDS)
    trail = Trail(engine)
    for number in range(1, 7):
        append(trail, number)
    before = engine.query(f"SELECT {column} AS c FROM audit_entry WHERE seq = :seq", {"seq": seq})[0]["c"]
    behind_the_guards(opener, engine)
    engine.execute(f"UPDATE audit_entry SET {column} = :text WHERE seq = :seq", {"text": text, "seq": seq})
    found = check_chain(engine)
    engine.close()
    assert found.broken_at == (None if text == before else seq)


# Personal values


def contact(name: str | None = "山田 太郎", **facts: Any) -> Contact:
    return Contact("ct1", "tp1", ContactKind.SECURITY, name=name, email="yamada@example.jp", **facts)


def with_a_contact(engine: Engine) -> Trail:
    trail = Trail(engine)
    append(trail, 1, record_kind="contact", record_id="ct1", after=to_row(contact()))
    changed = to_row(contact(name="鈴木 花子", version=2))
    append(trail, 2, record_kind="contact", record_id="ct1", before={"name": "山田 太郎"}, after=changed)
    return trail


def test_a_personal_value_stands_nowhere_in_the_bodies(engine: Engine) -> None:
    with_a_contact(engine)
    bodies = "".join(str(r["body"]) for r in engine.query("SELECT body FROM audit_body"))
    assert "tp1" in bodies
    for value in ("山田", "鈴木", "yamada"):
        assert value not in bodies


def test_the_same_value_has_another_salt_each_time(engine: Engine) -> None:
    with_a_contact(engine)
    salts = [r["salt"] for r in engine.query("SELECT salt FROM audit_personal")]
    assert len(set(salts)) == len(salts) == 5


def test_after_an_erasure_the_chain_holds_and_the_record_says_so(engine: Engine) -> None:
    trail = with_a_contact(engine)

    assert trail.erase_personal(record_kind="contact", record_id="ct1") == 5

    assert check_chain(engine).fault is TrailFault.GONE
    append(trail, 3, record_kind="contact", record_id="ct1", action="contact.erased")
    assert check_chain(engine).is_intact
    [rebuilt] = trail.records_at(Contact, 1)
    assert (rebuilt.name, rebuilt.email, rebuilt.kind) == (ERASED, ERASED, ContactKind.SECURITY)
    assert trail.lines()[1].before == {"name": ERASED}


def test_an_erasure_leaves_other_records_as_they_were(engine: Engine) -> None:
    trail = with_a_contact(engine)
    other = replace(contact(), id="ct2")
    append(trail, 3, record_kind="contact", record_id="ct2", after=to_row(other))
    trail.erase_personal(record_kind="contact", record_id="ct1")
    assert other in trail.records_at(Contact, 3)


# States that can be rebuilt

Names = dict[str, str]


def test_an_entry_older_than_a_column_reads_as_nobody_has_said(trail: Trail) -> None:
    older = {name: value for name, value in to_row(ThirdParty("tp9", "みなも")).items() if name != "person_count"}
    append(trail, 9, record_id="tp9", after=older)
    party = next(known for known in trail.records_at(ThirdParty, 99) if known.id == "tp9")
    assert (party.legal_name, party.person_count) == ("みなも", None)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["tp1", "tp2", "tp3"]), st.text("あいう", max_size=3)), max_size=12))
def test_the_state_after_each_entry_is_rebuilt_from_the_trail_alone(writes: list[tuple[str, str]]) -> None:
    engine = SqliteEngine(None)
    engine.migrate(STEPS, GUARDS)
    trail, standing = Trail(engine), [{}]  # type: tuple[Trail, list[Names]]
    for number, (record_id, name) in enumerate(writes, start=1):
        append(trail, number, record_id=record_id, after=to_row(ThirdParty(record_id, name)))
        standing.append(standing[-1] | {record_id: name})
    for number, names in enumerate(standing):
        assert {p.id: p.legal_name for p in trail.records_at(ThirdParty, number)} == names
    engine.close()


def test_the_two_chains_do_not_know_each_other(engine: Engine) -> None:
    changes, accesses = Trail(engine), Trail(engine, ACCESS)
    append(changes, 1)
    append(accesses, 2, action="evidence.downloaded", after=None)
    assert changes.head()[0] == accesses.head()[0] == 1
    assert changes.head()[1] != accesses.head()[1]
    assert [line.entry.action for line in accesses.lines()] == ["evidence.downloaded"]


Narrow = Callable[[Trail], list[int]]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"actor": "us02"}, [6]),
        ({"record_id": "tp2"}, [2]),
        ({"third_party_id": "tp3"}, [3]),
        ({"up_to": 2}, [2, 1]),
        ({"limit": 2}, [6, 5]),
        ({"since": AT + timedelta(minutes=5)}, [6, 5]),
        ({"before": AT + timedelta(minutes=2)}, [1]),
        ({"action": "user.added"}, [6]),
        ({"record_kind": "service"}, []),
    ],
)
def test_entries_are_narrowed(trail: Trail, narrowed: dict[str, Any], expected: list[int]) -> None:
    append(trail, 6, actor="us02", action="user.added", record_kind="app_user", third_party_id="", after=None)
    assert [line.entry.seq for line in trail.lines(**narrowed)] == expected


def test_knowledge_of_a_day_ends_before_the_instant_that_ends_it(trail: Trail) -> None:
    assert trail.number_at(AT) == 0
    assert trail.number_at(AT + timedelta(minutes=3)) == 2
    assert trail.number_at(AT + timedelta(days=1)) == 5
