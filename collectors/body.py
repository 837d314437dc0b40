"""Reads an answer's body: in pieces, unpacked by hand, and never more than a cap."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NoReturn

import httpx

from collectors.contract import Traffic, UpstreamMalformed
from collectors.patience import Transient
from collectors.plain import visible

_GZIP = 16 + zlib.MAX_WBITS


def read_body(response: httpx.Response, most: int, traffic: Traffic) -> bytes:
    """The whole body, unpacked. Raises `UpstreamMalformed` beyond `most` bytes (packed or unpacked).

    Raises `Transient` where packed data are garbage or end early; a body shorter than its Content-Length raises
    httpx's own error. The traffic counts the bytes that came over the wire.
    """
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > most:
        _too_large(response, most)
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    pieces = _counted(response.iter_raw(), traffic)
    if packing in ("gzip", "x-gzip"):
        pieces = _unpacked(pieces, most)
    elif packing not in ("", "identity"):
        raise Transient(UpstreamMalformed, "sent a packed answer that was not asked for")
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > most:
            _too_large(response, most)
    return bytes(body)


def read_start(response: httpx.Response, most: int, traffic: Traffic) -> bytes:
    """About the first `most` bytes of a body, for the sake of the error message in it."""
    pieces = _counted(response.iter_raw(), traffic)
    if response.headers.get("Content-Encoding", "").strip().lower() in ("gzip", "x-gzip"):
        pieces = _unpacked(pieces, most)
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) >= most:
            break
    return bytes(body[:most])


def _counted(pieces: Iterator[bytes], traffic: Traffic) -> Iterator[bytes]:
    for piece in pieces:
        traffic.bytes += len(piece)
        yield piece


def _unpacked(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    """Unpack gzip with a bound on each step: httpx unpacks a whole piece at once, which a bomb would use."""
    step = min(most + 1, 1 << 20)
    unpacker = zlib.decompressobj(_GZIP)
    begun = False
    try:
        for packed in pieces:
            waiting = packed
            while waiting:
                if unpacker.eof:  # another gzip member follows
                    unpacker = zlib.decompressobj(_GZIP)
                begun = True
                unpacked = unpacker.decompress(waiting, step)
                yield unpacked
                while len(unpacked) == step and not unpacker.eof:
                    unpacked = unpacker.decompress(unpacker.unconsumed_tail, step)
                    yield unpacked
                waiting = unpacker.unconsumed_tail or unpacker.unused_data
    except zlib.error as error:
        raise Transient(UpstreamMalformed, f"sent packed data that do not unpack ({error})") from None
    if begun and not unpacker.eof:
        raise Transient(UpstreamMalformed, "sent packed data that end early")


def _too_large(response: httpx.Response, most: int) -> NoReturn:
    raise UpstreamMalformed(
        f"{response.url.host} sent more than {most:,} bytes for {visible(response.url.path, 200)}, "
        "which no answer of it needs.",
        advice="Check that the address is the platform's own.",
    )
