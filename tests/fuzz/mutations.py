"""Files of the corpus, damaged: what a bad disk, a half download, a broken program or a hostile hand leaves of them.

A number names a mutation: the same number is always the same file.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

from tests.corpus.files import FILES

HOSTILE = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b'""', b"\r", b"\n" * 50, b"," * 300, b"=cmd|'/c calc'!A1", b"<script>",
    b"<table>", b"</td>", b"<!--", b"rowspan=999999 ", b"colspan=999999 ", b"../../etc/passwd", "\u202e".encode(),
    b"\x81\x30\x81\x30", b"9" * 400, b"x" * 100_000, b'r="XFD1048576"', b'r="A0"', b'r="ZZZZ1"', b"<c ", b"</row>",
    b'<mergeCell ref="A1:XFD1048576"/>', b"&#x110000;", b"&amp;" * 50, b"{", b"[" * 3000, b"\\ud800", b"PK\x03\x04",
    b"1e999", b"99/99/9999", b"9999-12-31", b"13/01/2026", b"01/13/2026", b"-1", b"\x00\x00\x00\x80",
)  # fmt: skip
_ARCHIVE = b"PK\x03\x04"


def mutation(number: int) -> tuple[str, bytes]:
    """The name and the bytes of a damaged file."""
    chance = random.Random(number)
    file = chance.choice(FILES)
    content = file.content()
    if content.startswith(_ARCHIVE) and chance.random() < 0.7:
        return file.name, _inside(chance, content)
    return file.name, _damaged(chance, content)


def _inside(chance: random.Random, content: bytes) -> bytes:
    """Damage one member and pack the archive again, so that its checksums hold."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        telling = [name for name in names if "sheet" in name or "workbook.xml" in name or "shared" in name] or names
        victim = chance.choice(telling)
        for name in names:
            part = old.read(name)
            if name == victim:
                part = _damaged(chance, part)
            if chance.random() > 0.03:
                new.writestr(name, part)
    return stream.getvalue()


def _damaged(chance: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(damaged) + 1)
        chance.choice(_DAMAGES)(chance, damaged, place)
    return bytes(damaged)


def _overwrite(chance: random.Random, content: bytearray, place: int) -> None:
    content[place : place + 1] = bytes([chance.randrange(256)])


def _cut_out(chance: random.Random, content: bytearray, place: int) -> None:
    del content[place : place + chance.choice((1, 4, 64, 1000))]


def _cut_off(chance: random.Random, content: bytearray, place: int) -> None:
    if chance.random() < 0.2:
        del content[place:]


def _repeat(chance: random.Random, content: bytearray, place: int) -> None:
    content[place:place] = content[place : place + chance.choice((8, 100, 2000))] * chance.choice((1, 3, 30))


def _insert(chance: random.Random, content: bytearray, place: int) -> None:
    content[place:place] = chance.choice(HOSTILE)


def _noise(chance: random.Random, content: bytearray, place: int) -> None:
    content[place:place] = chance.randbytes(chance.choice((1, 8, 300)))


def _splice(chance: random.Random, content: bytearray, place: int) -> None:
    other = chance.choice(FILES).content()
    start = chance.randrange(len(other) + 1)
    content[place:place] = other[start : start + 500]


def _number(chance: random.Random, content: bytearray, place: int) -> None:
    value = chance.choice((0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE))
    content[place : place + 4] = value.to_bytes(4, "little")


_DAMAGES: tuple[Callable[[random.Random, bytearray, int], None], ...] = (
    _overwrite, _cut_out, _cut_off, _repeat, _insert, _insert, _noise, _splice, _number,
)  # fmt: skip
