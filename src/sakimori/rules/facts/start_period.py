"""未着手: the days after the first registration of a third party in which what nobody has recorded is not yet late.

This is our policy and no law. It moves the words and the due day of a gap; what stops a hand-over still stops it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Finding, Stage
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import ThirdParty


def start_period_end(party: ThirdParty, policy: Policy) -> date | None:
    """The first day after the start period; None where there is none, as for our own company."""
    if party.is_self or party.created_on is None or policy.start_period_days <= 0:
        return None
    return party.created_on + timedelta(days=policy.start_period_days)


def with_start(finding: Finding, party: ThirdParty, policy: Policy) -> Finding:
    """A finding with its days in the start period as stages of their own; what is recorded as bad stays as it is."""
    end = start_period_end(party, policy)
    if end is None or not (finding.kind is GapKind.UNKNOWN or finding.is_unrecorded):
        return finding
    return replace(finding, stages=tuple(_split(finding, party, end)))


def _split(finding: Finding, party: ThirdParty, end: date) -> Iterator[Stage]:
    for stage in finding.stages:
        if _begins_late(stage, end) or _is_new_need(finding, stage, party):
            yield stage
        elif stage.until_on is not None and stage.until_on <= end:
            yield replace(stage, is_start=True)
        else:
            yield replace(stage, until_on=end, is_start=True)
            yield replace(stage, from_on=end)


def _begins_late(stage: Stage, end: date) -> bool:
    return stage.from_on is not None and stage.from_on >= end


def _is_new_need(finding: Finding, stage: Stage, party: ThirdParty) -> bool:
    """Whether data first flow after the registration: then their flowing without the record is what is recorded."""
    is_after = stage.from_on is not None and party.created_on is not None and stage.from_on > party.created_on
    return finding.is_unrecorded and is_after
