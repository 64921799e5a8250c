"""A company that holds members and orders, with two processors, a recipient by consent and a cloud service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kit.builders import AT, a_workspace
from kit.flowing import ACTOR, a_flow, a_party, keep
from sakimori.domain.codes import Role
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import ProvisionRecord, RecordMethod
from sakimori.domain.records.own_registers import DataSet, DataSetPart
from sakimori.domain.records.person_requests import (
    AskedBy,
    IdentityCheck,
    PersonRequest,
    ReplyWay,
    RequestChannel,
    RequestKind,
    RequestResult,
    Searched,
)
from sakimori.domain.values.days import legal_day
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.requests.persons.check import ReplyDraft, RequestDraft
from sakimori.services.requests.persons.write import (
    check_identity,
    note_search,
    receive_request,
    reply_to_request,
    search_records,
)

NAME, NUMBER, CONTACT = "青葉 かすみ", "M-20455", "kasumi.aoba@example.ne.jp"
WISH = "旧姓の遠野で登録された住所も見せてほしい"
SECRETS = (NAME, NUMBER, NUMBER.casefold(), CONTACT, WISH, "青葉", "遠野", "20455")
WHO: dict[str, Any] = {"actor": ACTOR, "at": AT}


@dataclass(frozen=True, slots=True)
class Desk:
    """The workspace with its data sets, and the flows by a short name."""

    workspace: Workspace
    members: DataSet
    orders: DataSet
    flows: dict[str, DataFlow]
    at: datetime = AT

    @property
    def who(self) -> dict[str, Any]:
        """Who writes, and when."""
        return {"actor": ACTOR, "at": self.at}

    @property
    def today(self) -> date:
        """The day of the desk."""
        return legal_day(self.at)

    def receive(self, kind: RequestKind = RequestKind.DISCLOSURE, **facts: Any) -> PersonRequest:
        """A request of the person above, of six days ago, about both data sets."""
        given: dict[str, Any] = {
            "kind": kind, "received_on": self.today - timedelta(days=6), "channel": RequestChannel.LETTER,
            "asked_by": AskedBy.PERSON,
            "data_set_ids": (self.members.id, self.orders.id), "person_name": NAME, "customer_number": NUMBER,
            "contact": CONTACT, "wish": WISH,
        }  # fmt: skip
        return receive_request(self.workspace, RequestDraft(**(given | facts)), **self.who).record

    def identified(self, kind: RequestKind = RequestKind.DISCLOSURE, **facts: Any) -> PersonRequest:
        """The same, of somebody who was identified."""
        asked = self.receive(kind, **facts)
        return check_identity(self.workspace, asked.id, IdentityCheck.CALLED_BACK, on=self.today, **self.who).record

    def searched(self, kind: RequestKind = RequestKind.DISCLOSURE, *found_in: str, **facts: Any) -> PersonRequest:
        """The same, looked for everywhere: found in the data sets of these ids, else among the members."""
        asked = self.identified(kind, **facts)
        for data_set_id in asked.data_set_ids:
            found = Searched.FOUND if data_set_id in (found_in or (self.members.id,)) else Searched.NOT_FOUND
            asked = note_search(self.workspace, asked.id, data_set_id, found, **self.who).record
        if kind is RequestKind.RECORDS:
            asked = search_records(self.workspace, asked.id, **self.who).record
        return asked

    def replied(
        self,
        request: PersonRequest,
        result: RequestResult = RequestResult.GRANTED,
        *,
        at: datetime | None = None,
        **facts: Any,
    ) -> PersonRequest:
        """The request with the reply of today, or of another day."""
        who = self.who | ({} if at is None else {"at": at})
        draft = ReplyDraft(**{"result": result, "on": legal_day(at or self.at), "way": ReplyWay.PAPER, **facts})
        return reply_to_request(self.workspace, request.id, draft, **who).record


def a_desk(workspace: Workspace | None = None, *, at: datetime = AT) -> Desk:
    """The desk; the person stands in one record of provision to the recipient by consent."""
    at_work = workspace or a_workspace()
    members, orders = (keep(at_work, DataSet("", name)) for name in ("会員", "注文"))
    for one in (members, orders):
        keep(at_work, DataSetPart("", one.id, "通販の顧客", person_count=500))
    flows = {}
    for key, name, facts in (
        ("calls", "株式会社つむぎコールセンター", {"data_set_id": members.id}),
        ("print", "株式会社さざなみ印刷", {"data_set_id": members.id, "name": "会報の発送"}),
        ("shipping", "株式会社ほしくず配送", {"data_set_id": orders.id, "name": "商品の発送"}),
        (
            "partner", "株式会社みなも旅行",
            {"data_set_id": members.id, "name": "優待の案内", "route": LegalRoute.CONSENT, "role": Role.RECIPIENT},
        ),
        (
            "cloud", "株式会社しずく",
            {"data_set_id": members.id, "name": "会員の基盤", "route": LegalRoute.NOT_PROVISION,
             "role": Role.CLOUD_PROVIDER},
        ),
    ):  # fmt: skip
        party = a_party(at_work, legal_name=name, roles=frozenset({facts.get("role", Role.PROCESSOR)}))
        flows[key] = a_flow(at_work, party, **facts)
    partner = flows["partner"]
    with at_work.change("provision_record.recorded", **WHO) as change:
        change.insert(
            ProvisionRecord(
                "pv_1", partner.third_party_id, LegalRoute.CONSENT, RecordMethod.EACH, date(2026, 10, 1),
                date(2026, 10, 1), "株式会社みなも旅行", "東京都千代田区1-1", "代表 太郎", ("氏名",),
                (NUMBER.casefold(), "m-9"), "会員番号", 2, date(2029, 10, 1), date(2026, 10, 1), ACTOR.id, True,
                flow_id=partner.id,
            )
        )  # fmt: skip
    return Desk(at_work, members, orders, flows, at)
