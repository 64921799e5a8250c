"""The answers to a case for those who decided something of it themselves, where they are others than the asker's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from sakimori.domain.clearance import OutcomeSpan
from sakimori.domain.codes import GOOD
from sakimori.domain.policy import Policy
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.gate import deciders
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.clearance.stretch import DAY


def own_answers(case: Case, policy: Policy, spans: Sequence[OutcomeSpan]) -> Iterator[tuple[str, OutcomeSpan]]:
    """What the answers become for each other person whose own decision then does not count, while `spans` let it go.

    What the asker may not hand over stands for them too: nobody needs to judge it once more.
    """
    runs = [list(run) for is_good, run in groupby(spans, lambda span: span.outcome in GOOD) if is_good]
    if not runs:
        return
    for reader in sorted(deciders(case) - {case.asked_by}):
        judging = Judging(replace(case, asked_by=reader), policy)
        for run in runs:
            end = run[-1].until_on
            own = judging.spans(run[0].from_on, end and end - DAY)
            if own != tuple(run):
                yield from ((reader, span) for span in own)
