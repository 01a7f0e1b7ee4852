"""Takes in a file with one cell of 200 MB, in a process of its own: `python -m tests.fuzz.giant KIND`."""

from __future__ import annotations

import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.fuzz import peak_megabytes
from tests.unit.ingest.importing import Importing

MEGABYTES = 500
PIECE = b"x" * 1_000_000
PIECES = 200

_TEXT = ("信访件编号,登记时间,概况信息\nA1,2026-01-05,", "\nA2,2026-01-06,短\n")
_QUOTED = ('信访件编号,登记时间,概况信息\nA1,2026-01-05,"a,', '"\nA2,2026-01-06,短\n')
_LINES = (
    '{"信访件编号": "A2", "登记时间": "2026-01-06"}\n{"信访件编号": "A1", "登记时间": "2026-01-05", "概况信息": "', '"}\n',
)  # fmt: skip
_PAGE = (
    "<table><tr><td>信访件编号</td><td>登记时间</td><td>概况信息</td></tr><tr><td>A1</td><td>2026-01-05</td><td>",
    "</td></tr><tr><td>A2</td><td>2026-01-06</td><td>短</td></tr></table>",
)
AROUND = {"text": _TEXT, "quoted": _QUOTED, "json lines": _LINES, "page": _PAGE}


def write(path: Path, kind: str) -> None:
    """A file with the cell."""
    if kind == "workbook":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as book:
            book.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="s" r:id="a"/></sheets></workbook>')
            book.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
            with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as member:
                member.write(b"<sst><si><t>")
                for piece in noise():
                    member.write(piece)
        return
    before, after = AROUND[kind]
    with path.open("wb") as stream:
        stream.write(before.encode())
        for _ in range(PIECES):
            stream.write(PIECE)
        stream.write(after.encode())


def noise() -> Iterator[bytes]:
    """Text that does not shrink."""
    chance = Random(1)
    for _ in range(PIECES):
        yield chance.randbytes(500_000).hex().encode()


def main(kind: str) -> None:
    """Take the file in, check what came of it and how much memory it took."""
    with tempfile.TemporaryDirectory() as folder:
        office = Importing(Path(folder))
        path = office.root / "台账.dat"
        write(path, kind)
        report = office.ingest(path)
        taken = office.rows("select case_id from raw.case_version order by 1")
    peak = peak_megabytes()
    print(f"{kind}: {report.rows_accepted} taken, {dict(report.rejections)}, {report.error}, {peak:.0f} MB")  # noqa: T201
    if kind == "workbook":
        assert report.error is not None
        assert "长达数兆" in report.error
    elif kind == "json lines":  # the line is longer than any object
        assert (taken, report.rejections) == ([("A2",)], {"extra_cells": 1})
    else:
        assert (taken, report.rejections) == ([("A1",), ("A2",)], {})
    assert peak <= MEGABYTES, f"{peak:.0f} MB"


if __name__ == "__main__":
    main(sys.argv[1])
