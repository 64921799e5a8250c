"""An installation of the bench's own, which pages and programs use as they would any other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sakimori.bench.results import Figure
from sakimori.services.kernel.workspace import DEMO, HOME_VARIABLE, OWN, Workspace
from sakimori.store.access.sessions import FILE as SESSIONS
from sakimori.store.copies import copy_to_server, drop
from sakimori.store.engine import ServerSchema
from sakimori.store.engine.places import DB_VARIABLE, beside_workspaces

Pages = Callable[[Path], Iterable[Figure]]
"""Measures what an installation shows, by its home folder."""


def figures_at_home(file: Path, pages: Pages) -> Iterator[Figure]:
    """What pages take on a database in the home folder in which it lies."""
    with _installed(file.parent, ""):
        yield from pages(file.parent)


def figures_on_server(file: Path, server: ServerSchema, pages: Pages) -> Iterator[Figure]:
    """What pages take on a server to which a database is copied; nothing where workspaces of others lie there."""
    demo = server.beside(DEMO)
    if demo.exists() or server.beside(OWN).exists():
        return
    with Workspace(file).unit() as unit:
        copy_to_server(unit.engine, demo)
    with _installed(file.parent, server.url):
        try:
            yield from pages(file.parent)
        finally:
            drop(demo)
            if isinstance(sessions := beside_workspaces(file.parent, SESSIONS), ServerSchema):
                drop(sessions)


@contextmanager
def _installed(home: Path, server: str) -> Iterator[None]:
    """An installation has its home in a folder, and its workspaces there or on a server."""
    said = {HOME_VARIABLE: str(home), DB_VARIABLE: server}
    before = {name: os.environ.get(name) for name in said}
    os.environ.update(said)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
