"""Which hand-overs abroad rest on a certificate of ours (規則16条1号)."""

from __future__ import annotations

from sakimori.domain.certificate import Certificate, Scheme
from sakimori.domain.data_flow import ForeignBasis, ForeignBasisKind
from sakimori.services.lean_flows import lean_flows
from sakimori.services.own_registers import Use, party_names, uses_of
from sakimori.services.past import all_records
from sakimori.services.workspace import Workspace


def own_certificate_uses(workspace: Workspace, certificate: Certificate, *, number: int) -> tuple[Use, ...]:
    """The flows that rest on a certificate of ours, as known after an entry.

    Any CBPR certificate carries what one of ours is named for, as the rules count it: a renewal is not named again.
    """
    carries_all = certificate.scheme is Scheme.CBPR
    with workspace.unit() as unit:
        bases = all_records(unit, ForeignBasis, number=number)
        resting = {
            basis.flow_id
            for basis in bases
            if basis.kind is ForeignBasisKind.OWN_CBPR and (carries_all or basis.certificate_id == certificate.id)
        }
        flows = [flow for flow in lean_flows(unit, number=number) if flow.id in resting]
        return uses_of(flows, party_names(unit))
