"""A contract read for the person: what its document proposes, and what was accepted with its passage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kit.builders import AT, an_actor
from kit.contracting import AUDITOR, BUYER, SELLER, a_contract, a_party, a_register
from kit.files.documents.made import WorkedDocument, as_pdf, documents, made
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.errors import (
    ConflictError,
    InvalidValueError,
    MyNumberError,
    NotPermittedError,
    StateError,
    UnreadableFileError,
)
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.reading import read_document
from sakimori.services.contracts.fields import contract_fields, days_at_most
from sakimori.services.contracts.proposals import ContractOffers, TakenPassage, contract_offers, take_passages
from sakimori.services.contracts.write import ClauseCheck, check_clauses
from sakimori.services.evidence.giving import takings_of, uses_of
from sakimori.services.evidence.reading import Readings, reading_of, reading_of_upload
from sakimori.services.imports.register_files.folder import export_folder
from sakimori.services.kernel.evidence import file_evidence, withdraw_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user

S = ClauseState
PAYROLL = next(one for one in documents() if one.name == "contract_ja_payroll")
COMPANY, VENDOR = "株式会社みなと製作所", "株式会社ひいらぎ給与サービス"


class Filed(NamedTuple):
    """A workspace with a contract and its filed document."""

    workspace: Workspace
    contract: Contract
    evidence: Evidence

    def offers(self) -> ContractOffers:
        return contract_offers(self.workspace, self.contract.id, self.evidence.id, actor=BUYER, at=AT)

    def take(self, *taken: TakenPassage) -> tuple[ContractClause, ...]:
        at: dict[str, Any] = {"actor": BUYER, "at": AT}
        return take_passages(self.workspace, self.contract.id, self.evidence.id, taken, **at).record


def filed(body: bytes | None = None, workspace: Workspace | None = None) -> Filed:
    workspace = workspace or a_register()
    party = a_party(workspace, VENDOR, corporate_number="9120001098765")
    contract = a_contract(workspace, party)
    body = made(PAYROLL) if body is None else body
    name: dict[str, Any] = {"third_party_id": party.id, "filename": "業務委託契約書.pdf"}
    return Filed(workspace, contract, file_evidence(workspace, **name, body=body, actor=BUYER, at=AT).record)


@pytest.fixture(scope="module")
def read() -> Filed:
    """For tests that write nothing."""
    return filed()


def test_a_clause_is_offered_with_its_passage_and_what_stands_in_it(read: Filed) -> None:
    offer = read.offers().of("ITK-08")
    best = offer.proposals[0]
    assert "再委託" in best.passage.quote
    assert (best.passage.page, len(best.passage.boxes) > 0) == (1, True)
    assert [point.ja for point in best.has] == ["事前の承諾または報告", "再委託先の一覧"] or best.score >= 60
    assert offer.record is None


def test_what_the_document_lacks_has_no_passage(read: Filed) -> None:
    assert [read.offers().of(clause).proposals for clause in ("ITK-06", "ITK-15", "ITK-18")] == [(), (), ()]


def test_the_terms_are_offered_as_values_of_the_fields(read: Filed) -> None:
    offers = {(one.field, one.value) for one in read.offers().fields}
    assert {
        ("signed_on", date(2026, 3, 25)), ("start_on", date(2026, 4, 1)), ("end_on", date(2027, 3, 31)),
        ("auto_renews", True), ("renewal_months", 12), ("governing_law", "JP"), ("breach_notice_hours", 24),
        ("other_side", VENDOR), ("notice_days_ours", 92), ("notice_days_theirs", 92),
    } <= offers  # fmt: skip


def test_months_of_notice_are_counted_so_that_it_is_never_late(read: Filed) -> None:
    notice = next(one for one in read.offers().fields if one.field == "notice_days_ours")
    assert notice.remark is not None
    assert "3か月" in notice.remark.ja
    assert [days_at_most(months) for months in (1, 2, 3, 6, 12)] == [31, 62, 92, 184, 366]
    for start in (date(2025, month, 1) for month in range(1, 13)):
        for months in range(1, 37):
            year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
            assert (date(year, month + 1, 1) - start).days <= days_at_most(months)


def test_whom_the_document_names_is_compared_with_the_dossier(read: Filed) -> None:
    names = read.offers().names
    assert (names.named, names.names_them, names.is_number_other) == ((COMPANY, VENDOR), True, False)
    own = ThirdParty(SELF_ID, COMPANY)
    other = ThirdParty("tp_9", "株式会社さざなみ", corporate_number="3010401055432")
    facts = read.offers().reading.facts_of("contract")
    fields, told = contract_fields(facts, own=own, party=other)
    assert ("our_side", COMPANY) in {(one.field, one.value) for one in fields}
    assert (told.names_us, told.names_them, told.is_number_other) == (True, False, True)


def test_what_stands_on_record_already_says_so() -> None:
    one = filed()
    marks = {offer.field: offer.stands for offer in one.offers().fields if offer.field in {"end_on", "signed_on"}}
    assert marks == {"end_on": one.contract.end_on == date(2027, 3, 31), "signed_on": False}
    facts = [FactProposal("end_on", "2027-03-31", Passage(1, 0, 1, "x"))]
    standing = replace(one.contract, end_on=date(2027, 3, 31))
    (offer,), _ = contract_fields(facts, own=ThirdParty("self", "a"), party=ThirdParty("b", "b"), standing=standing)
    assert offer.stands


def test_an_accepted_passage_is_kept_with_its_page_and_the_hash_of_the_document() -> None:
    one = filed()
    passage = one.offers().of("ITK-08").proposals[0].passage
    (stored,) = one.take(TakenPassage("ITK-08", 0, S.PRESENT, passage))
    assert (stored.state, stored.quote, stored.source_page) == (S.PRESENT, passage.quote, 1)
    assert (stored.source_id, stored.source_sha256) == (one.evidence.id, one.evidence.sha256)
    assert (stored.page, stored.checked_by, stored.source_start) == ("1", BUYER.id, passage.start)
    assert "contract_clause" in {use.record_kind for use in uses_of(one.workspace, one.evidence.id, actor=BUYER)}
    with one.workspace.unit() as unit:
        line = unit.trail.lines(record_kind="contract_clause", record_id=stored.id)[0]
    assert line.entry.actor == BUYER.id
    assert (line.after or {})["quote"] == passage.quote
    assert one.offers().of("ITK-08").seen_version == stored.version


def test_what_was_looked_for_in_vain_keeps_the_document_alone() -> None:
    one = filed()
    (stored,) = one.take(TakenPassage("ITK-06", 0, S.ABSENT))
    assert (stored.state, stored.quote, stored.source_page) == (S.ABSENT, "", None)
    assert stored.source_sha256 == one.evidence.sha256


@pytest.mark.parametrize("state", [S.PRESENT, S.WEAK])
def test_a_clause_is_not_there_without_a_passage(read: Filed, state: ClauseState) -> None:
    with pytest.raises(InvalidValueError, match="passage"):
        read.take(TakenPassage("ITK-08", 0, state))


@pytest.mark.parametrize(
    "changed",
    [{"quote": "乙は、自由に再委託することができる。"}, {"page": 9}, {"start": 0, "end": 5}, {"start": 3, "end": 3}],
    ids=["quote", "page", "place", "empty"],
)
def test_a_passage_that_does_not_stand_in_the_document_is_refused(read: Filed, changed: dict[str, object]) -> None:
    passage = replace(read.offers().of("ITK-08").proposals[0].passage, **changed)  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError):
        read.take(TakenPassage("ITK-08", 0, S.PRESENT, passage))


def test_another_state_without_a_passage_takes_the_passage_back() -> None:
    one = filed()
    passage = one.offers().of("ITK-12").proposals[0].passage
    (stored,) = one.take(TakenPassage("ITK-12", 0, S.PRESENT, passage))
    noted = ClauseCheck("ITK-12", stored.version, note="年1回")
    (same,) = check_clauses(one.workspace, one.contract.id, [noted], actor=BUYER, at=AT).record
    assert same.quote == passage.quote
    weaker = ClauseCheck("ITK-12", same.version, state=S.WEAK)
    (other,) = check_clauses(one.workspace, one.contract.id, [weaker], actor=BUYER, at=AT).record
    assert (other.quote, other.source_id, other.source_sha256, other.source_page) == ("", None, "", None)


def test_whoever_was_late_is_told_so() -> None:
    one = filed()
    check_clauses(one.workspace, one.contract.id, [ClauseCheck("ITK-06", 0, S.WEAK)], actor=BUYER, at=AT)
    with pytest.raises(ConflictError):
        one.take(TakenPassage("ITK-06", 0, S.ABSENT))


def test_a_document_that_was_withdrawn_or_belongs_to_another_party_is_no_ground() -> None:
    one = filed()
    other = a_party(one.workspace, "株式会社べつの会社")
    contract = a_contract(one.workspace, other)
    at: dict[str, Any] = {"actor": BUYER, "at": AT}
    with pytest.raises(StateError, match="another third party"):
        contract_offers(one.workspace, contract.id, one.evidence.id, **at)
    withdraw_evidence(one.workspace, one.evidence.id, reason="古い版", **at)
    with pytest.raises(StateError, match="withdrawn"):
        one.take(TakenPassage("ITK-06", 0, S.ABSENT))


def test_a_my_number_in_a_passage_is_not_kept() -> None:
    text = "第1条　乙は、個人番号 1234 5678 9018 を含む個人データを第三者に提供してはならない。"
    one = filed(as_pdf(WorkedDocument("number", "contract", "ja", text)))
    passage = one.offers().of("ITK-06").proposals[0].passage
    assert "5678" in passage.quote
    with pytest.raises(MyNumberError):
        one.take(TakenPassage("ITK-06", 0, S.PRESENT, passage))


def test_a_scan_says_that_it_has_no_text() -> None:
    one = filed(as_pdf(WorkedDocument("scan", "contract", "ja", "(blank)\n(blank)")))
    offers = one.offers()
    assert offers.reading.is_scan
    assert not any(offer.proposals for offer in offers.clauses)
    assert not offers.fields


def test_what_is_no_pdf_and_no_word_file_is_refused() -> None:
    one = filed("これは契約書です".encode())
    with pytest.raises(UnreadableFileError, match="neither a PDF nor a Word file"):
        one.offers()


def test_who_reads_a_document_is_noted_once_and_reading_needs_the_right(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "own.db")
    for person in (an_actor(), BUYER):
        add_user(
            workspace, name=person.name, department="", roles=person.roles, user_id=person.id, actor=an_actor(), at=AT
        )
    one = filed(workspace=workspace)
    for _ in range(3):
        reading_of(one.workspace, one.evidence.id, actor=AUDITOR, at=AT)
    assert [taking.was_shown for taking in takings_of(one.workspace, one.evidence.id, actor=AUDITOR)] == [True]
    with pytest.raises(NotPermittedError):
        reading_of(one.workspace, one.evidence.id, actor=SELLER, at=AT)
    with pytest.raises(NotPermittedError):
        take_passages(one.workspace, one.contract.id, one.evidence.id, (), actor=AUDITOR, at=AT)


def test_an_upload_is_read_before_it_is_filed_and_nothing_is_kept() -> None:
    workspace = a_register()
    before = workspace.head()
    reading = reading_of_upload(workspace, made(PAYROLL), actor=an_actor())
    assert {one.field for one in reading.facts_of("contract")} >= {"signed_on", "start_on", "end_on", "parties"}
    assert workspace.head() == before


def test_an_accepted_passage_goes_out_with_the_register() -> None:
    one = filed()
    passage = one.offers().of("ITK-14").proposals[0].passage
    one.take(TakenPassage("ITK-14", 0, S.PRESENT, passage))
    table = export_folder(one.workspace, actor=an_actor(), at=AT)["contract_clause.csv"].decode("utf-8-sig")
    assert passage.quote in table
    assert one.evidence.sha256 in table


def test_the_oldest_readings_go_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = read_document(made(PAYROLL))
    letters = sum(len(page.text) for page in reading.pages)
    monkeypatch.setattr("sakimori.services.evidence.reading._MOST_LETTERS", 2 * letters)
    readings = Readings()
    for name in "abc":
        readings.keep(name, reading)
    assert [readings.find(name) is reading for name in "abc"] == [False, True, True]
