"""Lists that companies published, all the way into a workspace and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor
from sakimori.domain.records.third_party import ThirdParty
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.intake import import_file
from sakimori.services.imports.plan import Counts
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.samples

LISTS = (
    ("zed/subprocessors.md", Counts(read=11, new=10, errors=1)),
    ("sovereignsky-site/vendors.json", Counts(read=32, new=32)),
    ("basecamp-policies/backpack-subprocessors.md", Counts(read=8, new=8)),
    ("basecamp-policies/basecamp-subprocessors.md", Counts(read=11, new=10, errors=1)),
    ("basecamp-policies/company-processors.md", Counts(read=14, new=14)),
)


def in_register(workspace: Workspace) -> int:
    with workspace.unit() as unit:
        return len(unit.records.select(ThirdParty, "id <> 'self'"))


@pytest.mark.parametrize(("name", "expected"), LISTS, ids=[name for name, _ in LISTS])
def test_a_published_list_goes_in_once(samples: Path, name: str, expected: Counts) -> None:
    workspace = a_workspace()
    plan, result = import_file(
        workspace, samples / name, ListKind.THIRD_PARTIES, dry_run=False, actor=an_actor(), at=AT
    )
    assert plan.counts == expected
    assert result is not None
    assert in_register(workspace) == expected.new
    with workspace.unit() as unit:
        before = unit.number()
    again, _ = import_file(workspace, samples / name, ListKind.THIRD_PARTIES, dry_run=False, actor=an_actor(), at=AT)
    assert again.counts == replace(expected, new=0, unchanged=expected.new)
    with workspace.unit() as unit:
        assert unit.number() == before
    assert [d for _, _, found in recompute(workspace, on=TODAY) for d in found] == []


def test_lists_that_share_companies_ask_instead_of_doubling_them(samples: Path) -> None:
    workspace = a_workspace()
    for name, _ in LISTS:
        import_file(workspace, samples / name, ListKind.THIRD_PARTIES, dry_run=False, actor=an_actor(), at=AT)
    with workspace.unit() as unit:
        names = [party.legal_name for party in unit.records.select(ThirdParty, "id <> 'self'")]
    assert len(names) == len(set(names))
