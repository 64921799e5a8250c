"""Who vouches for the trail: its signatures in words; and what is kept beside records, made again from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, Final

from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.trail import ERASED, SignatureFault
from sakimori.domain.values.text import Text
from sakimori.services.assessments.sheet import FILLABLE, Progress, load_sheet
from sakimori.services.kernel.lean_records import in_pieces
from sakimori.services.kernel.signing import BEGUN
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.assessments import progress_rows
from sakimori.store.reads.parties import every_id
from sakimori.store.records import blanks, from_row
from sakimori.store.signatures import KEY_REPLACED, SignaturesChecked, Signed, check_signatures

SIGNATURE_FAULTS: Final[dict[SignatureFault, Text]] = {
    SignatureFault.CHANGED: Text(
        "署名した記録か、署名そのものが書き換えられています", "what was signed, or a signature, was changed"
    ),
    SignatureFault.OTHER_KEY: Text(
        "鍵を替えた記録がないのに、別の鍵で署名されています", "another key signs, and no entry says so"
    ),
    SignatureFault.FORGED: Text("署名が鍵に合いません", "the signature is not that of its key"),
    SignatureFault.HELD: Text(
        "不備か判定の履歴が書き換えられています", "the history of gaps or of answers to hand-overs was changed"
    ),
    SignatureFault.UNSIGNED: Text("署名がありません", "it is not signed"),
    SignatureFault.NOT_OURS: Text(
        "鍵のファイル（{name}）とは別の鍵の署名です。鍵を戻したばかりなら、次の書き込みで新しい署名が付きます",
        "it is signed by another key than {name}; if that was just put there, the next write signs anew",
    ),
}
_NO_KEY: Final = Text(
    "署名の鍵のファイル（{name}）が読めないので、署名は確かめていません。控えがあれば戻してください。"
    "なければ、次の書き込みで新しい鍵に替わり、そのことが監査記録に残ります。",
    "The signing key ({name}) cannot be read, so the signatures were not checked. Put its copy back if there is one; "
    "else the next write goes on with a new key, and the trail says so.",
)
_BEGUN: Final = Text(
    "連番{last}までは署名のない版が書いたものです。連番{seq}の署名が、そのときの先頭ハッシュを控えています。",
    "Entries up to {last} were written by a version that signed nothing. Entry {seq} is signed and names their head.",
)
_REPLACED: Final = Text(
    "署名の鍵が連番{seq}で替わりました。それより前は、新しい鍵がそのときの先頭ハッシュを控えています。心当たりがなければ、控えた先頭ハッシュと比べてください。",
    "The signing key changed at entry {seq}. For what came before, the new key vouches by the head of that moment. "
    "If nobody replaced it, compare with a head that you noted.",
)
_PROGRESS: Final = tuple(f.name for f in fields(Progress))


def checked_signatures(
    workspace: Workspace, unit: Unit, *, after: Signed | None = None
) -> tuple[SignaturesChecked, tuple[Text, ...]]:
    """What the signatures say, and what must be known about them; the key beside the database has the last word."""
    found, public = check_signatures(unit.engine, after=after), workspace.signer.public()
    if found.fault is None and public is not None:
        found = _by_our_key(found, public, entries=unit.number())
    notes = [] if public or unit.number() == 0 else [_NO_KEY.format(name=workspace.signer.name)]
    for action, words in (BEGUN, _BEGUN), (KEY_REPLACED, _REPLACED):
        for line in reversed(unit.trail.lines(action=action)):
            notes.append(words.format(seq=line.entry.seq, last=line.entry.seq - 1))
    return found, tuple(notes)


def _by_our_key(found: SignaturesChecked, public: str, *, entries: int) -> SignaturesChecked:
    if found.last is None:
        return replace(found, fault=SignatureFault.UNSIGNED, entry=1) if entries else found
    return (
        found if found.last.key == public else replace(found, fault=SignatureFault.NOT_OURS, entry=found.last.changes)
    )


def unkept(unit: Unit) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Counts of gaps and progress of assessments that are not what their records come to: table, id, fields."""
    for ids in in_pieces(every_id(unit.engine)):
        for party in sorted(unit.tallies.unkept(unit.spans.known_of(ids))):
            yield "gap_tally", party, ("body",)
    kept: dict[object, Any] = {row["assessment_id"]: row for row in progress_rows(unit.engine)}
    for assessment in unit.records.select(Assessment) if kept else []:  # a test's own records may come without any
        row = kept.get(assessment.id)
        differs = _differing(unit, assessment, Progress(*(row[name] for name in _PROGRESS))) if row else _PROGRESS
        if differs:
            yield "assessment_progress", assessment.id, differs


def _differing(unit: Unit, assessment: Assessment, kept: Progress) -> tuple[str, ...]:
    """The fields of a progress that differ; what is being filled counts by the record of its party at some time."""
    sheet = load_sheet(unit, assessment.id)
    if sheet.progress == kept:
        return ()
    if assessment.state in FILLABLE:
        lines = unit.trail.lines(record_kind="third_party", record_id=assessment.third_party_id)
        bodies = (line.after for line in lines if line.after is not None and ERASED not in line.after.values())
        parties: Iterator[ThirdParty] = (from_row(ThirdParty, {**blanks(ThirdParty), **body}) for body in bodies)
        if any(replace(sheet, party=party).progress == kept for party in parties):
            return ()
    return tuple(name for name in _PROGRESS if getattr(sheet.progress, name) != getattr(kept, name))
