"""A certificate authority of the tests' own, and a server that speaks TLS with its certificate."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificates:
    """An authority, and a certificate of it for `host`."""

    def __init__(self, folder: Path, host: str) -> None:
        folder.mkdir()
        self.authority, self._own = folder / "authority.pem", folder / "own.pem"
        key, own_key = (
            ec.generate_private_key(ec.SECP256R1()),
            ec.generate_private_key(ec.SECP256R1()),
        )
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
        constraint = x509.BasicConstraints(ca=True, path_length=0)
        signed = _builder(issuer, issuer, key).add_extension(constraint, critical=True)
        self.authority.write_bytes(signed.sign(key, hashes.SHA256()).public_bytes(_PEM))
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        own = _builder(subject, issuer, own_key).add_extension(names, critical=False)
        private = own_key.private_bytes(
            _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._own.write_bytes(private + own.sign(key, hashes.SHA256()).public_bytes(_PEM))

    @contextmanager
    def terminating(self, port: int) -> Iterator[int]:
        """A port that speaks TLS and passes on to `port`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._own)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=_accept, args=(listener, context, port), daemon=True).start()
            yield int(listener.getsockname()[1])


_PEM = serialization.Encoding.PEM


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )


def _accept(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            near, _address = listener.accept()
            threading.Thread(target=_pass, args=(near, context, port), daemon=True).start()


def _pass(near: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError), context.wrap_socket(near, server_side=True) as secure:
        far = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=_copy, args=(far, secure), daemon=True).start()
        _copy(secure, far)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
