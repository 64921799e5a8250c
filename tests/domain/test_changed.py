"""A record with some fields changed: the same as `dataclasses.replace` gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.builders import a_third_party
from sakimori.domain.dossier import Dossier
from sakimori.domain.values.changed import changed


def test_it_is_what_replace_gives() -> None:
    party = a_third_party()
    assert changed(party, legal_name="別", note="x") == replace(party, legal_name="別", note="x")
    dossier = Dossier(party)
    assert changed(dossier, intake=party) == replace(dossier, intake=party)
    assert changed(party) == party


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        changed(a_third_party(), nothing=1)
