"""Ranges of addresses that anybody on the internet can have, kept here: a library's own list differs by its version."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

SPECIAL_IPV4: Final = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # shared by a carrier's customers
        "127.0.0.0/8",  # this machine
        "169.254.0.0/16",  # link-local; clouds tell their secrets here
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112, answered by whoever is nearest
        "192.52.193.0/24",  # tunnels of multicast (AMT)
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private use
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # measuring of devices
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, with the address of everybody
    )
)
"""Special-purpose blocks of IPv4 (RFC 6890 and the registry that it began)."""

GLOBAL_IPV6: Final = IPv6Network("2000::/3")
"""The only part of IPv6 from which addresses are given out (RFC 4291).

Outside it lie this machine, link-local, site-local and unique local addresses, multicast, segment routing (5f00::/16),
and the forms that carry an older address: mapped, compatible, translated, NAT64 (64:ff9b::/96, 64:ff9b:1::/48).
"""
SPECIAL_IPV6: Final = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, measuring, AMT, AS112, ORCHID and its successor, drones
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an older address
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the trial network that was given back
        "3fff::/20",  # documentation
    )
)
"""Special-purpose blocks and tunnels within the global part of IPv6 (RFC 6890 and the registry that it began)."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether anybody on the internet can have an address; one that carries another inside it counts as none."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in SPECIAL_IPV4)
    return address in GLOBAL_IPV6 and not any(address in block for block in SPECIAL_IPV6)
