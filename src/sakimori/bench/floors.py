"""Floors: the same rows read and written in bare sqlite3, with the same settings and commits, and no objects."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable
from math import nan
from pathlib import Path
from statistics import median
from time import perf_counter

_REPEATS = 7
_OF_PARTY = (
    "service", "alias", "contact", "assessment", "evidence", "condition", "periodic_review", "waiver", "gap",
    "contract", "contract_cover", "contract_clause", "data_flow", "foreign_basis", "sub_processor_link",
)  # fmt: skip
_OF_CASE = (
    "assessment", "evidence", "condition", "periodic_review", "waiver", "certificate", "contract", "contract_cover",
    "contract_clause", "data_flow", "cloud_facts", "foreign_basis", "annual_check", "erasure", "sub_processor_link",
    "hand_over", "judgement",
)  # fmt: skip


class Floor:
    """Bare statements on the database that is measured; what they write is taken back."""

    def __init__(self, path: Path) -> None:
        """Open it as the engine does."""
        self._connection = sqlite3.connect(path, isolation_level=None)
        weakref.finalize(self, self._connection.close)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")

    def _timed(self, work: Callable[[], object]) -> float:
        times = []
        for _ in range(_REPEATS):
            started = perf_counter()
            work()
            times.append(perf_counter() - started)
        return median(times) * 1000

    def _read(self, sql: str, *parameters: str) -> None:
        self._connection.execute(sql, parameters).fetchall()

    def read_spans(self) -> float:
        """All spans that are known now."""
        return self._timed(lambda: self._read("SELECT * FROM gap_span WHERE known_until IS NULL"))

    def read_parties(self) -> float:
        """All third parties and the spans that are known now."""

        def work() -> None:
            self._read("SELECT * FROM third_party")
            self._read("SELECT * FROM gap_span WHERE known_until IS NULL")

        return self._timed(work)

    def read_dossier(self, third_party_id: str) -> float:
        """All rows of one third party."""

        def work() -> None:
            self._read("SELECT * FROM third_party WHERE id = ?", third_party_id)
            for table in _OF_PARTY:
                self._read(f"SELECT * FROM {table} WHERE third_party_id = ?", third_party_id)
            self._read("SELECT * FROM gap_span WHERE third_party_id = ? AND known_until IS NULL", third_party_id)
            self._read(
                "SELECT * FROM answer WHERE assessment_id IN (SELECT id FROM assessment WHERE third_party_id = ?)",
                third_party_id,
            )

        return self._timed(work)

    def read_case(self, third_party_id: str) -> float:
        """All rows that a question about one third party reads, and those of our registers."""

        def work() -> None:
            self._read("SELECT * FROM third_party WHERE id = ?", third_party_id)
            for table in _OF_CASE:
                self._read(f"SELECT * FROM {table} WHERE third_party_id = ?", third_party_id)
            self._read(
                "SELECT * FROM answer WHERE assessment_id IN (SELECT id FROM assessment WHERE third_party_id = ?)",
                third_party_id,
            )
            for table in ("purpose", "data_set", "data_set_part", "notice"):
                self._read(f"SELECT * FROM {table}")

        return self._timed(work)

    def read_flows(self) -> float:
        """All flows with their sub-processors, their third parties and the spans that are known now."""
        return self._timed(lambda: self._read_tables("data_flow", "sub_processor_link", "third_party"))

    def read_contracts(self) -> float:
        """All contracts, whom they cover, what was read in them, and the spans that are known now."""
        tables = ("contract", "contract_cover", "contract_clause", "data_flow", "third_party")
        return self._timed(lambda: self._read_tables(*tables))

    def _read_tables(self, *tables: str) -> None:
        for table in tables:
            self._read(f"SELECT * FROM {table}")
        self._read("SELECT * FROM gap_span WHERE known_until IS NULL")

    def read_contract(self, contract_id: str) -> float:
        """A contract, whom it covers, and what was read in it."""

        def work() -> None:
            self._read("SELECT * FROM contract WHERE id = ?", contract_id)
            for table in ("contract_cover", "contract_clause"):
                self._read(f"SELECT * FROM {table} WHERE contract_id = ?", contract_id)

        return self._timed(work)

    def read_all(self) -> float:
        """Every row that all dossiers are made of."""

        def work() -> None:
            for table in ("third_party", *_OF_PARTY, "answer", "comment"):
                self._read(f"SELECT * FROM {table}")
            self._read("SELECT * FROM gap_span WHERE known_until IS NULL")

        return self._timed(work)

    def find(self, word: str) -> float:
        """The rows whose folded word holds a text."""
        return self._timed(lambda: self._read("SELECT * FROM search_key WHERE key LIKE ?", f"%{word}%"))

    def write_answer(self, assessment_id: str) -> float:
        """An answer, its audit entry and body, and the progress of its assessment, in one commit."""

        def work() -> None:
            self._connection.execute("BEGIN IMMEDIATE")
            sequence = self._connection.execute("SELECT MAX(seq) + 1 FROM audit_entry").fetchone()[0]
            self._connection.execute(
                "INSERT INTO answer VALUES (?, ?, 'floor', ?, 'answered', '', '', '[]', NULL, NULL, 'web', '')",
                (f"floor{sequence}", assessment_id, sequence),
            )
            self._append(sequence)
            self._connection.execute(
                "UPDATE assessment_progress SET answered = answered WHERE assessment_id = ?", (assessment_id,)
            )
            self._connection.execute("COMMIT")

        return self._timed(work)

    def _append(self, sequence: int) -> None:
        self._connection.execute(
            "INSERT INTO audit_entry VALUES (?, '9999', '', 'floor', 'floor', '', '', '', '', '', '')", (sequence,)
        )
        self._connection.execute("INSERT INTO audit_body VALUES (?, ?)", (sequence, "x" * 700))

    def write_party(self, third_party_id: str) -> float:
        """A third party with its audit entry, in one commit."""
        return self._timed(lambda: self._write("UPDATE third_party SET note = ? WHERE id = ?", third_party_id))

    def write_flow(self, flow_id: str) -> float:
        """A flow with its audit entry, in one commit."""
        return self._timed(lambda: self._write("UPDATE data_flow SET note = ? WHERE id = ?", flow_id))

    def _write(self, sql: str, record_id: str) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        sequence = self._connection.execute("SELECT MAX(seq) + 1 FROM audit_entry").fetchone()[0]
        self._connection.execute(sql, (str(sequence), record_id))
        self._append(sequence)
        self._connection.execute("COMMIT")

    def write_many(self, rows: int) -> float:
        """As many third parties with their audit entries, in one commit that is taken back."""
        columns = len(self._connection.execute("PRAGMA table_info(third_party)").fetchall())
        names = [r[1] for r in self._connection.execute("PRAGMA table_info(third_party)").fetchall()]
        started = perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        sequence = self._connection.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM audit_entry").fetchone()[0]
        sample = self._connection.execute("SELECT * FROM third_party WHERE id <> 'self' LIMIT 1").fetchone()
        place = names.index("id")
        self._connection.executemany(
            f"INSERT INTO third_party VALUES ({', '.join('?' * columns)})",
            [(*sample[:place], f"floor{n}", *sample[place + 1 :]) for n in range(rows)],
        )
        for n in range(rows):
            self._append(sequence + n)
        self._connection.execute("ROLLBACK")
        return (perf_counter() - started) * 1000


class NoFloor(Floor):
    """What is measured elsewhere than in the file has no floor there."""

    def __init__(self) -> None:
        """Open nothing."""

    def _timed(self, work: Callable[[], object]) -> float:
        return nan
