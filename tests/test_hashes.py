"""Hashes without a key: each place that makes one is named here, with why no person's words can be tried out from it.

Whoever has the database, a log or a file alone hashes telephone numbers and names until one fits: where words of a
person are kept or go out as a hash, they are hashed under a key that lies elsewhere (`services/access/keys.py`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import sakimori

SOURCE: Final = Path(sakimori.__file__).parent
MAKERS: Final = frozenset(
    {"sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s", "md5", "new", "crc32", "adler32"}
)
CHANCE = "of a secret that chance made, which nobody can try out"
BESIDE = "of what stands beside it in clear for as long as the hash does"
WHOLE = "of a whole file that is kept under it, or that we made with instants and heads of the trail in it"
OURS = "of words of the program itself"
IN_MEMORY = "held in the memory of a process beside the thing itself, never kept and never sent"

NO_PERSONS_WORDS: Final = {
    "domain/trail.py sha256": "the function itself; whoever calls it is named here",
    "domain/trail.py placed_hash": "of hashes, ids and instants: the chain",
    "domain/trail.py personal_hash": "salted by chance, and the salt is erased with the value",
    "domain/law/entries.py Entry.digest": OURS,
    "exchange/lists/source.py read_source": "of a whole file, kept under a key only: services/imports/history.py",
    "exchange/packs/folder.py pack_digest": "of a questionnaire, which is kept beside it",
    "exchange/parties/list_parts.py _hashed": "the form in which a recipient takes its list, chosen by a person beside "
    "a keyed one; it goes into that file and is kept nowhere",
    "exchange/questionnaires/ours/pack_form.py _policy": OURS,
    "exchange/questionnaires/ours/pack_matching.py _check": "of ids and of which questions a form of ours asks",
    "exchange/questionnaires/reading/document.py open_document": WHOLE,
    "rules/evaluation.py ruleset_digest": "of rules and policy",
    "services/access/sessions.py _key": CHANCE,
    "services/access/tokens.py hash_of": CHANCE,
    "services/audit/view.py _content_disagreements": BESIDE,
    "services/calendar/feed.py calendar_tag": "of the head of the trail, the company and what kinds were asked for",
    "services/clearance/slip_checks.py _holds_head": BESIDE,
    "services/clearance/slips.py slip_digest": BESIDE,
    "services/dashboard/reports/history.py verify_file": WHOLE,
    "services/dashboard/reports/issuing.py note_issued": WHOLE,
    "services/evidence/reading.py reading_of_upload": IN_MEMORY,
    "services/imports/parties/memory.py list_identity": "of the name of a file and the labels of its columns: the name "
    "stands beside it, and labels say nothing of a person",
    "services/incidents/reports.py _sent": BESIDE,
    "services/incidents/view.py is_whole": BESIDE,
    "services/invitations/links.py _hash": CHANCE,
    "services/webhooks/happenings.py _delivery": "of ids, a number of the trail and a day",
    "store/chain.py _fault": BESIDE,
    "store/engine/postgres.py PostgresEngine.__init__": "of the name of a schema",
    "store/engine/postgres_schema.py making_room": "of the name of a schema",
    "store/engine/postgres_values.py ServerRow.__hash__": IN_MEMORY,
    "store/files.py Files.put": WHOLE,
    "store/files.py Files.digest": WHOLE,
    "store/sealing.py sealed": "of the body of an entry beside it, in which personal values are salted",
    "store/signatures.py _digest": "of hashes, ids and numbers",
    "store/signatures.py _held": BESIDE,
    "store/spans.py facts_digest": "of facts on which a gap rests, which stand beside it as records",
    "store/spans.py gap_id": "of ids: of a third party, a rule and a record",
    "ui/assessments/comparisons/coverage_listing.py _grounds": IN_MEMORY,
    "ui/calendar/page.py _signature": IN_MEMORY,
    "ui/frame/listing.py Listing.draw": IN_MEMORY,
    "ui/frame/tables.py _mark": "of the words of a row, eight digits of it, in the address of the page that shows them",
    "ui/parties/sub_processor_forms.py _choose": IN_MEMORY,
    "ui/parties/tabs/services.py _feeds": IN_MEMORY,
    "web/api/cursors.py _digest": "goes back to whoever asked, in an address in which the question stands in clear",
    "web/api/serving.py _made": "goes to whoever gets the answer that it is made of, and is kept a day beside it",
    "web/guard.py _scripts_of_streamlit": OURS,
    "web/vendor/fields.py Filled.digest": "stands on the page that shows the words, beside them, and nowhere else",
    "web/vendor/pages.py Reader.mark": "of an id that chance made",
}


def unkeyed_in(tree: ast.AST, name: str = "") -> Iterator[str]:
    """The functions of a module that make a hash without a key; an HMAC is none."""
    for node in ast.iter_child_nodes(tree):
        inner = name
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{name}.{node.name}" if name else node.name
        if isinstance(node, ast.Call) and is_unkeyed(ast.unparse(node.func)):
            yield inner
        yield from unkeyed_in(node, inner)


def is_unkeyed(called: str) -> bool:
    """Whether a call by this name makes a hash without a key."""
    module, _, function = called.rpartition(".")
    if module == "hmac":
        return False
    return module == "hashlib" or called == "hash" or (function in MAKERS - {"new"})


def test_every_hash_without_a_key_is_named_with_a_reason() -> None:
    found = {
        f"{path.relative_to(SOURCE).as_posix()} {function}"
        for path in SOURCE.rglob("*.py")
        for function in unkeyed_in(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == NO_PERSONS_WORDS.keys()


def test_hashes_come_from_the_libraries_that_are_looked_for() -> None:
    """Under another name a hash would be made unseen."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in {"hashlib", "zlib", "hmac", "sakimori.domain.trail"}:
                for alias in node.names:
                    assert alias.name not in MAKERS or alias.asname is None, path
            if isinstance(node, ast.Import):
                hashing = [one for one in node.names if one.name in {"hashlib", "zlib", "xxhash", "mmh3"}]
                assert all(one.asname is None for one in hashing), path


def test_a_hash_is_seen_in_whatever_way_it_is_called() -> None:
    text = "def f(x):\n    return hashlib.new('md5', x), sha256(x), hashlib.blake2b(x), hmac.new(k, x, sha256), hash(x)"
    assert list(unkeyed_in(ast.parse(text))) == ["f"] * 4
