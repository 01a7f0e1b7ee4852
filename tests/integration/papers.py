"""Reading papers back: the tables, charts and words of a DOCX, PPTX, XLSX and PDF, as a reader sees them.

The PDF reader knows just what is needed here: flate streams, character maps, and where a run of text stands.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import fastexcel
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation

from pipelines.report.tables import BELOW

Grid = list[list[str]]
XLSX_HEADER_ROW = 3


def docx_tables(file: Path) -> dict[str, Grid]:
    """Tables by the name in their caption (表1　name（days）), heads first; small print of a cell after a line feed."""
    document = Document(str(file))
    found: dict[str, Grid] = {}
    caption = ""
    for element in document.element.body:
        if element.tag == qn("w:p"):
            caption = "".join(t.text or "" for t in element.iter(qn("w:t")))
        elif element.tag == qn("w:tbl"):
            (table,) = [t for t in document.tables if t._tbl is element]
            found[caption_name(caption)] = [[cell.text for cell in row.cells] for row in table.rows]
    return found


def caption_name(caption: str) -> str:
    """表1　总体情况（2026年…） → 总体情况."""
    match = re.match(r"[表图]\d+　(.+?)（", caption)
    return match[1] if match else caption


def by_section(grid: Grid) -> Grid:
    """Rows with figures; one below a line across the table carries that line before its label: 批次/县."""
    found, section = [], ""
    for row in grid[1:]:
        if not any(row[1:]) or len(set(row)) == 1:
            section = "" if row[0] == BELOW else f"{row[0]}/"
        else:
            found.append([f"{section}{row[0]}", *row[1:]])
    return found


def docx_words(file: Path) -> str:
    """All paragraphs outside tables."""
    return "\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)


def workbooks_inside(file: Path) -> list[Grid]:
    """The workbooks behind the charts of a document or of slides, in the order of their numbers."""
    with zipfile.ZipFile(file) as archive:
        names = sorted(n for n in archive.namelist() if n.endswith(".xlsx"))
        names.sort(key=lambda name: int("".join(re.findall(r"\d+", Path(name).stem)) or 0))
        return [sheet_of(archive.read(name), 0) for name in names]


def sheet_of(source: bytes | str, sheet: str | int) -> Grid:
    """The cells of a sheet as text, blank ones empty."""
    frame = fastexcel.read_excel(source).load_sheet(sheet, header_row=None, dtypes="string").to_polars()
    return [["" if cell is None else str(cell) for cell in row] for row in frame.rows()]


def xlsx_tables(file: Path) -> dict[str, Grid]:
    """The table of every sheet, heads first, up to the first blank row."""
    found: dict[str, Grid] = {}
    for sheet in fastexcel.read_excel(str(file)).sheet_names:
        rows = sheet_of(str(file), sheet)[XLSX_HEADER_ROW:]
        end = next((at for at, row in enumerate(rows) if not row[0]), len(rows))
        found[sheet] = rows[:end]
    return found


def pptx_slides(file: Path) -> list[tuple[str, list[Grid], list[dict[str, list[Any]]], str]]:
    """Every slide: its title, its tables, its charts' series by name (categories under ''), and all its words."""
    slides = []
    for slide in Presentation(str(file)).slides:
        title = slide.shapes.title.text_frame.text if slide.shapes.title is not None else ""
        grids: list[Grid] = []
        charts: list[dict[str, list[Any]]] = []
        words = []
        for shape in slide.shapes:
            if shape.has_table:
                grids.append([[cell.text for cell in row.cells] for row in shape.table.rows])
            elif shape.has_chart:
                (plot,) = shape.chart.plots
                charts.append({"": list(plot.categories), **{s.name: list(s.values) for s in plot.series}})
            elif shape.has_text_frame:
                words.append(shape.text_frame.text)
        slides.append((title, grids, charts, "\n".join(words)))
    return slides


def pdf_lines(file: Path) -> list[list[str]]:
    """The runs of text of every page, one list for those on one line, from left to right."""
    objects = dict(re.findall(rb"(?<!\d)(\d+) 0 obj\s(.*?)endobj", file.read_bytes(), re.S))
    lines: list[list[str]] = []
    for body in objects.values():
        if not re.search(rb"/Type\s*/Page\b(?!s)", body):
            continue
        fonts = {name: _characters(objects, number) for name, number in _fonts(objects, body)}
        (content,) = re.findall(rb"/Contents (\d+) 0 R", body)
        lines += _lines(_stream(objects[content]), fonts)
    return lines


def _stream(body: bytes) -> bytes:
    head, _, rest = body.partition(b"stream\n")
    return zlib.decompress(rest[: int(re.findall(rb"/Length (\d+)", head)[0])])


def _fonts(objects: dict[bytes, bytes], page: bytes) -> list[tuple[bytes, bytes]]:
    resources = page
    if referred := re.search(rb"/Resources (\d+) 0 R", page):
        resources = objects[referred[1]]
    if referred := re.search(rb"/Font (\d+) 0 R", resources):
        resources = objects[referred[1]]
    return re.findall(rb"/(f\d+) (\d+) 0 R", resources)


def _characters(objects: dict[bytes, bytes], font: bytes) -> dict[bytes, str]:
    (number,) = re.findall(rb"/ToUnicode (\d+) 0 R", objects[font])
    pairs = re.findall(rb"<([0-9A-F]+)> <([0-9A-F]+)>\n", _stream(objects[number]))
    return {bytes.fromhex(k.decode()): bytes.fromhex(v.decode()).decode("utf-16-be") for k, v in pairs if len(k) == 4}


_ESCAPES = {ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("b"): 8, ord("f"): 12}
_TOKEN = re.compile(rb"[^\s()\[\]<>/]+|/[^\s()\[\]<>/]+|[()\[\]<>]")


def _lines(content: bytes, fonts: dict[bytes, dict[bytes, str]]) -> list[list[str]]:
    """Walk the operators: q and Q keep the place that cm sets, Tf names the font, Tj and TJ show text."""
    places: dict[float, list[tuple[float, str]]] = {}
    here, kept = (0.0, 0.0), []
    words: list[bytes] = []  # operands before an operator
    code, font, at = b"", b"", 0
    while match := _TOKEN.search(content, at):
        token, at = match[0], match.end()
        if token == b"(":
            part, at = _string(content, at)
            code += part
        elif token == b"<" and content[at : at + 1] != b"<" and content[at - 2 : at - 1] != b"<":
            end = content.index(b">", at)
            code += bytes.fromhex(content[at:end].decode())
            at = end + 1
        elif token == b"q":
            kept.append(here)
        elif token == b"Q":
            here = kept.pop()
        elif token == b"cm":
            here = (here[0] + float(words[-2]), here[1] + float(words[-1]))
        elif token == b"Tf":
            font = words[-2].removeprefix(b"/")
        elif token in (b"Tj", b"TJ"):
            text = "".join(fonts[font].get(code[i : i + 2], "?") for i in range(0, len(code), 2))
            places.setdefault(round(here[1], 1), []).append((here[0], text))
            code = b""
        words.append(token)
    return [[text for _, text in sorted(runs)] for _, runs in sorted(places.items(), reverse=True)]


def _string(content: bytes, at: int) -> tuple[bytes, int]:
    """A string in brackets, which may nest, and where it ends."""
    found, depth = bytearray(), 1
    while True:
        byte = content[at]
        at += 1
        if byte == ord("\\"):
            octal = re.compile(rb"[0-7]{1,3}").match(content, at)
            found.append(int(octal[0], 8) if octal else _ESCAPES.get(content[at], content[at]))
            at = octal.end() if octal else at + 1
            continue
        depth += {ord("("): 1, ord(")"): -1}.get(byte, 0)
        if depth == 0:
            return bytes(found), at
        found.append(byte)
