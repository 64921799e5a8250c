"""The table of words: each line names something that is there, and nothing that a record holds is without words."""

from __future__ import annotations

from dataclasses import fields

from sakimori.domain.codes import ContactKind
from sakimori.domain.incident import CaseSince, Entruster, Exemption
from sakimori.domain.records.record import record_kinds
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.fields import FIELD_WORDS, field_words
from sakimori.exchange.registers.words import VOCABULARIES, WORDS, closed_lists

NEVER_SHOWN = {"key_hash"}


def test_every_line_of_the_table_is_about_something_that_is_there() -> None:
    of_any = {field.name for kind in FIELD_WORDS for field in fields(kind)}
    known = {"": WORDS[""].keys() & (record_kinds().keys() | {"third_party_row"}), "record": of_any}
    known |= {codes.__name__: set(codes.__members__) for codes in VOCABULARIES}
    known |= {name: {field.name for field in fields(kind)} for name, kind in record_kinds().items()}
    known["country_fact"] = of_any
    known["exemption"] = {field.name for field in fields(Exemption)}
    known["entruster"] = {field.name for field in fields(Entruster)}
    known["case_since"] = {field.name for field in fields(CaseSince)}
    known["third_party_row"] = {field.name for field in fields(ThirdPartyRow)}
    assert {head: words.keys() - known[head] for head, words in WORDS.items() if words.keys() - known[head]} == {}


def test_every_field_of_every_kind_of_record_has_words() -> None:
    for kind in (*record_kinds().values(), *FIELD_WORDS):
        assert all(field_words(kind, field.name) for field in fields(kind) if field.name not in NEVER_SHOWN)


def test_every_closed_list_of_a_record_has_words() -> None:
    # The screens alone say what kind of contact somebody is.
    assert set(closed_lists()) - VOCABULARIES.keys() == {ContactKind}
