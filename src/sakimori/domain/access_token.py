"""A token by which a program of a person's reads, or a calendar follows, what that person may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text


class TokenScope(StrEnum):
    """What a token opens; a closed list, so that a token never opens what did not exist when it was made."""

    CALENDAR = "calendar"
    CLEARANCE = "clearance"
    SLIPS = "slips"
    REGISTER = "register"
    GAPS = "gaps"
    RECORDS = "records"
    RELEASES = "releases"
    STOPS = "stops"
    INCIDENTS = "incidents"
    QUESTIONNAIRES = "questionnaires"
    IMPORTS = "imports"
    WEBHOOKS = "webhooks"


SCOPE_NAMES: Final[Mapping[TokenScope, Text]] = {
    TokenScope.CALENDAR: Text("カレンダーの購読", "Calendar feed"),
    TokenScope.CLEARANCE: Text("提供可否を尋ねる", "Ask for clearance"),
    TokenScope.SLIPS: Text("提供可否票を出す・取り消す", "Issue and revoke slips"),
    TokenScope.REGISTER: Text(
        "取引先・契約・認証・データフローを読む", "Read third parties and what is on record of them"
    ),
    TokenScope.GAPS: Text("不備と期限を読む", "Read gaps and deadlines"),
    TokenScope.RECORDS: Text("記録簿を読む", "Read the book of records"),
    TokenScope.RELEASES: Text("提供の実施を記録する", "Note hand-overs"),
    TokenScope.STOPS: Text("停止請求を登録・照会・連絡する", "Keep, ask for and pass on stops"),
    TokenScope.INCIDENTS: Text("漏えい等を報告・一覧する", "Report and list incidents"),
    TokenScope.QUESTIONNAIRES: Text("質問票と審査を読む・回答する", "Read and answer questionnaires"),
    TokenScope.IMPORTS: Text("一覧を取り込む", "Take in lists"),
    TokenScope.WEBHOOKS: Text("Webhook の設定と送信の記録", "Webhooks and their log"),
}

OF_PROGRAMS: Final = tuple(scope for scope in TokenScope if scope is not TokenScope.CALENDAR)
"""What a program can be given; a calendar is followed by an address, which its own page makes."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token of one person. Of its secret only `secret_hash` is kept, and how it begins, to tell it from others.

    `expires_on` is the last day on which it opens anything; None says that it has none. It never opens more than its
    person may see at the time.
    """

    id: str
    user_id: str
    name: str
    scopes: frozenset[TokenScope]
    made_at: datetime
    expires_on: date | None
    starts_with: str
    secret_hash: str
    last_used_on: date | None = None
    revoked_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Whether it is neither revoked nor past its last day."""
        return self.revoked_at is None and (self.expires_on is None or legal_day(at) <= self.expires_on)
