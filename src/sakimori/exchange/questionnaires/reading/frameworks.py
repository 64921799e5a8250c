"""Names of frameworks as catalogs write them, with their slips, to the namespaces in which we refer to controls."""

from __future__ import annotations

import re
from typing import Final

_CLASSES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(form), namespace)
    for form, namespace in (
        (r"(?:iso|isoiec)-?(?:iec-)?(\d{5})-(\d{4})", r"iso\1:\2"),
        # “cca” and “4.0.72” stand in a published mapping; there is no such body and no such version.
        (r"(?:csa-|cca-)?(?:ccm|csm)-v?4\.0\.7\d?", "ccm:4.0.7"),
        (r"(?:csa-|cca-)?(?:ccm|csm)-v?(\d+(?:\.\d+)*)", r"ccm:\1"),
        (r"nist-csf-v?(\d+(?:\.\d+)*)(?:-.*)?", r"nist-csf:\1"),
        (r"mvsp-v?(\d+\.\d+)(?:-\d+)?", r"mvsp:\1"),
        (r"(?:nist-)?sp-?800-53(?:-?r(?:ev)?-?(\d))?(?:-enhancement)?", r"nist-800-53:\1"),
    )
)
_TITLES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(form, re.IGNORECASE | re.DOTALL), namespace)
    for form, namespace in (
        # A published catalog breaks its own title in two: “M VSP”.
        (r"\bM\s?VSP\b(?!.*mapped).*?\bv(\d+\.\d+)", r"mvsp:\1"),
        (r"Cloud Controls Matrix.*?(\d+\.\d+(?:\.\d+)?)", r"ccm:\1"),
        (r"Cybersecurity Framework\D*(\d\.\d)", r"nist-csf:\1"),
        (r"(?:SP )?800-53\D*(?:Rev\w*\.?\s*)(\d)", r"nist-800-53:\1"),
        (r"ISO(?:/IEC)? (\d{5}):(\d{4})", r"iso\1:\2"),
    )
)
_SHAPES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"iso_?27001_?(?:20)?22(?!\d)"), "iso27001:2022"),
    (re.compile(r"iso_?27001_?(?:20)?13(?!\d)"), "iso27001:2013"),
    (re.compile(r"-(?:ccm_)?[a-z]_?[a-z]{1,2}-\d\d$"), "ccm:4.0.7"),
)


def framework_of(name: str) -> str:
    """The namespace of a class such as `iso-27017_2015`; empty for a class that names no framework."""
    plain = re.sub(r"[_:/ ]+", "-", name.strip().casefold())
    for form, namespace in _CLASSES:
        if found := form.fullmatch(plain):
            return found.expand(namespace).removesuffix(":")
    return ""


def framework_titled(title: str, version: str) -> str:
    """The namespace of the framework that a catalog is, by its title and version; empty for any other."""
    for form, namespace in _TITLES:
        if found := form.search(f"{title} {version}"):
            return found.expand(namespace)
    return ""


def framework_by_id(control_id: str) -> str:
    """The namespace that the id of a mapped control shows where its class is missing."""
    return next((namespace for form, namespace in _SHAPES if form.search(control_id.casefold())), "")


def reference(namespace: str, control: str) -> str:
    """A reference as packs write it: `mvsp:3.0/1.1`, `ccm:4.0.7/TVM-01`."""
    return f"{namespace}{'/' if ':' in namespace else ':'}{control}"
