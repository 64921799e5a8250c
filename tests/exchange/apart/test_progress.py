"""How far a reader is, is told out of its process to whoever asked, and nothing else is."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from kit.files.documents.made import WorkedDocument, made, named
from sakimori.exchange.apart import door, read_apart
from sakimori.exchange.documents.reading import read_document
from sakimori.exchange.progress import Progress, Step, repeat, tell, told_to


def test_pages_passages_and_clauses_are_counted_out_of_the_other_process() -> None:
    text = named("contract_en_msa").text
    told: list[Progress] = []
    threads: set[int] = set()

    def note(progress: Progress) -> None:
        told.append(progress)
        threads.add(threading.get_ident())

    with told_to(note):
        read = read_apart(read_document, made(WorkedDocument("a", "contract", "en", text)))
    assert [one.done for one in told if one.step is Step.PAGES] == list(range(read.page_count))
    assert {one.step for one in told} == set(Step) - {Step.ROWS}
    shares = [one.share for one in told]
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] < 1
    assert threads == {threading.get_ident()}  # a page draws from its own thread alone


def test_a_word_file_counts_its_passages_and_has_no_pages() -> None:
    told: list[Progress] = []
    with told_to(told.append):
        read_apart(read_document, made(WorkedDocument("a", "contract", "ja", "乙は秘密を保持する。", form="docx")))
    assert {one.step for one in told} == {Step.PASSAGES, Step.CLAUSES}


def test_who_does_not_ask_is_told_nothing() -> None:
    told: list[Progress] = []
    with told_to(told.append):
        pass
    tell(Step.PAGES, 1, 2)
    assert told == []


def test_who_goes_away_while_it_reads_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    start = door._start

    def remembered(*given: Any) -> Any:
        started.append(start(*given))
        return started[-1]

    monkeypatch.setattr(door, "_start", remembered)

    def leave(_progress: Progress) -> None:
        raise KeyboardInterrupt

    with told_to(leave), pytest.raises(KeyboardInterrupt):
        read_apart(read_document, made(named("contract_en_msa")))
    assert started[-1].poll() is not None


@pytest.mark.parametrize(
    "line",
    [
        b"progress pages 3 2\n",
        b"progress pages 0 0\n",
        b"progress secrets 1 2\n",
        b"progress pages 1 2",
        b"progress pages -1 2\n",
        b"progress pages 1 2 3\n",
        b"Traceback (most recent call last):\n",
        b"\xff\xfe\n",
        b"",
    ],
    ids=repr,
)
def test_what_is_no_such_line_is_dropped(line: bytes) -> None:
    told: list[Progress] = []
    with told_to(told.append):
        repeat(line)
    assert told == []


def test_such_a_line_is_told_on() -> None:
    told: list[Progress] = []
    with told_to(told.append):
        repeat(Progress(Step.CLAUSES, 7, 110).line())
    assert told == [Progress(Step.CLAUSES, 7, 110)]
