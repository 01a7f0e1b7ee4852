"""Nothing personal is kept: planted names, numbers, phones, addresses and texts are in no byte below the home."""

from __future__ import annotations

import os
import random
import re
import subprocess
from pathlib import Path

from tests.conftest import TINGMIN, tingmin

PEOPLE = 10_000
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "子涵浩然雨桐梓萱宇轩欣怡俊杰思远明哲嘉懿晨曦若溪景行知远望舒云舟"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(rng: random.Random) -> str:
    body = f"99{rng.randrange(10_000):04d}{rng.randrange(1940, 2005)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}{rng.randrange(1000):03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def secrets(folder: Path) -> tuple[Path, set[str]]:
    """A file of 10,000 cases with identities, some rows of it broken, and everything that must not be found."""
    rng = random.Random(42)
    header = "信访件编号,登记时间,信访人数,姓名,身份证号,手机号,住址,内容摘要,责任单位"
    rows, planted = [], set()
    for number in range(PEOPLE):
        # The mark makes each name unlike any word that belongs in the home.
        name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, 2)) + f"讳{number:05d}"
        identity, phone = id_number(rng), f"199{rng.randrange(10**8):08d}"
        address = f"梧桐巷{number}号院{rng.randrange(90)}室"
        text = f"反映{name}家门前道路{number}年失修，电话{phone}"
        day = "2026-13-77" if number % 997 == 0 else f"2026-{1 + number % 9:02d}-{1 + number % 28:02d}"
        persons = name if number % 991 == 0 else 1  # a name that slipped into a number column
        rows.append(f"C{number},{day},{persons},{name},{identity},{phone},{address},{text},某局")
        planted |= {name, identity, phone, address, text}
    file = folder / "cases.csv"
    file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return file, planted


def test_no_identity_is_found_in_any_byte(tmp_path: Path) -> None:
    drop, home, temporary = tmp_path / "drop", tmp_path / "home", tmp_path / "temporary"
    for folder in (drop, temporary):
        folder.mkdir()
    file, planted = secrets(drop)
    found: set[str] = set()
    for looking in (["--dry-run"], ["--json"]):
        done = subprocess.run(
            [TINGMIN, "ingest", str(file), *looking, "--home", str(home)],
            capture_output=True,
            check=False,
            env={**os.environ, "TMPDIR": str(temporary)},
        )
        assert done.returncode == 3, done.stderr.decode()
        found |= search(done.stdout, planted) | search(done.stderr, planted)
    tingmin("metric", "cases", "--home", home)
    places = [f for folder in (home, temporary) for f in folder.rglob("*") if f.is_file()]
    assert len(places) > 10
    for place in places:
        found |= {f"{place.name}: {secret}" for secret in search(readable(place), planted)}
    assert not found, sorted(found)[:5]


def readable(place: Path) -> bytes:
    """The bytes of a file; those of a workbook unpacked."""
    if place.suffix != ".xlsx":
        return place.read_bytes()
    import zipfile

    with zipfile.ZipFile(place) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def search(content: bytes, planted: set[str]) -> set[str]:
    """Which planted texts stand in some bytes, in the encodings that a file may hold them in.

    Every planted text carries a mark or a run of digits; only where such a mark stands at all is the text looked up.
    """
    hits = set()
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        marks = [m.encode(encoding) for m in ("讳0", "梧桐巷")]
        if any(mark in content for mark in marks):
            hits |= {secret for secret in planted if secret.encode(encoding) in content}
    digits = set()
    for match in re.finditer(rb"(?<![0-9a-f])[0-9]{11,17}[0-9Xx]?(?![0-9a-f])", content):
        digits.add(match[0].decode())
    return hits | (digits & planted)


def test_the_search_finds_what_is_there() -> None:
    """The test above can fail: a name, a number and a phone in each place are found."""
    name, number, phone = "王望舒讳00042", "990001198001011234", "19912345678"
    planted = {name, number, phone}
    assert search(f"x{name}x".encode(), planted) == {name}
    assert search(f"…{number}…".encode("gb18030"), planted) == {number}
    assert search(f"tel {phone};".encode(), planted) == {phone}
    assert search(b"nothing", planted) == set()
