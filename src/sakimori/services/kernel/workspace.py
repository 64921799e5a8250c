"""A workspace: one company's records in its database. Units read; changes write trail and gaps in one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sakimori.domain.codes import Role
from sakimori.domain.questions.pack import Pack
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import StoreError
from sakimori.exchange.packs.folder import SHELF, latest_versions, read_pack_folder
from sakimori.rules.evaluation import rules_by_default
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.keep_in_step import keep_in_step, make_up_lists
from sakimori.services.kernel.memory.by_party import PartyCache
from sakimori.services.kernel.memory.shared_reads import Look, SharedReads
from sakimori.services.kernel.signing import Signer
from sakimori.services.kernel.unit import Change, Unit, put_meta, random_id
from sakimori.services.parties.check import checked_reason
from sakimori.store.copies import copy_to_server, remove, take_place
from sakimori.store.engine import Engine, ServerSchema, Target, resolved
from sakimori.store.engine.places import (
    DEMO,
    HOME_VARIABLE,
    OWN,
    PROJECT,
    Place,
    database,
    home,
    names_a_server,
    place_of,
    standing,
)
from sakimori.store.key_files import KeysBeside
from sakimori.store.made_for import LAST_STEP, LISTS, refuse_older
from sakimori.store.pool import Pool
from sakimori.store.schema.steps import GUARDS, STEPS

T = TypeVar("T")

PACK_FOLDER = SHELF
__all__ = [
    "DEMO", "HOME_VARIABLE", "ONE_READING", "OWN", "PACK_FOLDER", "PROJECT", "Place", "Workspace", "database", "home",
    "names_a_server", "place_of", "standing",
]  # fmt: skip

ONE_READING = timedelta(minutes=10)
"""A page that is drawn again and again within this time was read once."""


class _TakenBackError(Exception):
    """Ends a trial, so that its transaction leaves nothing."""


def _take_back() -> None:
    raise _TakenBackError


def _make_ready(unit: Unit) -> None:
    """Put our own dossier into a new database, and keep what lists read of what an earlier program wrote."""
    kept = unit.meta(LISTS) or ""
    if kept >= LAST_STEP:  # somebody else was faster
        return
    if unit.records.find(ThirdParty, SELF_ID) is None:
        unit.records.insert(ThirdParty(id=SELF_ID, legal_name="", roles=frozenset({Role.SELF})))
    make_up_lists(unit, kept)  # lists would leave out what an earlier program wrote
    put_meta(unit, LISTS, LAST_STEP)


def _put_new(engine: Engine, path: Path) -> None:
    """Put a copy where no database stands; a log that was left there by one that is gone goes with it."""
    unfinished = path.with_suffix(".making")
    try:
        remove(unfinished)
        engine.snapshot(unfinished)
        take_place(unfinished, path)
    except OSError as error:
        raise StoreError from error
    finally:
        with suppress(OSError):
            remove(unfinished)


def _note_token(unit: Unit, actor: Actor, *, at: datetime, first: int, last: int, reads: bool = False) -> None:
    """Note in the second chain by which access token a program wrote or read, with the entries that it made."""
    if actor.via and first <= last:
        unit.accesses.append(
            at=at, actor=actor.id, action="token.used", record_kind="access_token", record_id=actor.via,
            after={"reads" if reads else "entries": f"{first}" if first == last else f"{first}-{last}"},
        )  # fmt: skip


class Workspace:
    """One company's records in one database, and the packs that it can send.

    Each unit of work has a connection of its own; a database in memory has one, which its units take in turn.
    """

    reader: Actor | None = None
    """The person who sits at it; None for the program itself."""
    _program: Workspace | None = None

    def __init__(
        self,
        target: Target = None,
        *,
        pack_folder: Path = PACK_FOLDER,
        ids: Callable[[str], str] = random_id,
    ) -> None:
        """Open or create the database and bring its schema up to date."""
        self.target = resolved(target)
        self.ids = ids
        self.pack_folder = pack_folder
        self.remembered = PartyCache()
        self._shared = SharedReads()
        self.signer = Signer(target)
        self.keys = KeysBeside(self.target)
        self._pool = Pool(target)
        self._look = threading.local()
        with self._pool.engine() as engine:
            engine.migrate(STEPS, GUARDS)
            if (Unit(engine).meta(LISTS) or "") < LAST_STEP:  # whoever merely opens it keeps no writer waiting
                with engine.write():
                    _make_ready(Unit(engine))

    def seen_by(self, reader: Actor) -> Workspace:
        """The same workspace as a person reads it: what asks for no permission of its own asks for `READ`."""
        seat = copy(self)
        seat.reader, seat._program = reader, self.program  # noqa: SLF001 - a copy of this very one
        return seat

    @property
    def program(self) -> Workspace:
        """The workspace as the program itself reads it, which may everything."""
        return self._program or self

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """Read.

        Raises:
            NotPermittedError: A person reads who may not.
        """
        if self.reader is not None:
            require(self.reader, Permission.READ)
        looking = self._looking
        if looking is not None:
            yield looking.unit
            return
        with self._pool.engine() as engine:
            yield Unit(engine)

    @contextmanager
    def look(self) -> Iterator[None]:
        """All units of this thread read one state of the records over one connection, until one of them has written.

        A look inside another one reads what stands by then.
        """
        if self.target is None:  # one connection, whose units take turns
            yield
            return
        around = self._looking
        with self._pool.engine() as engine, engine.scratch():
            self._look.open = Look(Unit(engine, is_still=True))
            try:
                yield
            finally:
                self._look.open = around

    @property
    def _looking(self) -> Look | None:
        """The look that this thread is in."""
        return getattr(self._look, "open", None)

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """The look that this thread is in, or one of its own."""
        if self._looking is not None:
            yield
            return
        with self.look():
            yield

    def shared(self, key: Hashable, make: Callable[[], T], of: Sequence[object] = ()) -> T:
        """Something made of the records, shared by all who look, until a write touches what was read for it.

        It must not be changed. The key names all else on which it depends: the day, the reader, the language. Where it
        is made of what was read before, `of` holds that: it stays while these are the same objects.
        """
        if self.target is None:
            return make()
        with self.one_look():
            looking: Look = self._look.open
            found = self._shared.get(looking, key, make, of)
            if self._looking is not looking:  # it wrote, and what it read after that was read elsewhere
                self._shared.forget(key)
        return found

    @contextmanager
    def _write(self) -> Iterator[Engine]:
        """A transaction; what this thread reads afterwards is what stands then."""
        with self._pool.engine() as engine, engine.write():
            yield engine
        self._look.open = None

    @contextmanager
    def change(
        self, action: str, *, actor: Actor, at: datetime, reason: str = "", batch_id: str = ""
    ) -> Iterator[Change]:
        """Write: all records with their audit entries and the gaps in step, or nothing.

        Raises:
            MyNumberError: The reason holds a My Number.
            InvalidValueError: The reason holds a card number, or is too long.
            OlderProgramError: A newer program has taken the database over.
        """
        why = checked_reason(reason)
        with self._write() as engine:
            refuse_older(self.target, self.signer.begin(engine, at=at).made_for, rules_by_default())
            change = Change(engine, actor, at, action, why, batch_id, self.ids)
            begun_at = change.number()
            yield change
            if change.touched and change.number() == begun_at:  # what closes a gap is an entry, even so
                change.note(action, record_kind="to_judge", record_id="", after={"dossiers": len(change.touched)})
            keep_in_step(change)
            _note_token(change, actor, at=at, first=begun_at + 1, last=change.number())
            self.signer.sign(engine)

    @contextmanager
    def trial(self, action: str, *, actor: Actor, at: datetime) -> Iterator[Change]:
        """Write as `change` does, and take all of it back at the end: for dry runs."""
        with self._pool.engine() as engine:
            try:
                with engine.write():
                    yield Change(engine, actor, at, action, ids=self.ids)
                    engine.changes()  # by now a server has said what it refuses
                    _take_back()
            except _TakenBackError:
                pass

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        """Write what is no record (facts about the workspace): one transaction, without trail and rules."""
        with self._write() as engine:
            yield Unit(engine)

    def access(
        self, action: str, *, actor: Actor, at: datetime, what: str, key: str = "", third_party_id: str = ""
    ) -> None:
        """Note a read, sign-in or download in the second chain."""
        with self.noting(action, actor=actor, at=at, what=what, key=key, third_party_id=third_party_id):
            """Nothing else is written."""

    @contextmanager
    def noting(
        self, action: str, *, actor: Actor, at: datetime, what: str, key: str = "", third_party_id: str = "",
        after: Mapping[str, Any] | None = None,
    ) -> Iterator[Unit]:  # fmt: skip
        """Write what is no record, and note it in the second chain, in one transaction that is signed.

        `after` is what the entry says beside that.
        """
        with self._write() as engine:
            self.signer.begin(engine, at=at)
            unit = Unit(engine)
            yield unit
            number = unit.accesses.append(
                at=at, actor=actor.id, action=action, record_kind=what, record_id=key,
                third_party_id=third_party_id, after=after,
            )  # fmt: skip
            _note_token(unit, actor, at=at, first=number, last=number, reads=True)
            self.signer.sign(engine)

    def looked_at(self, action: str, *, actor: Actor, at: datetime, what: str, key: str, third_party_id: str) -> None:
        """Note that somebody reads something on the screen; within some minutes that is one reading."""
        with self.program.unit() as unit:
            noted = unit.accesses.lines(
                actor=actor.id, action=action, record_kind=what, record_id=key, since=at - ONE_READING, limit=1
            )
        if not noted:
            self.access(action, actor=actor, at=at, what=what, key=key, third_party_id=third_party_id)

    def packs(self) -> tuple[Pack, ...]:
        """The newest version of each pack on the shelf."""
        return latest_versions(read_pack_folder(self.pack_folder))

    def meta(self, key: str) -> str | None:
        """A fact about the workspace itself, such as its name."""
        with self.program.unit() as unit:
            return unit.meta(key)

    def set_meta(self, **values: str) -> None:
        """Store facts about the workspace itself."""
        with self.writing() as unit:
            for key, value in values.items():
                put_meta(unit, key, value)

    def save_as(self, path: Place) -> None:
        """Put a copy of the database into its place in one step: a crash leaves what stood there, never half of one.

        A file that stands there already is written into and never replaced: people may have it open, and the log that
        lies beside it belongs to it.

        Raises:
            BusyError: Somebody is writing into what stands there.
            StoreError: The place cannot be written, or what stands there is no database of ours.
        """
        with self._pool.engine() as engine:
            if isinstance(path, ServerSchema):
                copy_to_server(engine, path)
            elif path.exists():
                engine.put_in_place_of(path)
            else:
                _put_new(engine, path)

    def close(self) -> None:
        """Close the database; the next unit opens it again."""
        self._pool.close()

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry of the trail; they stand on every report."""
        with self.program.unit() as unit:
            return unit.trail.head()
