"""A text in which nobody sees anything is no text: wherever rules read one, blanks say what nothing says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, get_type_hints

import pytest

from kit.cases.worked_cases import read_cases
from kit.clearing import read_clearances
from kit.examples import ALL
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.evaluation import evaluate

BLANK = "\u3000\u200b \u00a0\t\n\ufeff\u2060\u3164"
TRIED_IN = 1_000 if ALL else 2
"""In how many cases of one step, of one letter of rules (with all cases: of one rule), each text is tried."""
NAMES = {"id", "name", "legal_name", "title", "item", "part_of", "asked_by", "country", "governing_law"}
"""Fields by which records and persons are told apart: nobody leaves them blank."""

Said = Callable[[Any], Hashable]


def _texts(value: Any, put: Callable[[Any], Any]) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Every text in a whole, with how the whole looks once it says something else."""
    if isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from _texts(one, lambda new, n=at: put((*value[:n], new, *value[n + 1 :])))  # type: ignore[misc]
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, lambda new, k=key: put({**value, k: new}))  # type: ignore[misc]
    elif is_dataclass(value) and not isinstance(value, type | Text):
        for name in _names(type(value)):
            told = getattr(value, name)
            new_whole = lambda new, n=name: put(replace(value, **{n: new}))  # noqa: E731 - one for each field
            if type(told) is not str:
                yield from _texts(told, new_whole)
            elif _is_text(type(value), name):
                yield f"{type(value).__name__}.{name}", new_whole


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)


@cache
def _is_text(kind: type, name: str) -> bool:
    is_key = name in NAMES or name.endswith(("_id", "_by", "_key", "_sha256"))
    return not is_key and get_type_hints(kind)[name] in {str, str | None}


def _differing(wholes: Iterator[tuple[str, Any, Said]]) -> tuple[set[str], set[str]]:
    """The texts that were tried, and those of which blanks say something else than nothing."""
    times, differing = Counter[tuple[str, str]](), set[str]()
    for about, whole, said in wholes:
        for name, with_text in _texts(whole, lambda new: new):
            if times[name, about] < TRIED_IN:
                times[name, about] += 1
                if said(with_text(BLANK)) != said(with_text("")):
                    differing.add(name)
    return {name for name, _ in times}, differing


def _clearance(on: date) -> Said:
    def said(case: Case) -> Hashable:
        return frozenset((r.rule_id, r.kind) for r in Judging(case, DEFAULT_POLICY).on(on).reasons)

    return said


def _gaps(dossier: Dossier) -> Hashable:
    return frozenset((f.rule_id, f.subject, f.kind, f.stages) for f in evaluate(dossier, DEFAULT_POLICY))


def test_blank_texts_say_in_a_clearance_what_no_texts_say() -> None:
    tried, differing = _differing((one.step, one.case, _clearance(one.on)) for one in read_clearances())
    assert differing == set()
    assert {"DataFlow.route_rationale", "DataSetPart.entruster", "Purpose.wording"} <= tried


def test_blank_texts_leave_the_gaps_that_no_texts_leave() -> None:
    tried, differing = _differing((one.rule if ALL else one.rule[0], one.dossier, _gaps) for one in read_cases())
    assert differing == set()
    assert {"ProvisionRecord.recipient_name", "ForeignBasis.item_system", "Incident.late_notice_note"} <= tried


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (None, False),
        ("", False),
        (BLANK, False),
        ("\u00ad\u180e\u115f\uffa0\u2800", False),
        ("—", True),
        (" a ", True),
        ("\u3000理由\u200b", True),
    ],
)
def test_a_text_is_given_where_a_reader_sees_something(text: str | None, *, is_one: bool) -> None:
    assert is_given(text) is is_one
