"""Within how many days a stop reaches who holds the data, and which stops call lists back that went out before."""

from __future__ import annotations

from typing import Final

from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import StopChannel

MARKETING_STOPS: Final = frozenset(
    {StopChannel.MAIL, StopChannel.SMS, StopChannel.PHONE, StopChannel.POST, StopChannel.AD_TARGETING}
)
"""What a refusal of advertising stops, each by its way."""

RECALLING: Final = MARKETING_STOPS | {StopChannel.USE}
"""After these a list that went out may not be worked through any more; what was provided before the others stays."""


def days_to_tell(channel: StopChannel, policy: Policy) -> int:
    """Days from the day on which a stop was put down to the one by which a recipient knows it."""
    if channel is StopChannel.POST:
        return policy.suppression_post_days
    return policy.suppression_mail_days if channel in MARKETING_STOPS else policy.stop_pass_on_days
