"""The packs that we have, with their versions, where each is used, and what is wrong in their files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.pack import Pack
from sakimori.domain.questions.questionnaire import PrivatePack
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.exchange.packs.folder import SUFFIX, LintedFile
from sakimori.exchange.packs.problems import PackProblem
from sakimori.services.assessments.packs.shelf import digest_of, folder_stamp, linted_folder
from sakimori.services.assessments.sheet import FILLABLE, RUNNING
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace


class PackOrigin(StrEnum):
    """Whose questions they are: ours, somebody else's, or a part of another pack that is asked again."""

    OURS = "ours"
    PRIVATE = "private"
    GAPS = "gaps"


@dataclass(frozen=True, slots=True)
class PackUse:
    """One assessment on a version of a pack."""

    assessment: Assessment
    party: str
    service: str

    @property
    def is_running(self) -> bool:
        """Whether it is not yet decided."""
        return self.assessment.state in RUNNING


@dataclass(frozen=True, slots=True)
class PackVersion:
    """One version of a pack: from a file, from what somebody sent, or as assessments froze it.

    `file` is empty unless it lies in the folder, `record` there unless it does; without both only assessments have it.
    """

    pack: Pack
    file: str
    changed_on: date | None
    record: PrivatePack | None

    @property
    def is_on_shelf(self) -> bool:
        """Whether it can be asked of anybody today."""
        return bool(self.file) or (self.record is not None and self.record.withdrawn_on is None)


@dataclass(frozen=True, slots=True)
class PackRow:
    """One pack: its versions, the oldest first, its files that cannot be read, and where it is used."""

    id: str
    versions: tuple[PackVersion, ...]
    broken: tuple[LintedFile, ...] = ()
    uses: tuple[PackUse, ...] = ()
    gap_packs: tuple[PrivatePack, ...] = ()

    @property
    def newest(self) -> PackVersion | None:
        """The version that is asked; of a pack that left the shelf, the last one; None where no file can be read."""
        on_shelf = [one for one in self.versions if one.is_on_shelf]
        return next(reversed(on_shelf or self.versions), None)

    @property
    def whose(self) -> PackOrigin:
        """Whose questions they are."""
        records = [one.record for one in self.versions if one.record is not None]
        if not records:
            return PackOrigin.OURS
        return PackOrigin.GAPS if any(record.derived_from for record in records) else PackOrigin.PRIVATE

    @property
    def is_on_shelf(self) -> bool:
        """Whether some version can be asked of anybody today."""
        return any(one.is_on_shelf for one in self.versions)

    @property
    def problems(self) -> tuple[PackProblem, ...]:
        """Everything that is wrong in its files."""
        return tuple(problem for file in self.broken for problem in file.problems)

    @property
    def running(self) -> tuple[PackUse, ...]:
        """The assessments that are not yet decided."""
        return tuple(use for use in self.uses if use.is_running)

    @property
    def decided(self) -> tuple[PackUse, ...]:
        """The assessments that were decided."""
        return tuple(use for use in self.uses if use.assessment.state is AssessmentState.DECIDED)

    @property
    def behind(self) -> tuple[PackUse, ...]:
        """The assessments whose answers are still awaited, and which could go to a newer version."""
        newest = self.newest
        return tuple(use for use in self.uses if newest is not None and _is_behind(use.assessment, newest))

    @property
    def altered(self) -> tuple[PackVersion, ...]:
        """The versions whose file no longer says what was asked when it was sent."""
        sent: defaultdict[str, set[str]] = defaultdict(set)
        for use in self.uses:
            sent[use.assessment.pack_version].add(use.assessment.pack_digest)
        return tuple(one for one in self.versions if one.file and sent[one.pack.version] - {digest_of(one.pack)})

    def version(self, version: str) -> PackVersion | None:
        """One version; the newest where none is named."""
        if not version:
            return self.newest
        return next((one for one in self.versions if one.pack.version == version), None)


@needs(Permission.READ_SETTINGS)
def pack_rows(workspace: Workspace, *, number: int) -> tuple[PackRow, ...]:
    """Every pack that we have or had, used as known after an entry: what needs work first, then by title.

    The files of the folder have no history: they are those of now, whatever the entry.
    """
    files = linted_folder(workspace.pack_folder, folder_stamp(workspace.pack_folder))
    with workspace.unit() as unit:
        records: list[PrivatePack] = all_records(unit, PrivatePack, number=number)
        uses = tuple(_uses(unit, number=number))
        versions = _versions(unit, files, records, uses)
    of_pack: defaultdict[str, list[PackUse]] = defaultdict(list)
    for use in uses:
        of_pack[use.assessment.pack_id].append(use)
    broken: defaultdict[str, list[LintedFile]] = defaultdict(list)
    for file in files:
        if file.problems:
            broken[file.path.name.removesuffix(SUFFIX).partition("@")[0]].append(file)
    derived = _derived(records, uses)
    rows = (
        PackRow(
            pack_id,
            tuple(sorted(versions[pack_id].values(), key=lambda one: one.pack.release)),
            tuple(broken[pack_id]),
            tuple(of_pack[pack_id]),
            tuple(derived[pack_id]),
        )
        for pack_id in versions.keys() | broken.keys()
    )
    return tuple(sorted(rows, key=_order))


@needs(Permission.READ_SETTINGS)
def title_of_pack(workspace: Workspace, pack_id: str) -> Text | None:
    """What a pack is called in its newest version; None where neither the folder nor anybody's form has it."""
    files = linted_folder(workspace.pack_folder, folder_stamp(workspace.pack_folder))
    held = [file.pack for file in files if file.pack is not None and file.pack.id == pack_id]
    if held:
        return held[-1].title
    with workspace.unit() as unit:
        found = unit.records.select(PrivatePack, "pack_id = :id", {"id": pack_id}, order="made_on, id")
        return unit.pack(found[-1].digest).title if found else None


def _uses(unit: Unit, *, number: int) -> Iterator[PackUse]:
    """Every assessment, what is under way first, by due day, then the newest first."""
    parties = {party.id: party.legal_name for party in all_records(unit, ThirdParty, number=number)}
    services = {service.id: service.name for service in all_records(unit, Service, number=number)}
    assessments: list[Assessment] = all_records(unit, Assessment, number=number)
    for one in sorted(assessments, key=_by_due):
        yield PackUse(one, parties[one.third_party_id], services.get(one.service_id or "", ""))


def _by_due(assessment: Assessment) -> tuple[bool, int, str]:
    if assessment.state in RUNNING:
        return False, (assessment.due_on or date.max).toordinal(), assessment.id
    return True, -assessment.opened_on.toordinal(), assessment.id


def _versions(
    unit: Unit, files: Iterable[LintedFile], records: Iterable[PrivatePack], uses: Iterable[PackUse]
) -> defaultdict[str, dict[str, PackVersion]]:
    """Each version once: as its file has it, else as it came in last, else as an assessment froze it."""
    held: defaultdict[str, dict[str, PackVersion]] = defaultdict(dict)
    for file in files:
        if file.pack is not None:
            changed = legal_day(datetime.fromtimestamp(file.path.stat().st_mtime, UTC))
            held[file.pack.id][file.pack.version] = PackVersion(file.pack, file.path.name, changed, None)
    for record in sorted(records, key=lambda one: (one.made_on, one.id), reverse=True):
        one = PackVersion(unit.pack(record.digest), "", record.withdrawn_on or record.made_on, record)
        held[record.pack_id].setdefault(record.release, one)
    for use in uses:
        asked = use.assessment
        if asked.pack_version not in held[asked.pack_id]:
            held[asked.pack_id][asked.pack_version] = PackVersion(unit.pack(asked.pack_digest), "", None, None)
    return held


def _derived(records: Iterable[PrivatePack], uses: Iterable[PackUse]) -> defaultdict[str, list[PrivatePack]]:
    """The short packs that ask parts of a pack again, by the id of that pack."""
    asked = {use.assessment.id: use.assessment.pack_id for use in uses}
    derived: defaultdict[str, list[PrivatePack]] = defaultdict(list)
    for record in records:
        if record.derived_from in asked:
            derived[asked[record.derived_from]].append(record)
    return derived


def _is_behind(assessment: Assessment, newest: PackVersion) -> bool:
    asked = tuple(int(part) for part in assessment.pack_version.split("."))
    return (
        assessment.state in FILLABLE
        and newest.is_on_shelf
        and newest.pack.release > asked
        and any(group.id == assessment.group for group in newest.pack.groups)
    )


def _order(row: PackRow) -> tuple[object, ...]:
    newest = row.newest
    title = newest.pack.title.ja if newest else ""
    is_fine = (not row.broken, not row.altered, not row.behind, not row.is_on_shelf)
    return (*is_fine, list(PackOrigin).index(row.whose), title, row.id)
