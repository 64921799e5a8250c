"""Which law speaks of advertising: that of mail of mail and SMS, that of mail-order sales of such mail, no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

import pytest

from kit.clearing import a_case
from sakimori.domain.codes import Outcome
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.own_registers import StopChannel
from sakimori.rules.clearance.data.marketing import CHANNELS
from sakimori.rules.clearance.judging import Judging

ON = date(2026, 11, 26)
ELECTRONIC = {StopChannel.MAIL, StopChannel.SMS}


def every() -> Iterator[tuple[tuple[StopChannel, ...], bool]]:
    for number in range(1, len(CHANNELS) + 1):
        for channels in combinations(CHANNELS, number):
            yield from ((channels, mail_order) for mail_order in (False, True))


@pytest.mark.parametrize(("channels", "mail_order"), list(every()), ids=str)
def test_a_law_is_cited_for_the_channels_of_which_it_speaks(
    channels: tuple[StopChannel, ...], mail_order: bool
) -> None:
    facts = {
        "marketing": True,
        "channels": [channel.value for channel in channels],
        "optin_basis": True,
        "optin_record": True,
        "refusal_display": True,
        "suppression_on": ON,
        "mail_order_ad": mail_order,
        "mail_order_consent": True,
    }
    verdict = Judging(a_case({"facts": facts}), DEFAULT_POLICY).on(ON)
    cited = " ".join(reason.cites.ja for reason in verdict.reasons)
    is_electronic = bool(ELECTRONIC.intersection(channels))
    assert verdict.outcome in {Outcome.ALLOWED, Outcome.REVIEW}
    assert ("特定電子メール法" in cited) is is_electronic
    by_rule = {reason.rule_id: reason.cites.ja for reason in verdict.reasons}
    assert ("M-12" in by_rule) is is_electronic
    assert ("M-03" in by_rule) is is_electronic
    assert ("特定商取引法12条の3第2項" in cited) is (is_electronic and mail_order)
    assert ("特定商取引法12条の4" in cited) is (is_electronic and mail_order)
    assert ("特定商取引法17条" in cited) is (StopChannel.PHONE in channels)
    assert ("M-12P" in by_rule) is bool(set(channels) - ELECTRONIC)
    assert "特定" not in by_rule.get("M-12P", "")
