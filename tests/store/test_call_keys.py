"""Kept calls of programs on both engines: found for a day, forgotten after it, and without the digests of old."""

from __future__ import annotations

from datetime import timedelta

from kit.builders import AT
from sakimori.store.engine import Engine
from sakimori.store.programs.call_keys import CallKeyTable
from sakimori.store.schema.steps import GUARDS, STEPS
from store.engines import Opener

DAY = timedelta(days=1)


def a_token(engine: Engine) -> None:
    engine.execute("INSERT INTO app_user (id, name, department, roles, version) VALUES ('us01', '', '', '[]', 1)")
    engine.execute(
        "INSERT INTO access_token (id, user_id, name, secret_hash, starts_with, scopes, made_at) "
        "VALUES ('at_1', 'us01', '', 'h', 's', '[]', '')"
    )


def test_a_call_is_found_for_its_time_and_forgotten_after_it(engine: Engine) -> None:
    table = CallKeyTable(engine)
    with engine.write():
        a_token(engine)
        table.begin("at_1", "k", asked="a", at=AT)
        table.finish("at_1", "k", head="{}", body=b"x")
    row = table.find("at_1", "k", since=AT - DAY)
    assert row is not None
    assert (row["asked"], row["head"], row["body"]) == ("a", "{}", b"x")
    assert table.find("at_1", "k", since=AT + timedelta(seconds=1)) is None
    assert table.find("at_2", "k", since=AT - DAY) is None
    assert table.has_of("at_1", before=AT + DAY)
    assert not table.has_of("at_1", before=AT)
    assert not table.has_before(AT)
    assert table.has_before(AT + timedelta(seconds=1))
    with engine.write():
        table.forget_before(AT + timedelta(seconds=1))
    assert not table.has_before(AT + DAY)


def test_what_an_older_program_kept_of_a_call_loses_its_digest_and_answer(opener: Opener) -> None:
    before = next(place for place, (name, _) in enumerate(STEPS) if name == "0103_calls_without_digests")
    engine = opener.empty()()
    engine.migrate(STEPS[:before], {})
    with engine.write():
        a_token(engine)
        CallKeyTable(engine).begin("at_1", "k", asked="digest", at=AT)
        CallKeyTable(engine).finish("at_1", "k", head="{}", body=b"x")
    engine.migrate(STEPS, GUARDS)
    row = CallKeyTable(engine).find("at_1", "k", since=AT - DAY)
    assert row is not None
    assert (row["asked"], row["head"], row["body"]) == ("", None, None)
    engine.close()
