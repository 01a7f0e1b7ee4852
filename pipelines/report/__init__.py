"""Papers: they draw exhibits of one published version.

Belongs here: documents and their layout. Does not belong here: figures, titles, sentences (warehouse/exhibits).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from pipelines.report.compose import compose
from pipelines.report.paper import Paper
from warehouse.exhibits import Scope
from warehouse.exhibits.frames import Kind, make_frame
from warehouse.exhibits.paper import SECTIONS
from warehouse.home import Home
from warehouse.query import Edition, QueryError
from warehouse.storage.notes import IssuedPaper, read_notes, record_issue

FORMATS = ("docx", "pptx", "xlsx", "pdf")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: a period, and how its paper is to be made."""

    kind: Kind
    label: str  # 2026-W46, 2026-10, 2026-Q3 or the name of a period
    formats: tuple[str, ...] = ("docx",)
    sections: tuple[str, ...] = tuple(SECTIONS)
    edition: Edition = "internal"
    version: str | None = None
    has_red_header: bool = True


def write_papers(
    home: Home, order: Order, folder: Path, now: datetime, progress: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Write a paper in every format asked for and remember which version it names.

    Args:
        home: the office.
        order: what is asked for.
        folder: where to write; made if it is not there. A file of that name is replaced once the new one is whole.
        now: when the paper is made, UTC; nothing in the paper depends on it.
        progress: told what is being written.

    Raises:
        QueryError: nothing is published, not that version, or the edition is not open.
        ValueError: no such week, month, format or section.
    """
    _check(order.formats, FORMATS, "--format")
    _check(order.sections, tuple(SECTIONS), "--sections")
    _check((order.edition,), get_args(Edition), "--edition")
    scope = Scope.of(home, version=order.version, edition=order.edition)
    frame = make_frame(home, scope.version, order.kind, order.label)
    progress(f"{frame.paper_id}：取数 / reading figures")
    notes = read_notes(home, frame.paper_id, frame.paper_kind)
    paper = compose(scope, frame, notes, order.sections, has_workbook="xlsx" in order.formats)
    name = paper.id
    if failed := [d.exhibit.reason for d in paper.drawings if d.exhibit.state == "error"]:
        raise QueryError("；".join(reason.zh for reason in failed if reason))
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    file_name = re.sub(r"[^\w.-]+", "_", name)  # a named period may hold anything
    with TemporaryDirectory(dir=folder) as drafts:
        for format_ in order.formats:
            progress(f"{name}：{format_} / writing {format_}")
            draft = Path(drafts) / f"{file_name}.{format_}"
            _write(draft, format_, paper, order, home)
            files.append(draft.replace(folder / draft.name))
    for file in files:
        record_issue(home, IssuedPaper(name, scope.version.id, order.edition, str(file), f"{now:%FT%TZ}"))
    return files


def _check(given: Sequence[str], known: Sequence[str], option: str) -> None:
    for value in given:
        if value not in known:
            raise ValueError(f"{option} 可取 {'、'.join(known)} / one of {', '.join(known)}: {value}")


def _write(file: Path, format_: str, paper: Paper, order: Order, home: Home) -> None:
    # Each library is loaded for its own format only.
    match format_:
        case "docx":
            from pipelines.report.docx import write_docx

            write_docx(file, paper, has_red_header=order.has_red_header)
        case "pptx":
            from pipelines.report.pptx import write_pptx

            write_pptx(file, paper)
        case "xlsx":
            from pipelines.report.workbook import write_workbook

            write_workbook(file, paper)
        case "pdf":
            from pipelines.report.pdf import write_pdf

            write_pdf(file, paper, home.reference / "fonts", has_red_header=order.has_red_header)


__all__ = ["FORMATS", "Order", "write_papers"]
