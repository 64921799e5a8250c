"""Where webhooks go: every boundary of every block that is no place on the internet, by number and by name."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest

from sakimori.errors import InvalidValueError
from sakimori.services.webhooks.check import checked_url, target_of
from sakimori.services.webhooks.public_ranges import GLOBAL_IPV6, SPECIAL_IPV4, SPECIAL_IPV6, is_public

BLOCKS: tuple[IPv4Network | IPv6Network, ...] = (*SPECIAL_IPV4, *SPECIAL_IPV6)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:0a00:0001::",
        "2001:0:0:0:0:0:0:1",
        "ff02::1",
        "192.0.0.8",
        "192.88.99.1",
        "255.255.255.255",
        "198.18.0.1",
        "192.175.48.1",
        "::",
        "::127.0.0.1",
        "fec0::1",
        "64:ff9b:1::7f00:1",
        "::ffff:0:127.0.0.1",
        "::ffff:93.184.216.34",
        "5f00::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:30::1",
        "2001:db8::1",
        "2620:4f:8000::1",
        "3fff::1",
        "3ffe::1",
        "100::1",
        "4000::1",
    ],
)
def test_a_private_address_is_called_neither_by_number_nor_by_name(address: str) -> None:
    shown = f"[{address}]" if ":" in address else address
    with pytest.raises(InvalidValueError):
        checked_url(f"https://{shown}/x", ())
    with pytest.raises(InvalidValueError):
        target_of("https://name.example/x", (), lambda _host, _port: [address])
    with pytest.raises(InvalidValueError):  # one good address beside it changes nothing
        target_of("https://name.example/x", (), lambda _host, _port: ["93.184.216.34", address])


def test_only_the_edges_outside_of_a_block_are_public() -> None:
    for block in BLOCKS:
        assert not is_public(block[0]), block
        assert not is_public(block[-1]), block
        for beside in (int(block[0]) - 1, int(block[-1]) + 1):
            kind = IPv4Address if block.version == 4 else IPv6Address
            if not 0 <= beside < 2**block.max_prefixlen:
                continue
            address = kind(beside)
            is_elsewhere = any(address in other for other in BLOCKS if other.version == block.version)
            is_outside = isinstance(address, IPv6Address) and address not in GLOBAL_IPV6
            assert is_public(address) is not (is_elsewhere or is_outside), address


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "192.0.1.1", "100.128.0.1", "2001:200::1", "2606:2800:220:1::1", "2a00::1"]
)
def test_what_anybody_can_have_is_called(address: str) -> None:
    target = target_of("https://name.example/x", (), lambda _host, _port: [address])
    assert target.address == address


def test_the_global_part_of_the_newer_addresses_ends_where_it_is_said() -> None:
    assert not is_public(ip_address("1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))
    assert is_public(ip_address("2003::1"))
    assert not is_public(ip_address("4000::"))


def test_an_older_address_in_newer_form_goes_only_where_its_network_is_allowed() -> None:
    allowed = (ip_network("10.1.2.0/24"),)
    assert checked_url("https://[::ffff:10.1.2.3]/x", allowed)
    with pytest.raises(InvalidValueError):
        checked_url("https://[::ffff:10.1.3.3]/x", allowed)
