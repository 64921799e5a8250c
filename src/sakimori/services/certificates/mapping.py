"""Which questions of our packs a certificate may answer: each by a control that the question itself names.

Two grounds only. A question whether there is a certificate (MVSP 3.0, control 1.6) is answered by having one. One after
a practice that ISO/IEC 27001:2022 names as a control is answered by a certificate under that edition. Questions after a
number, a frequency, a duty towards us or a critical fact are left out: no certificate says that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sakimori.domain.records.certificate import Certificate, Scheme

ISO_EDITIONS = ("2022", "2023")
"""What stands in the name of the edition with these controls: ISO/IEC 27001:2022, or JIS Q 27001:2023."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A control by which a question is answered, and the schemes that answer it."""

    control: str
    schemes: frozenset[Scheme]


_SECURITY = frozenset(
    {
        Scheme.ISO27001,
        Scheme.ISO27017,
        Scheme.ISO27018,
        Scheme.SOC2_T2,
        Scheme.ISMAP,
        Scheme.ISMAP_LIU,
        Scheme.CSA_L2_CERTIFICATION,
        Scheme.CSA_L2_ATTESTATION,
        Scheme.PCIDSS,
        Scheme.SCS3,
        Scheme.SCS4,
    }
)
_PRIVACY = frozenset({Scheme.PMARK, Scheme.ISO27701, Scheme.TRUSTE, Scheme.CBPR, Scheme.PRP})
_ISMS = frozenset({Scheme.ISO27001})


def _asked(control: str, schemes: frozenset[Scheme]) -> Mapped:
    return Mapped(control, schemes)


def _iso(control: str) -> Mapped:
    return Mapped(f"iso27001:2022/{control}", _ISMS)


MAPPING: Mapping[str, Mapping[str, Mapped]] = {
    "jp-processor": {
        "G-09": _asked("mvsp:3.0/1.6", _SECURITY | _PRIVACY),
        "P-01": _iso("A.7.2"),
        "P-08": _iso("A.8.10"),
        "T-01": _iso("A.5.15"),
        "T-05": _iso("A.8.5"),
        "T-16": _iso("A.8.24"),
        "T-20": _iso("A.8.13"),
        "R-05": _iso("A.5.20"),
        "I-01": _iso("A.5.26"),
    },
    "jp-cloud": {
        "C-06": _asked("mvsp:3.0/1.6", _SECURITY),
        "O-04": _iso("A.7.2"),
        "O-05": _iso("A.8.10"),
        "O-06": _iso("A.8.13"),
        "R-04": _iso("A.5.20"),
        "I-01": _iso("A.5.26"),
    },
    "jp-recipient": {
        "W-05": _asked("mvsp:3.0/1.6", _SECURITY | _PRIVACY),
        "S-02": _iso("A.5.15"),
        "I-01": _iso("A.5.26"),
    },
}
"""By pack and question; a pack that is not here is not answered by any certificate."""


def answers(mapped: Mapped, certificate: Certificate) -> bool:
    """Whether the scheme and edition of a certificate speak to a mapped question."""
    if certificate.scheme not in mapped.schemes:
        return False
    return mapped.schemes != _ISMS or any(edition in certificate.standard_edition for edition in ISO_EDITIONS)
