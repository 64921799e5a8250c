"""An answer rests on no stop but those that its case names: of others nothing is judged anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kit.clearing import made_sure, tried_cases
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.own_registers import StopChannel
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.data.objections import channels_in_question
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.clearance.own_answers import own_answers


@dataclass
class Looked(Mapping[StopChannel, int]):
    """Somebody has stopped everything; which channels anybody looks at is noted."""

    seen: set[StopChannel] = field(default_factory=set)

    def __getitem__(self, channel: StopChannel) -> int:
        self.seen.add(channel)
        return 1

    def __iter__(self) -> Iterator[StopChannel]:
        return iter(StopChannel)

    def __len__(self) -> int:
        return len(StopChannel)


def _varied(case: Case) -> Iterator[Case]:
    for marketing in (True, False, None):
        for channels in (case.facts.channels, None, frozenset()):
            yield replace(case, facts=replace(case.facts, marketing=marketing, channels=channels))


def _read(case: Case, on: date) -> set[StopChannel]:
    looked = Looked()
    watched = replace(case, stops=looked)
    own_answers(watched, DEFAULT_POLICY, Judging(watched, DEFAULT_POLICY).spans(on))
    return looked.seen


def test_no_answer_on_any_day_looks_at_a_stop_that_its_case_does_not_name() -> None:
    read: set[StopChannel] = set()
    for worked in tried_cases():
        for case in _varied(worked.case):
            for each in (case, made_sure(case)):
                seen = _read(each, worked.on)
                assert seen <= channels_in_question(each), worked.name
                read |= seen
    assert read == set(StopChannel)
