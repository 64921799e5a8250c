"""nginx before servers on this machine: the example with ports of our own, and a certificate made here."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from web.serving import PUBLIC

EXAMPLES: Final = Path(__file__).parents[2] / "src" / "sakimori" / "web" / "examples"
NGINX: Final = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
SNI: Final = {"sni_hostname": PUBLIC}
ANSWERED_BY: Final = "x-answered-by"
"""The header in which the nginx of a test names the address of each server that it asked."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def certificate(folder: Path) -> None:
    """A certificate of the public name that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, PUBLIC)])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate is good for the day of the machine
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(PUBLIC)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def configuration(folder: Path, *, tls: int, plain: int, screens: Sequence[int], programs: int) -> Path:
    """The example with ports and folder of this test in place of its own; nothing else is changed.

    The lines of further servers are put in force, one for each further port.
    """
    text = (EXAMPLES / "nginx.conf.example").read_text(encoding="utf-8")
    spare = re.findall(r"# (server 127\.0\.0\.1:\d+;)", text)
    assert len(spare) >= len(screens) - 1
    for line, ours in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
        ("listen 443 ssl default_server;", f"listen 127.0.0.1:{tls} ssl default_server;"),
        ("127.0.0.1:8501", f"127.0.0.1:{screens[0]}"),
        ("127.0.0.1:8502", f"127.0.0.1:{programs}"),
        *((f"# {line}", f"server 127.0.0.1:{port};") for line, port in zip(spare, screens[1:], strict=False)),
        ("/etc/ssl/sakimori", str(folder)),
    ):
        assert line in text
        text = text.replace(line, ours)
    user = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    seen = f"add_header {ANSWERED_BY} $upstream_addr always;\n"
    http = f"access_log off;\n{seen}{temporary}{text}"
    whole = f"{user}daemon off;\npid {folder}/pid;\nevents {{}}\nhttp {{\n{http}\n}}\n"
    path = folder / "nginx.conf"
    path.write_text(whole, encoding="utf-8")
    return path


@contextmanager
def in_front(folder: Path, settings: Path) -> Iterator[None]:
    """nginx with a file of settings that it finds right, until the end of the block."""
    assert NGINX is not None
    call = [NGINX, "-e", str(folder / "error.log"), "-c", str(settings)]
    subprocess.run([*call, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(call)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
