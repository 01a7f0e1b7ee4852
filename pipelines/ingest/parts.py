"""What there is to take in a path: one table, or those of an archive's members and of sheets of several kinds.

Here: what each is called, which bytes it is known by, and its table. Not here: formats (`readers`), headers
(`structure`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.ingest.exported import moment_in_name
from pipelines.ingest.headers import Names
from pipelines.ingest.privacy import without_numbers
from pipelines.ingest.readers import Member, digest_of, files_in, open_file
from pipelines.ingest.structure import Table, find_tables
from warehouse.catalogue.model import Source


@dataclass(frozen=True)
class Part:
    """One table to take in, or why there is none.

    `label` is for reports (`a.zip!b.csv`, `a.xlsx!来访`), `stem` may hold a date. `name` is what is kept and written:
    the label without folders, and without somebody's number.
    """

    file: Path | Member
    label: str
    name: str
    found: Table | Exception
    sheet: str = ""  # set where another part has the same bytes
    container_sha256: str | None = None  # of the file on disk, where this is a part of it

    @property
    def stem(self) -> str:
        """The name without its ending; the archive's where only that holds a date."""
        own = self.file.stem
        return self.file.archive.stem if isinstance(self.file, Member) and moment_in_name(own) is None else own

    @property
    def table(self) -> Table:
        """The table.

        Raises:
            Exception: the file cannot be taken; most often an IngestError.
        """
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes; of one of several tables in a file, of these and the sheet's name."""
        digest = self.file.digest if isinstance(self.file, Member) else digest_of(self.file)
        return hashlib.sha256(f"{digest}!{self.sheet}".encode()).hexdigest() if self.sheet else digest


def parts_of(path: Path, sources: Sequence[Source], names: Names) -> Iterator[Part]:
    """Yield the parts of a path, each opened when its turn comes; what cannot be opened is a part that says so.

    Whatever goes wrong with one of them must not stop the others.
    """
    try:
        files = files_in(path)
    except Exception as error:
        yield Part(path, str(path), without_numbers(path.name), error)
        return
    container = digest_of(path) if any(isinstance(file, Member) for file in files) else None
    for file in files:
        name = without_numbers(file.name)
        try:
            if isinstance(file, Member):
                _ = file.digest  # a member is read to its end before any of it is believed
            first, *others = find_tables(open_file(file), sources, names)
        except Exception as error:
            yield Part(file, str(file), name, error, container_sha256=container)
            continue
        yield Part(file, str(file), name, first, container_sha256=container)
        whole = container or (digest_of(path) if others else None)
        for table in others:
            sheet = table.sheet.name or str(table.header_row)
            yield Part(file, f"{file}!{sheet}", f"{name}!{_plain(sheet)}", table, sheet, whole)


def _plain(name: str) -> str:
    """A sheet's name without what a file's name may not hold."""
    return "".join(letter for letter in name if letter.isprintable() and letter not in '/\\:*?"<>|')[:60]
