"""Whether the audit trail holds, and whether the records say what the trail last said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sakimori.domain.clearance import Slip
from sakimori.domain.gap import Gap, Span
from sakimori.domain.policy import DEFAULT_POLICY, POLICY_KEYS, policy_values
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.trail import ERASED, TrailFault, Verification, sha256
from sakimori.domain.values.text import Text
from sakimori.services.audit.keys_told import key_notes
from sakimori.services.audit.vouched import SIGNATURE_FAULTS, checked_signatures, unkept
from sakimori.services.clearance.slip_checks import Rejudged, judge_again
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.judge_queue import policy_entry
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.chain import check_chain
from sakimori.store.engine import Damage, Row
from sakimori.store.outgoing.issued import differing
from sakimori.store.reads.trail import first_about, has_hash
from sakimori.store.records import TABLES, from_row
from sakimori.store.signatures import SignaturesChecked
from sakimori.store.trail import ACCESS, CHANGES, LastBody

Progress = Callable[[float], None]

_PAGE = 2_000
MANY = 100
"""So many records that do not agree are enough to name."""
_SOUND = Damage()
_NOT_LOOKED_AT = SignaturesChecked()
COMPARED = tuple(kind for kind in TABLES if kind is not Span)
"""The kinds of record of which the trail says everything."""

FAULTS: dict[TrailFault, Text] = {
    TrailFault.MISSING: Text("その前の記録が抜けています", "an entry before it is missing"),
    TrailFault.UNLINKED: Text("前の記録とつながりません", "it does not follow the entry before it"),
    TrailFault.BODY: Text("内容が書き換えられています", "its content was changed"),
    TrailFault.CHANGED: Text("記録が書き換えられています", "it was changed"),
    TrailFault.PERSONAL: Text("個人の値が書き換えられています", "a personal value was changed"),
    TrailFault.GONE: Text(
        "消去の記録がないのに、個人の値がありません", "a personal value is gone, and no entry says that it was erased"
    ),
    TrailFault.BACKWARDS: Text("日時が前の記録より前です", "its instant is before that of the entry before it"),
    TrailFault.CUT: Text("控えた先頭ハッシュの記録がありません", "the entry of the noted head hash is gone"),
}
_INTACT = Text("改ざんは見つかりません。", "No tampering was found.")
_BROKEN = Text(
    "監査記録の連番{seq}が確かめられません（{what}）。", "Entry {seq} of the trail does not verify ({what})."
)
_READS_BROKEN = Text(
    "閲覧記録の連番{seq}が確かめられません（{what}）。", "Entry {seq} of the access log does not verify ({what})."
)
_HEAD_GONE = Text(
    "控えた先頭ハッシュは、監査記録にも閲覧記録にもありません。どちらかの末尾が失われたか、別のデータベースの控えです。",
    "The noted head stands neither in the trail nor in the access log: the end of one is gone, or it is of another "
    "database.",
)
_DAMAGED = Text(
    "データベースのファイルが壊れています（{count}か所以上）。監査記録と記録は確かめていません。控えから戻してください。",
    "The database file is damaged (findings: {count} or more). The trail and the records were not checked. "
    "Restore it from a copy.",
)
_DANGLING = Text(
    "ない記録を指している行が{count}件以上あります。", "Rows that name records which are not there: {count} or more."
)
_PAGE_DAMAGED = Text("ファイルの損傷：{what}", "Damage of the file: {what}")
_ROW_DANGLING = Text(
    "ない記録を指す行（表 行 → 指す先）：{what}", "A row that names nothing (table row → named): {what}"
)
_UNVOUCHED = Text(
    "監査記録の連番{seq}からは、署名で確かめられません（{what}）。",
    "From entry {seq} of the trail on, nothing vouches for it ({what}).",
)
_READS_UNVOUCHED = Text(
    "閲覧記録の連番{seq}からは、署名で確かめられません（{what}）。",
    "From entry {seq} of the access log on, nothing vouches for it ({what}).",
)
_SLIPS = Text(
    "保存された事実から同じ判定にならない提供可否票があります（{numbers}）。",
    "Slips whose stored facts do not give their answer: {numbers}.",
)
_DIFFERENT = Text(
    "監査記録を通さずに変えられた記録が{count}件あります。", "Records changed behind the audit trail: {count}."
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A stored record that is not what the trail last said of it; `seq` is that entry, None if there is none."""

    kind: str
    record_id: str
    fields: tuple[str, ...]
    seq: int | None


@dataclass(frozen=True, slots=True)
class SlipsJudged:
    """What came of judging the kept cases of all slips again.

    `different` are the numbers of those with another answer; `other_rules` counts those whose rules can no longer be
    run: what they say is as it was written, which the trail proves.
    """

    count: int = 0
    different: tuple[str, ...] = ()
    other_rules: int = 0


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a check of the workspace found; of a damaged file nothing but the damage was looked at.

    `notes` are what must be known about the signatures, also where they hold.
    """

    entries: int
    head: str
    changes: Verification
    accesses: Verification
    disagreements: tuple[Disagreement, ...]
    slips: SlipsJudged = SlipsJudged()
    damage: Damage = _SOUND
    signatures: SignaturesChecked = _NOT_LOOKED_AT
    notes: tuple[Text, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        holds = self.changes.is_intact and self.accesses.is_intact and self.damage == _SOUND
        return holds and self.signatures.fault is None and not self.disagreements and not self.slips.different

    @property
    def sentence(self) -> Text:
        """The finding in one sentence: the gravest first."""
        if self.damage.pages:
            return _DAMAGED.format(count=len(self.damage.pages))
        if (broken := self._of_chains) is not None:
            return broken
        if self.damage.references:
            return _DANGLING.format(count=len(self.damage.references))
        if self.disagreements:
            return _DIFFERENT.format(count=len(self.disagreements))
        return _SLIPS.format(numbers=", ".join(self.slips.different)) if self.slips.different else _INTACT

    @property
    def _of_chains(self) -> Text | None:
        """What is wrong with the chains or their signatures; a head of neither chain says nothing of an entry."""
        is_head_alone = self.changes.fault is TrailFault.CUT
        for chain, wording in ((self.changes, _BROKEN), (self.accesses, _READS_BROKEN)):
            if chain.fault is not None and not (is_head_alone and chain is self.changes):
                return wording.format(seq=chain.broken_at, what=FAULTS[chain.fault])
        if is_head_alone:
            return _HEAD_GONE
        if (unvouched := self.signatures.fault) is not None:
            wording = _READS_UNVOUCHED if self.signatures.of_reads else _UNVOUCHED
            return wording.format(seq=self.signatures.entry, what=SIGNATURE_FAULTS[unvouched])
        return None

    @property
    def damage_lines(self) -> tuple[Text, ...]:
        """Each damage of the file, one line each."""
        pages = (_PAGE_DAMAGED.format(what=what) for what in self.damage.pages)
        return (*pages, *(_ROW_DANGLING.format(what=what) for what in self.damage.references))


@needs(Permission.READ_TRAIL)
def verify(
    workspace: Workspace,
    *,
    expected_head: str | None = None,
    progress: Progress = lambda _: None,
) -> VerifyReport:
    """Check the file, both chains and who signed them, each record against the last entry about it, and each slip.

    A head of either chain that was noted elsewhere also shows that its end was cut off with all that hung on it.
    """
    with workspace.look(), workspace.unit() as unit:
        damage = unit.engine.damage()
        if damage.pages:
            unread = Verification(0, "")
            return VerifyReport(0, "", unread, unread, (), damage=damage)
        _, head = unit.trail.head()
        is_of_reads = expected_head is not None and has_hash(unit.engine, ACCESS, expected_head)
        changes = check_chain(unit.engine, CHANGES, expected_head=None if is_of_reads else expected_head)
        progress(0.3)
        accesses = check_chain(unit.engine, ACCESS)
        signatures, notes = checked_signatures(workspace, unit)
        notes = (*notes, *key_notes(workspace, unit))
        progress(0.4)
        # A trail that does not hold says nothing about the records.
        found = list(islice(_all_disagreements(unit, progress), MANY)) if changes.is_intact else []
        if changes.is_intact and not found:  # of records that are not what they were, nothing can be made again
            found = [Disagreement(table, key, fields, None) for table, key, fields in islice(unkept(unit), MANY)]
        if accesses.is_intact:
            found += islice(issued_disagreements(unit), MANY - len(found))
        slips = judged_slips(unit)
        progress(1.0)
    return VerifyReport(changes.entries, head, changes, accesses, tuple(found), slips, damage, signatures, notes)


def judged_slips(unit: Unit, *, since: int = 0) -> SlipsJudged:
    """Judge the kept cases of all slips again, or of those issued after an entry; each bears the number before it."""
    slips = unit.records.select(Slip, "audit_number >= :since", {"since": since}, order="number")
    again = [(slip.number, judge_again(slip)) for slip in slips]
    return SlipsJudged(
        len(again),
        tuple(number for number, came in again if came is Rejudged.DIFFERENT),
        sum(came is Rejudged.OTHER_RULES for _, came in again),
    )


def _all_disagreements(unit: Unit, progress: Progress) -> Iterator[Disagreement]:
    for done, kind in enumerate(COMPARED, start=1):
        yield from _disagreements(unit, kind)
        progress(0.4 + 0.3 * done / len(COMPARED))
    yield from policy_disagreements(unit)
    yield from name_disagreements(unit)
    yield from _content_disagreements(unit)


def _disagreements(unit: Unit, kind: type) -> Iterator[Disagreement]:
    """Compare one kind of record with the trail, a page of ids at a time."""
    table, after_id = TABLES[kind], ""
    while True:
        rows = unit.query(
            f"SELECT * FROM {table} WHERE id > :after_id ORDER BY id LIMIT :page", after_id=after_id, page=_PAGE
        )
        up_to_id = str(rows[-1]["id"]) if len(rows) == _PAGE else None
        said = unit.trail.last_bodies(table, after_id=after_id, up_to_id=up_to_id)
        yield from compared(kind, rows, said)
        if up_to_id is None:
            return
        after_id = up_to_id


def compared(kind: type, rows: Iterable[Row], said: Mapping[str, LastBody]) -> Iterator[Disagreement]:
    """Hold the records of one kind against what the trail last said of each; a record that is gone is told as well."""
    table, standing = TABLES[kind], set[str]()
    for row in rows:
        record_id = str(row["id"])
        standing.add(record_id)
        found = _differing(kind, row, said.get(record_id))
        if found is not None:
            yield found
    for record_id, last in said.items():
        if record_id not in standing and last.after is not None:
            yield Disagreement(table, record_id, (), last.seq)


def _differing(kind: type, row: Row, last: LastBody | None) -> Disagreement | None:
    table, record_id = TABLES[kind], str(row["id"])
    if last is None:
        return None if _is_born_without_entry(kind, row) else Disagreement(table, record_id, (), None)
    after = last.after or {}
    fields = tuple(key for key, value in after.items() if value != ERASED and row[key] != value)
    return Disagreement(table, record_id, fields, last.seq) if fields or last.after is None else None


def _is_born_without_entry(kind: type, row: Row) -> bool:
    """Our own dossier and the identities of gaps come into being without a person; untouched, they have no entry."""
    record: Any = from_row(kind, row)
    if kind is Gap:
        bare = Gap(record.id, record.third_party_id, record.rule_id, record.subject_kind, record.subject_key)
        return bool(record == bare)
    return kind is ThirdParty and record.id == SELF_ID and record.version == 1 and record.legal_name == ""


def policy_disagreements(unit: Unit) -> Iterator[Disagreement]:
    """The policy in force is the one that the last entry about it says, or the default."""
    line = policy_entry(unit)
    said = (line.after or {}) if line else policy_values(DEFAULT_POLICY)
    standing = policy_values(unit.policy())
    fields = tuple(key for key in POLICY_KEYS if key in said and standing[key] != said[key])
    if fields:
        yield Disagreement("policy", "", fields, line.entry.seq if line else None)


def name_disagreements(unit: Unit) -> Iterator[Disagreement]:
    """The company's name on every page is the one that our own record bore when the workspace was named."""
    seq, name = first_about(unit.engine, TABLES[ThirdParty], SELF_ID), unit.meta("name")
    if seq is None or name is None:
        return
    named = unit.trail.lines(record_kind=TABLES[ThirdParty], record_id=SELF_ID, up_to=seq, limit=1)
    if any((line.after or {}).get("legal_name") != name for line in named):
        yield Disagreement("workspace", "", ("name",), seq)


def issued_disagreements(unit: Unit, *, since: int = 0) -> Iterator[Disagreement]:
    """Files that are not kept as the second chain says; only what came after its entry `since` is looked at."""
    for seq, fields in differing(unit.engine, since=since):
        yield Disagreement("issued_file", str(seq), fields, seq)


def _content_disagreements(unit: Unit) -> Iterator[Disagreement]:
    """Files and frozen packs are named by what they contain."""
    for row in unit.query("SELECT sha256 FROM stored_file ORDER BY sha256"):
        digest = str(row["sha256"])
        if unit.files.digest(digest) != digest:
            yield Disagreement("stored_file", digest, ("body",), None)
    for row in unit.query("SELECT digest, body FROM pack_snapshot ORDER BY digest"):
        if sha256(str(row["body"])) != row["digest"]:
            yield Disagreement("pack_snapshot", str(row["digest"]), ("body",), None)
