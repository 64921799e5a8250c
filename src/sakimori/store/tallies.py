"""Open gaps counted per third party and stretch of days: what dashboards read instead of every span.

Kept for present knowledge only, in the write that changes the spans; what was known earlier is counted from the spans.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sakimori.domain.gap import Span
from sakimori.store.engine import Engine

OF_A_DAY = "from_on <= :day AND (until_on IS NULL OR until_on > :day)"
_ALWAYS = ""
"""Stands for no first day: text order puts it before every day."""


Tally = tuple[str, str, str, int, str]
"""Area, kind and severity of gaps that are open on a day, how many, and the ISO day from which the oldest counts."""


class Tallies:
    """The tallies of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def keep_in_step(self, third_party_id: str, spans: Sequence[Span]) -> None:
        """Replace the tallies of one third party by those of its known spans."""
        self._engine.execute("DELETE FROM gap_tally WHERE third_party_id = :id", {"id": third_party_id})
        self._engine.insert_all(
            "gap_tally",
            [
                {"third_party_id": third_party_id, "from_on": from_on, "until_on": until_on, "body": body}
                for from_on, until_on, body in counted(spans)
            ],
        )

    def are_kept(self, third_party_id: str, spans: Sequence[Span]) -> bool:
        """Whether what is kept of one third party is what its known spans give."""
        rows = self._engine.query(
            "SELECT from_on, until_on, body FROM gap_tally WHERE third_party_id = :id ORDER BY from_on",
            {"id": third_party_id},
        )
        return [(r["from_on"], r["until_on"], r["body"]) for r in rows] == list(counted(spans))

    def on(
        self, day: date, *, where: str = "1 = 1", params: Mapping[str, str] | None = None
    ) -> Iterator[tuple[str, list[Tally]]]:
        """The tallies of a day by third party, of all or of some, by what is known now."""
        rows = self._engine.query(
            f"SELECT third_party_id, body FROM gap_tally WHERE {OF_A_DAY} AND {where}",
            {"day": day.isoformat(), **(params or {})},
        )
        for row in rows:
            yield str(row["third_party_id"]), json.loads(str(row["body"]))


def counted(spans: Iterable[Span]) -> Iterator[tuple[str, str | None, str]]:
    """Stretches of days on which the same gaps are open, with their counts; days without a gap are left out."""
    lasting = [
        (
            span.from_on.isoformat() if span.from_on else _ALWAYS,
            span.until_on.isoformat() if span.until_on else None,
            (span.area.value, span.kind.value, span.severity.value),
            span.since_on.isoformat(),
        )
        for span in spans
    ]
    cuts = sorted({_ALWAYS, *(begin for begin, *_ in lasting), *(end for _, end, *_ in lasting if end is not None)})
    before: tuple[str, str | None, str] | None = None
    for place, begin in enumerate(cuts):
        end = cuts[place + 1] if place + 1 < len(cuts) else None
        found: dict[tuple[str, str, str], list[int | str]] = {}
        for first, last, what, since in lasting:
            if first <= begin and (last is None or last > begin):
                tally = found.setdefault(what, [0, since])
                tally[0] = int(tally[0]) + 1
                tally[1] = min(str(tally[1]), since)
        body = json.dumps([[*what, *tally] for what, tally in sorted(found.items())], separators=(",", ":"))
        if before is not None and before[2] == body:
            before = (before[0], end, body)
            continue
        if before is not None and before[2] != "[]":
            yield before
        before = (begin, end, body)
    if before is not None and before[2] != "[]":
        yield before
