"""Real-life dirt: what people, spreadsheets and old systems do to an export.

Here: which mistakes are planted in a case sheet, and the record of each with its spreadsheet row. Not
here: clean rendering (`exports`). Every kind either leaves the meaning alone (date forms, blanks around
text, aliases) or is one named mistake; a row carries at most one mistake, and rows of jointly handled
cases carry none, so that each can be counted.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from pipelines.generate.columns import Ints, day_of
from pipelines.generate.county import COUNTY, townships
from pipelines.generate.exports import DATE_HEADERS, MOMENT_HEADERS
from pipelines.generate.sheets import GB18030, UTF8, UTF8_BOM, Sheet, row_of

UNKNOWN_TOWNSHIPS = ("红旗农场", "工业园区管委会", "东坝镇")
UNPARSEABLE_DATE = "2026-13-45"
MINUTE_FORM = "%Y-%m-%d %H:%M:%S"
FULL_WIDTH = dict(zip("0123456789", "０１２３４５６７８９", strict=True))

# Shares of a file's rows at dirty = 1; each kind stands in at least one row of a file large enough.
MISTAKE_SHARES = {
    "township_unknown": 0.006,
    "persons_zero": 0.004,
    "persons_99999": 0.003,
    "closed_before_registered": 0.004,
    "unparseable_date": 0.003,
    "missing_case_id": 0.003,
    "conflicting_duplicate": 0.003,
}
HARMLESS_SHARES = {
    "township_alias": 0.1,
    "leading_newline": 0.03,
    "ideographic_space": 0.04,
    "no_break_space": 0.04,
}
DATE_FORM_SHARE = 0.05
FEWEST_ROWS = 100  # one mistake of each kind would be too many for a smaller file


def soil(
    rng: np.random.Generator, frame: pl.DataFrame, place: int, day: int, dirty: float
) -> tuple[Sheet, dict[str, object]]:
    """Plant dirt in the export at this place in the series; return the sheet and what is true about it."""
    numbers = frame["信访件编号"]
    found: dict[str, Ints] = {}
    if frame.height >= FEWEST_ROWS:
        frame, found = _soil_rows(rng, frame, dirty)
        numbers = pl.concat([numbers, frame["信访件编号"][len(numbers) :]])
    sheet, sheet_rows, structure = _lay_out(rng, frame, place, day)
    planted: dict[str, object] = {kind: {"count": 1, "rows": [row]} for kind, row in structure.items()}
    for kind, rows in found.items():
        entry: dict[str, object] = {"count": len(rows), "rows": sheet_rows[rows].tolist()}
        if kind in MISTAKE_SHARES:
            entry["case_ids"] = numbers.gather(rows).to_list()
        planted[kind] = entry
    return sheet, {"rows": frame.height, "structure_rows": len(structure), "planted": planted}


def _soil_rows(rng: np.random.Generator, frame: pl.DataFrame, dirty: float) -> tuple[pl.DataFrame, dict[str, Ints]]:
    """Change cells and add duplicates; return the frame and the changed positions in it by kind."""
    height = frame.height
    number = frame["信访件编号"]
    single = np.flatnonzero(~number.is_duplicated().to_numpy())
    closed = np.flatnonzero(frame["办结时间"].is_not_null().to_numpy())
    found: dict[str, Ints] = {}
    free = rng.permutation(single)
    for kind, share in MISTAKE_SHARES.items():
        pool = free[np.isin(free, closed)] if kind == "closed_before_registered" else free
        found[kind] = np.sort(pool[: _count(share, dirty, height)])
        free = free[~np.isin(free, found[kind])]
    for kind, share in HARMLESS_SHARES.items():
        found[kind] = np.sort(rng.choice(free, min(_count(share, dirty, height), len(free)), replace=False))
        if kind == "township_alias":
            free = free[~np.isin(free, found[kind])]
    # An unparseable date or a date before registration must stay the one that it is.
    dated = np.setdiff1d(
        np.arange(height), np.concatenate([found["unparseable_date"], found["closed_before_registered"]])
    )
    for form in DATE_FORMS:
        found[form] = np.sort(rng.choice(dated, min(_count(DATE_FORM_SHARE, dirty, height), len(dated)), replace=False))
        dated = np.setdiff1d(dated, found[form])

    doubles = frame[found["conflicting_duplicate"]]
    frame = _make_mistakes(rng, frame, found)
    for form, change in DATE_FORMS.items():
        frame = change(frame, found[form])
    persons = (doubles["信访人数"].cast(pl.Int64) + 1).cast(pl.String)
    doubles = doubles.with_columns(persons, pl.lit("经办人重复录入，内容有出入。").alias("概况信息"))
    found["conflicting_duplicate_first"] = found["conflicting_duplicate"]
    found["conflicting_duplicate"] = np.arange(height, height + doubles.height)
    return pl.concat([frame, doubles]), {kind: rows for kind, rows in sorted(found.items()) if len(rows)}


def _make_mistakes(rng: np.random.Generator, frame: pl.DataFrame, found: dict[str, Ints]) -> pl.DataFrame:
    known = {place.name: place.aliases.split("；") for place in townships()}

    def other_name(name: str) -> str:
        return known[name][int(rng.integers(0, len(known[name])))]

    def unknown_name(_: str) -> str:
        return UNKNOWN_TOWNSHIPS[int(rng.integers(0, len(UNKNOWN_TOWNSHIPS)))]

    frame = _edit(frame, "问题属地", found["township_alias"], other_name)
    frame = _edit(frame, "问题属地", found["township_unknown"], unknown_name)
    frame = _edit(frame, "信访人数", found["persons_zero"], lambda _: "0")
    frame = _edit(frame, "信访人数", found["persons_99999"], lambda _: "99999")
    frame = _edit(frame, "登记时间", found["unparseable_date"], lambda _: UNPARSEABLE_DATE)
    frame = _put(frame, "信访件编号", found["missing_case_id"], [None] * len(found["missing_case_id"]))
    rows = found["closed_before_registered"]
    registered = frame["登记时间"].gather(rows).str.to_datetime(MINUTE_FORM)
    frame = _put(frame, "办结时间", rows, registered.dt.offset_by("-3d").dt.strftime(MINUTE_FORM).to_list())
    frame = _edit(frame, "概况信息", found["leading_newline"], lambda text: "\n" + text)
    frame = _edit(frame, "问题属地", found["ideographic_space"], lambda text: "\u3000" + text)
    return _edit(frame, "登记机构", found["no_break_space"], lambda text: "\u00a0" + text)


def _lay_out(rng: np.random.Generator, frame: pl.DataFrame, place: int, day: int) -> tuple[Sheet, Ints, dict[str, int]]:
    """Add titles, totals, blank and repeated header rows.

    Return the sheet, the sheet row of each data row, and that of each added row. Which file gets what
    follows from its place in the series, so that each kind is met in every set of exports.
    """
    when = day_of(day)
    header = row_of(frame, frame.columns)
    above: list[tuple[str, pl.DataFrame]] = []
    if place % 2 == 1:
        exported = f"导出时间：{when.year}年{when.month}月{when.day}日 单位：件"
        above = [
            ("title", row_of(frame, [f"{COUNTY}信访件登记台账"])),
            ("exported_line", row_of(frame, [exported])),
        ]
    inside: list[tuple[str, pl.DataFrame]] = []
    if place % 3 == 2:
        inside.append(("blank_row", row_of(frame, [])))
    if place % 4 == 2:
        inside.append(("repeated_header", header))
    below: list[tuple[str, pl.DataFrame]] = []
    if place % 3 == 1:
        persons = str(frame["信访人数"].cast(pl.Int64).sum())
        below.append(("total_row", row_of(frame, ["合计", None, None, None, None, persons])))

    header_row = len(above) + 1
    cuts = np.sort(rng.integers(0, frame.height + 1, len(inside)))
    sheet_rows = header_row + 1 + np.arange(frame.height)
    structure = {kind: row for row, (kind, _) in enumerate(above, start=1)}
    parts = [row for _, row in above] + [header]
    start = 0
    for added, (cut, (kind, row)) in enumerate(zip(cuts.tolist(), inside, strict=True)):
        parts += [frame[start:cut], row]
        structure[kind] = header_row + 1 + cut + added
        sheet_rows[cut:] += 1
        start = cut
    parts += [frame[start:], *(row for _, row in below)]
    cells = pl.concat(parts)
    structure |= {kind: cells.height for kind, _ in below}
    encoding = (UTF8_BOM, UTF8_BOM, UTF8, GB18030)[place % 4]
    return Sheet(cells, header_row, encoding), sheet_rows, structure


def _count(share: float, dirty: float, height: int) -> int:
    return max(round(share * dirty * height), 1)


def _put(frame: pl.DataFrame, header: str, rows: Ints, cells: list[str | None]) -> pl.DataFrame:
    return frame.with_columns(frame[header].clone().scatter(rows, pl.Series(cells, dtype=pl.String)))


def _edit(frame: pl.DataFrame, header: str, rows: Ints, change: Callable[[str], str]) -> pl.DataFrame:
    cells = frame[header].gather(rows).to_list()
    return _put(frame, header, rows, [None if cell is None else change(cell) for cell in cells])


def _reform(
    days: Callable[[pl.Expr], pl.Expr], moments: Callable[[pl.Expr], pl.Expr] | None
) -> Callable[[pl.DataFrame, Ints], pl.DataFrame]:
    """Return a change of all dates of some rows; a form without a clock leaves moments as they are."""

    def change(frame: pl.DataFrame, rows: Ints) -> pl.DataFrame:
        part = frame[rows].select(
            *(days(pl.col(header).str.to_datetime("%Y-%m-%d")).alias(header) for header in DATE_HEADERS),
            *(
                pl.col(header)
                if moments is None
                else moments(pl.col(header).str.to_datetime(MINUTE_FORM)).alias(header)
                for header in MOMENT_HEADERS
            ),
        )
        for header in part.columns:
            frame = _put(frame, header, rows, part[header].to_list())
        return frame

    return change


def _written(form: str) -> Callable[[pl.Expr], pl.Expr]:
    return lambda column: column.dt.strftime(form)


def _full_width(form: str) -> Callable[[pl.Expr], pl.Expr]:
    return lambda column: column.dt.strftime(form).str.replace_many(FULL_WIDTH)


def _serial_day(column: pl.Expr) -> pl.Expr:
    return (column.dt.epoch("d") + 25_569).cast(pl.String)


def _serial_moment(column: pl.Expr) -> pl.Expr:
    return (column.dt.epoch("s") / 86_400 + 25_569).round(9).cast(pl.String)


DATE_FORMS = {
    "date_slash": _reform(_written("%Y/%-m/%-d"), _written("%Y/%-m/%-d %-H:%M:%S")),
    "date_chinese": _reform(_written("%Y年%-m月%-d日"), None),
    "date_compact": _reform(_written("%Y%m%d"), None),
    "date_iso_t": _reform(_written("%Y-%m-%d"), _written("%Y-%m-%dT%H:%M")),
    "date_serial": _reform(_serial_day, _serial_moment),
    "date_full_width": _reform(_full_width("%Y-%m-%d"), _full_width(MINUTE_FORM)),
}
