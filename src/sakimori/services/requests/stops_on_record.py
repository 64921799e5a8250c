"""Who has stopped, of those whom our records of provision to a recipient name: found without any list of persons."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from sakimori.domain.records.hand_over import ProvisionRecord
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.user import Actor
from sakimori.domain.values.identifier import IdentifierKind
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.paper.safe_files import safe_csv
from sakimori.exchange.parties.list_parts import SuppressionForm, SuppressionHow
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.screening import StandingStops, check_how
from sakimori.services.requests.stop_key import hash_identifier, standing_key

FORMS_OF_RECORD: Final = (SuppressionForm.KEYED, SuppressionForm.PLAIN)
"""A customer number is short: its bare hash would tell it to anybody who tries them all."""
_NUMBER: Final = IdentifierKind.CUSTOMER_NUMBER
_NO_BARE_HASH: Final = Text(
    "顧客番号は短く、鍵のないハッシュから分かってしまいます。鍵によるハッシュか平文にしてください。",
    "Customer numbers are short: their bare hashes would tell them. Choose hashes under a key, or plain.",
)


@needs(Permission.HANDLE_REQUESTS)
def stopped_on_record(
    workspace: Workspace, channels: Sequence[StopChannel], *, on: date, recipient_id: str, actor: Actor, at: datetime
) -> int:
    """How many persons whom the records to a recipient name have stopped something on a day; the look is noted.

    Raises:
        StateError: There are stops, but their key is missing.
    """
    with workspace.unit() as unit:
        found = tuple(_stopped(workspace, unit, channels, on, recipient_id))
    workspace.access("list.screened", actor=actor, at=at, what="stop", key=recipient_id, third_party_id=recipient_id)
    return len(found)


@needs(Permission.HANDLE_REQUESTS)
def suppression_of_record(
    workspace: Workspace,
    channels: Sequence[StopChannel],
    how: SuppressionHow,
    *,
    on: date,
    recipient_id: str,
    actor: Actor,
    at: datetime,
) -> bytes:
    """Their customer numbers, or the hashes of these, for the recipient to take out; that it was taken is noted.

    Raises:
        InvalidValueError: Hashes under a key are asked for, and the key is too short to protect anybody.
        StateError: Bare hashes are asked for, or the key of the stops is missing.
    """
    if how.form not in FORMS_OF_RECORD:
        raise StateError(why=_NO_BARE_HASH)
    check_how(how)
    with workspace.unit() as unit:
        numbers = sorted(_stopped(workspace, unit, channels, on, recipient_id))
    is_plain = how.form is SuppressionForm.PLAIN
    key = how.key.strip().encode()
    values = numbers if is_plain else sorted(hmac.digest(key, one.encode(), "sha256").hex() for one in numbers)
    action = "suppression.plain" if is_plain else "suppression.hashed"
    workspace.access(action, actor=actor, at=at, what="stop", key=recipient_id, third_party_id=recipient_id)
    return safe_csv([how.heads, *((_NUMBER.value, value) for value in values)])


def _stopped(
    workspace: Workspace, unit: Unit, channels: Sequence[StopChannel], on: date, recipient_id: str
) -> Iterator[str]:
    """The numbers, each once; a record that a later one corrects names nobody any more."""
    key, stops = standing_key(workspace, unit), StandingStops(unit, channels, on)
    if key is None or not stops.by_hash:
        return
    records = unit.records.select(ProvisionRecord, "third_party_id = :recipient", {"recipient": recipient_id})
    corrected = {one.corrects_id for one in records}
    standing = (one for one in records if one.id not in corrected)
    for number in {number for one in standing for number in one.persons}:
        if hash_identifier(key, _NUMBER, number) in stops.by_hash:
            yield number
