"""Digests: what tells bytes and texts from all others, as hexadecimal SHA-256."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from typing import Any


def of_bytes(data: bytes) -> str:
    """Gives the digest of some bytes."""
    sha256 = _own("sha256", "_sha2" if sys.version_info >= (3, 12) else "_sha256")
    digest: str = sha256(data).hexdigest()
    return digest


def of_texts(parts: Iterable[str]) -> str:
    """Gives the digest of some texts, in which none runs into the next."""
    return of_bytes(_spelled(parts))


def key_of(parts: Iterable[str]) -> str:
    """Gives what tells some texts from all others where nobody sees it, faster than a digest."""
    return brief(_spelled(parts)).hex()


def brief(data: bytes) -> bytes:
    """Gives 20 bytes that tell some bytes from all others, faster than a digest is made."""
    found: bytes = _BLAKE2(data, digest_size=20).digest()
    return found


def blob(content: bytes, like: str) -> str:
    """Gives git's name for a content, by SHA-1 or SHA-256 as another name is."""
    import hashlib  # which is quicker than Python's own here, and takes a while to load

    function = "sha1" if len(like) == 40 else "sha256"
    head = f"blob {len(content)}\0".encode()
    return hashlib.new(function, head + content, usedforsecurity=False).hexdigest()


def _spelled(parts: Iterable[str]) -> bytes:
    return "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")


@cache
def _own(function: str, module: str) -> Any:
    """Gives Python's own function, as `hashlib` loads all of OpenSSL with it."""
    try:
        return getattr(__import__(module), function)
    except ImportError:
        return getattr(__import__("hashlib"), function)


_BLAKE2 = _own("blake2b", "_blake2")
