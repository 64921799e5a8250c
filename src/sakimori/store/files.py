"""Files in the database by SHA-256, so that one backup and one transaction cover them."""

from __future__ import annotations

import hashlib

from sakimori.errors import NotFoundError
from sakimori.store.engine import Engine


class Files:
    """The file store of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def put(self, body: bytes) -> str:
        """Keep the bytes once, and give their SHA-256."""
        digest = hashlib.sha256(body).hexdigest()
        if not self._engine.query("SELECT 1 FROM stored_file WHERE sha256 = :sha256", {"sha256": digest}):
            self._engine.insert_all("stored_file", [{"sha256": digest, "size": len(body), "body": body}])
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes of a digest."""
        rows = self._engine.query("SELECT body FROM stored_file WHERE sha256 = :sha256", {"sha256": digest})
        if not rows:
            raise NotFoundError(what="file", key=digest[:12])
        body = rows[0]["body"]
        return body if isinstance(body, bytes) else bytes(str(body), "utf-8")

    def digest(self, digest: str) -> str:
        """The SHA-256 of the bytes that are kept under a digest: another one means that they were exchanged."""
        return hashlib.sha256(self.get(digest)).hexdigest()
