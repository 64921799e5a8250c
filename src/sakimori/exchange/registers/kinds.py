"""What a file may hold, as a person chooses it: one kind of record, or a workbook that holds several."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.values.text import Text
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.fields import RECORD_WORDS


class ListKind(StrEnum):
    """What a file that is handed in holds."""

    THIRD_PARTIES = "third_parties"
    CONTRACTS = "contracts"
    CERTIFICATES = "certificates"
    FLOWS = "flows"
    SUB_PROCESSORS = "sub_processors"
    PURPOSES = "purposes"
    DATA_SETS = "data_sets"
    DATA_SET_PARTS = "data_set_parts"
    CONSENT_TEXTS = "consent_texts"
    NOTICES = "notices"
    JOINT_USES = "joint_uses"
    FILINGS = "filings"
    PROCESSING_REGISTER = "processing_register"
    DORA = "dora"
    VENDOR_LEDGER = "vendor_ledger"


RECORDS: Final[Mapping[ListKind, type]] = {
    ListKind.CONTRACTS: Contract,
    ListKind.CERTIFICATES: Certificate,
    ListKind.FLOWS: DataFlow,
    ListKind.SUB_PROCESSORS: SubProcessorLink,
    ListKind.PURPOSES: Purpose,
    ListKind.DATA_SETS: DataSet,
    ListKind.DATA_SET_PARTS: DataSetPart,
    ListKind.CONSENT_TEXTS: ConsentText,
    ListKind.NOTICES: Notice,
    ListKind.JOINT_USES: JointUse,
    ListKind.FILINGS: Filing,
}
"""The record that a row of a list of one kind becomes."""

LISTED: Final[Mapping[ListKind, type]] = {ListKind.THIRD_PARTIES: ThirdPartyRow, **RECORDS}
"""What a row of a list of one kind holds: a row of third parties also speaks of a service and a contact."""

OF_PARTIES: Final = (Contract, Certificate, DataFlow, SubProcessorLink)
"""Records in whose rows a third party is named; the others are our own."""

_OTHERS: Final[Mapping[ListKind, Text]] = {
    ListKind.PROCESSING_REGISTER: Text(
        "処理活動の記録（データ取扱台帳・ROPA）", "Processing register (record of processing)"
    ),
    ListKind.DORA: Text("DORAの情報登録簿（EBAの様式）", "DORA register of information (EBA template)"),
    ListKind.VENDOR_LEDGER: Text(
        "委託先台帳（契約・認証・渡すデータも）", "Vendor ledger (with contracts, certificates, data)"
    ),
}


def kind_words(kind: ListKind) -> Text:
    """What a kind of list is called."""
    return _OTHERS[kind] if kind in _OTHERS else RECORD_WORDS[LISTED[kind]]
