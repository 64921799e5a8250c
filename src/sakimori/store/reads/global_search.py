"""What a text finds beside third parties: services, contracts, flows and slips, the nearest to the text first."""

from __future__ import annotations

from sakimori.domain.values.names import fold
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.reads.party_search import WORDS, FoundBy, keys_of, likes
from sakimori.store.reads.statements import Where, holds

_NAMED = "{party} IN (SELECT s.third_party_id FROM search_key s WHERE s.kind = 'name' AND s.key LIKE ? ESCAPE '!')"


def services(engine: Engine, text: str, *, limit: int) -> list[Row]:
    """Services by their name: `third_party_id`, `label` and the `legal_name` of the third party."""
    params: dict[str, Value] = {"limit": limit}
    keys = keys_of(text)
    if not keys:
        return []
    met, begins = likes(keys, "w", params), likes(keys, "b", params, before="")
    return engine.query(
        f"SELECT s.third_party_id, s.label, q.legal_name FROM {WORDS} "
        f"WHERE s.kind = '{FoundBy.SERVICE.value}' AND q.merged_into IS NULL AND {met} "
        f"ORDER BY CASE WHEN {begins} THEN 0 ELSE 1 END, LENGTH(s.key), s.label, s.third_party_id LIMIT :limit",
        params,
    )


def contracts(engine: Engine, text: str, *, limit: int) -> list[Row]:
    """Contracts by title or number, one word of which may be of the third party: `id`, `title`, `external_key`."""
    number = "REPLACE(LOWER(c.external_key), '-', '')"
    where = _of_words(text, ("h.title_key", number), "c.third_party_id")
    if where is None:
        return []
    return engine.query(
        "SELECT c.id, c.title, c.external_key, q.legal_name FROM contract_head h JOIN contract c ON c.id = "
        f"h.contract_id JOIN third_party q ON q.id = c.third_party_id WHERE {where} "
        "ORDER BY LENGTH(h.title_key), c.title, c.id LIMIT :limit",
        {**where.params, "limit": limit},
    )


def flows(engine: Engine, text: str, *, limit: int) -> list[Row]:
    """Data flows by name, one word of which may be of the third party: `id`, `name` and `legal_name`."""
    where = _of_words(text, ("k.key",), "k.third_party_id")
    if where is None:
        return []
    return engine.query(
        "SELECT f.id, f.name, q.legal_name FROM flow_key k JOIN data_flow f ON f.id = k.flow_id "
        f"JOIN third_party q ON q.id = k.third_party_id WHERE {where} "
        "ORDER BY LENGTH(k.key), f.name, f.id LIMIT :limit",
        {**where.params, "limit": limit},
    )


def slips(engine: Engine, text: str, *, issued_by: str, limit: int) -> list[Row]:
    """Slips by their number, the newest first, of one person where one is named: `number` and `legal_name`."""
    key = fold(text)
    if not any(char.isdigit() for char in key):
        return []
    where = Where()
    condition, like = holds("REPLACE(LOWER(x.number), '-', '')", key)
    where.that(condition, like)
    where.one_of("x.issued_by", {issued_by} - {""})
    return engine.query(
        "SELECT x.number, q.legal_name FROM slip x JOIN third_party q ON q.id = x.third_party_id "
        f"WHERE {where} ORDER BY x.number DESC LIMIT :limit",
        {**where.params, "limit": limit},
    )


def _of_words(text: str, own: tuple[str, ...], party: str) -> Where | None:
    """That each word is met by a text of the record or the name of its third party, and one by a text of its own."""
    keys = [key for word in text.split() if (key := fold(word))]
    if not keys:
        return None
    where, any_own, of_any = Where(), [], []
    for key in keys:
        met = [holds(column, key) for column in own]
        said = [condition for condition, _ in met]
        likes_of = [like for _, like in met]
        where.that(" OR ".join([*said, _NAMED.format(party=party)]), *likes_of, likes_of[0])
        any_own += said
        of_any += likes_of
    where.that(" OR ".join(any_own), *of_any)
    return where
