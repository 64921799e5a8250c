"""Files of twice the size take twice the work, whatever they are made of."""

from __future__ import annotations

import contextlib
import time
from functools import partial

import pytest

from kit.examples import some
from nightly.hostile_files import READERS, SHAPES
from sakimori.errors import RefusedError
from sakimori.exchange.questionnaires.reading.blocks import joined

DOUBLED = 4
AT_MOST = 2.0**DOUBLED * 4
"""Linear growth gives 16, the square 256; the machine may be busy with other things."""


def seconds(reader: str, shape: str, size: int) -> float:
    """The time of the processor for one reading, the better of two."""
    name, make, _ = SHAPES[shape]
    data = make(size)

    def once() -> float:
        before = time.process_time()
        with contextlib.suppress(RefusedError):
            READERS[reader](data, name)
        return time.process_time() - before

    return min(once(), once())


@pytest.mark.parametrize("shape", some(SHAPES, 1))
@pytest.mark.parametrize("reader", ["list", "questionnaire"])
def test_work_grows_as_the_file_does(reader: str, shape: str) -> None:
    at = partial(seconds, reader, shape)
    first = SHAPES[shape][2] // 4
    at(1000)
    small = max(at(first), 0.002)
    assert at(first * 2**DOUBLED) / small < AT_MOST


def test_a_paragraph_of_many_lines_is_joined_in_one_go() -> None:
    def once(lines: int) -> float:
        before = time.process_time()
        joined(["規程がありますか,はい"] * lines)
        return time.process_time() - before

    small = max(min(once(20_000), once(20_000)), 0.002)
    assert min(once(320_000), once(320_000)) / small < AT_MOST
