"""Files of others are read in a process of their own: what it may, what it tells, and what becomes of it."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from kit.files.question_sheets import book
from nightly.hostile_files import READERS, broken_files, good_files
from sakimori.errors import NotFoundError, RefusedError, RequestInvalidError, UnreadableFileError
from sakimori.exchange.apart import door, one_ready, read_apart
from sakimori.exchange.apart.__main__ import MEMORY, SECONDS
from sakimori.exchange.apart.answer import call_line, called, read_answer
from sakimori.exchange.apart.plain import codec, from_plain, to_plain
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.form import read_form
from sakimori.exchange.request.file import read_request_file

SRC = Path(__file__).parents[3] / "src" / "sakimori"
CSV = "会社名,国\n青空株式会社,日本\n".encode()
ROWS = (("No.", "質問", "回答"), ("1", "規程がありますか", "はい"), ("2", "責任者がいますか", "いいえ"))

HERE = {
    "read_profile": "a profile of ours is short, and is read at every turn of its page",
    "numbers_in_file": "short plain bytes: nothing is unpacked",
    "look_into": "evidence: only short bytes that are no archive; nothing is unpacked",
    "lint_pack": "our own folder of packs; what somebody names is read apart",
    "read_questionnaire": "the bench reads what it has made",
    "refuse_too_large": "its length alone",
    "read_request_file": "the body of a call is short JSON; the file that a command names is read apart",
    "read_with_packs": "it reads apart itself",
    "read_on_shelf": "it reads apart itself",
}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in SRC.rglob("*.py"):
        if "exchange" not in path.relative_to(SRC).parts or path == READ_THERE:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


READ_THERE = SRC / "exchange" / "questionnaires" / "reading" / "apart.py"
"""The one module of `exchange` that reads apart by itself."""


def readers_of(tree: ast.Module) -> dict[str, Any]:
    """The functions of `exchange` that take bytes first, by the names under which a module imports them."""
    found: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sakimori.exchange."):
            for name in node.names:
                one = getattr(importlib.import_module(str(node.module)), name.name, None)
                if inspect.isfunction(one):
                    first = next(iter(inspect.signature(one).parameters.values()), None)
                    if first is not None and str(first.annotation).startswith("bytes"):
                        found[name.asname or name.name] = one
    return found


def apart() -> dict[str, Any]:
    """Every reader that is called apart."""
    found: dict[str, Any] = {}
    for _, tree in modules():
        named = {
            getattr(node.args[0], "id", "")
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "read_apart"
        }
        found |= {name: one for name, one in (readers_of(tree) if named else {}).items() if name in named}
    return found


def test_no_page_and_no_command_reads_a_file_of_others_in_its_own_process() -> None:
    """A new reader is found by its first argument: it then is called apart, or needs a reason above."""
    for path, tree in modules():
        known = readers_of(tree).keys() - HERE.keys()
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call) and known)
        assert not {call.id for call in calls if isinstance(call, ast.Name)} & known, path


def test_every_type_that_a_reader_takes_or_gives_can_cross() -> None:
    found = apart()
    assert len(found) >= 10
    for reader in found.values():
        _data, *names = inspect.signature(reader).parameters
        hints = get_type_hints(reader)
        for name in (*names, "return"):
            codec(hints[name])


@pytest.mark.parametrize(("name", "data"), good_files(), ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_read_apart_is_what_would_be_read_here(name: str, data: bytes) -> None:
    for reader in (read_source, open_document, read_form):
        assert _said(partial(_through, reader), data, name) == _said(reader, data, name)


def _said(read: Any, data: bytes, name: str) -> Any:
    """What a reader gives, or why it refuses."""
    try:
        return read(data, name)
    except UnreadableFileError as refused:
        return refused.details


def _through(reader: Any, data: bytes, *args: Any) -> Any:
    """A reading that crosses twice as between two processes, in this one."""
    return read_answer(reader, called(call_line(reader, *args))(data).encode())


def test_a_reading_of_another_process_is_the_same() -> None:
    assert read_apart(read_source, CSV, "a.csv") == read_source(CSV, "a.csv")
    sheet = book(*ROWS)
    assert read_apart(open_document, sheet, "a.xlsx") == open_document(sheet, "a.xlsx")
    body = json.dumps({"recipient": {"legal_name": "A"}, "flow": {"nam": "b"}}).encode()
    with pytest.raises(RequestInvalidError) as here:
        read_request_file(body, "r.json")
    with pytest.raises(RequestInvalidError) as there:
        read_apart(read_request_file, body, "r.json")
    assert there.value.details == here.value.details
    with pytest.raises(NotFoundError):
        read_apart(read_form, CSV, "a.csv", profile="no-such-form")


_NEVER = ("pandas", "streamlit", "sakimori.store.engine", "sakimori.exchange.registers.words")


@pytest.mark.parametrize(
    ("reader", "without"), [(read_source, (*_NEVER, "pydantic", "xlsxwriter")), (read_form, _NEVER)]
)
def test_a_reader_starts_without_what_it_does_not_need(reader: Any, without: tuple[str, ...]) -> None:
    """Its start is most of what the reading of a short file costs."""
    code = f"import sys, sakimori.exchange.apart.answer, {reader.__module__}; print(*sys.modules)"
    command, env = [sys.executable, "-c", code], door._environment()
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout.split()
    assert reader.__module__ in loaded
    assert not set(without) & set(loaded)


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("import time; time.sleep(60)", "too long"),
        ("import os; os.kill(os.getpid(), 9)", "damaged"),
        ("import os; os.abort()", "damaged"),
        ("print('{\"read\": 1}')", "damaged"),
        ("print('not json')", "damaged"),
        ('print(\'{"refused": "SystemExit", "details": []}\')', "damaged"),
        ("print('[' * 100_000)", "damaged"),
        ("import sys; sys.stdout.write('x' * 3_000_000)", "damaged"),
    ],
)
def test_whatever_becomes_of_the_process_is_a_refusal_in_words(
    does: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_COMMAND", (sys.executable, "-c", does))
    monkeypatch.setattr(door, "SECONDS", 1.5 if why == "too long" else 60.0)
    monkeypatch.setattr(door, "_LONGEST_ANSWER", 2_000_000)
    before = time.monotonic()
    with pytest.raises(UnreadableFileError) as refused:
        read_apart(read_source, b"a,b\n" * 200_000, "a.csv")
    assert why in refused.value.message("en")
    assert refused.value.message("ja").endswith("。")
    assert time.monotonic() - before < 40


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory there")
def test_a_process_that_needs_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    small = "import sakimori.exchange.apart.__main__ as child; child.MEMORY = 160 << 20; child.main()"
    monkeypatch.setattr(door, "_COMMAND", (sys.executable, "-c", small))
    assert read_apart(read_source, CSV, "a.csv").grids[0].width == 2
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_apart(read_source, b"a,b,c,d,e,f,g,h\n" * 200_000, "a.csv")


def test_the_process_knows_no_setting_of_ours_and_may_write_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_SECRET", "hidden")
    assert not any(name.startswith("SAKIMORI") for name in door._environment())
    limits = "import sakimori.exchange.apart.__main__ as child; child._limit('RLIMIT_FSIZE', 0); open('/tmp/x9', 'w')"
    monkeypatch.setattr(door, "_COMMAND", (sys.executable, "-c", limits + ".write('a')"))
    with pytest.raises(UnreadableFileError):
        read_apart(read_source, CSV, "a.csv")


@pytest.fixture
def ready() -> Iterator[None]:
    with one_ready():
        yield
    assert door._spare.taken() is None


def waiting() -> subprocess.Popen[bytes]:
    child = door._spare._waiting
    assert child is not None
    return child


def test_the_process_that_waits_reads_one_file_and_another_waits_after_it(ready: None) -> None:
    first = waiting()
    assert read_apart(read_source, CSV, "a.csv") == read_source(CSV, "a.csv")
    assert first.poll() is not None
    second = waiting()
    assert second.pid != first.pid
    assert read_apart(read_source, CSV, "b.csv") == read_source(CSV, "b.csv")
    assert second.poll() is not None


def limits_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return {line[:26].strip(): line[26:].split()[0] for line in lines}


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="limits are read from /proc")
def test_the_process_that_waits_stands_under_the_limits_of_every_other(ready: None) -> None:
    wanted = {"Max cpu time": str(SECONDS), "Max address space": str(MEMORY)}
    until = time.monotonic() + 30
    while not wanted.items() <= limits_of(waiting().pid).items():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert b"SAKIMORI" not in Path(f"/proc/{waiting().pid}/environ").read_bytes()


def test_a_process_that_ended_while_it_waited_is_not_asked(ready: None) -> None:
    waiting().kill()
    waiting().wait()
    assert read_apart(read_source, CSV, "a.csv") == read_source(CSV, "a.csv")


def test_many_files_at_once_are_read_while_one_waits(ready: None) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda n: read_apart(read_source, f"a\n{n}\n".encode(), "a.csv"), range(12)))
    assert [one.grids[0].rows[-1].cells[0] for one in found] == [str(n) for n in range(12)]


def test_a_fault_of_a_reader_is_logged_by_its_place_and_without_the_words_of_the_file(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    breaks = (
        "import sys, sakimori.exchange.apart.__main__ as child; sys.excepthook = child._say_where;"
        "raise AssertionError(sys.stdin.read())"
    )
    monkeypatch.setattr(door, "_COMMAND", (sys.executable, "-c", breaks))
    with caplog.at_level(logging.WARNING), pytest.raises(UnreadableFileError, match="cannot be read"):
        read_apart(read_source, b"secret words", "a.csv")
    assert "AssertionError" in caplog.text
    assert "secret" not in caplog.text


def test_nothing_but_the_types_that_are_named_is_made_of_an_answer() -> None:
    with pytest.raises((TypeError, ValueError)):
        from_plain(str, 1)
    with pytest.raises(TypeError):
        codec(object)
    with pytest.raises(ValueError, match="os:system"):
        called(b'["os:system", {}]')
    held = {(1, 2): frozenset({"a"}), (3, 4): frozenset()}
    hint = dict[tuple[int, int], frozenset[str]]
    assert from_plain(hint, json.loads(json.dumps(to_plain(hint, held)))) == held


def test_a_file_too_wide_is_refused_at_once_or_read_in_part() -> None:
    wide = b"\n".join(",".join(f"c{n}" for n in range(20_000)).encode() for _ in range(20))
    for reader in (read_source, read_form):
        with pytest.raises(UnreadableFileError, match="16,384"):
            reader(wide, "a.csv")
    row = ",".join(f"c{n}" for n in range(16_000)).encode()
    found = read_source(b"\n".join([row] * 20), "a.csv")
    assert (found.grids[0].width, [note.code for note in found.notes]) == (500, ["too_wide"])


def test_pages_that_are_too_long_are_refused() -> None:
    for name, body in (("a.html", b"<table><tr><td>a"), ("a.md", b"# a\n")):
        with pytest.raises(UnreadableFileError, match="limit 2 MB"):
            read_source(body + b"a " * (1 << 20), name)


@pytest.mark.parametrize("reader", READERS)
def test_a_broken_file_gives_a_refusal_and_no_fault(reader: str) -> None:
    """Some hundred here; `tests/nightly/readers.py` tries twenty thousand."""
    for name, body in broken_files(60, seed=len(reader)):
        with contextlib.suppress(RefusedError):
            READERS[reader](body, name)
