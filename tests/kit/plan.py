"""The plan of the house as a picture, drawn from the import contracts and the folders."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "sakimori"
_SHARED = {"services": ("kernel",), "ui": ("frame", "charts", "screens")}
"""Folders beside the capabilities of a floor, on which all of them stand."""


def mermaid() -> str:
    """Floors and capabilities; an arrow goes to what a floor may import, a crossed one to what it may never."""
    floors = _floors("sakimori")
    lines = [
        "flowchart TB",
        *(f'  {floor}["{words}"]' for level in floors for floor in level if (words := _told(floor))),
    ]
    lines += ["  subgraph rules", f"    {_chain(_floors('sakimori.rules'))}", "  end", f"  {_chain(floors)}"]
    for contract in _contracts("forbidden"):
        never = [_last(name) for name in contract["forbidden_modules"] if name.startswith("sakimori.")]
        if never:
            lines.append(f"  {' & '.join(map(_last, contract['source_modules']))} -.-x {' & '.join(never)}")
    return "\n".join(lines)


def _contracts(kind: str) -> list[Mapping[str, Any]]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return [one for one in project["tool"]["importlinter"]["contracts"] if one["type"] == kind]


def _floors(container: str) -> list[list[str]]:
    """The levels of a container from the highest; what stands on one level imports nothing of its neighbours."""
    (contract,) = (one for one in _contracts("layers") if one["containers"] == [container])
    return [level.split(" | ") for level in contract["layers"]]


def _chain(levels: Iterable[list[str]]) -> str:
    return " --> ".join(" & ".join(level) for level in levels)


def _told(floor: str) -> str:
    """The name of a floor over those of its folders; of the screens, which capabilities are not among them."""
    folders = _folders(floor)
    if not folders or floor == "rules":
        return ""
    shared = _SHARED.get(floor, ())
    capabilities = [name for name in folders if name not in shared]
    if floor == "ui":
        without = [name for name in _folders("services") if name not in {*folders, *_SHARED["services"]}]
        capabilities = [f"the same capabilities without {' and '.join(without)}"]
    return "<br>".join([f"<b>{floor}</b>", *filter(None, (", ".join(shared), ", ".join(capabilities)))])


def _folders(floor: str) -> list[str]:
    return sorted(path.parent.name for path in (SOURCE / floor).glob("*/__init__.py"))


def _last(module: str) -> str:
    return module.rsplit(".", 1)[-1]
