"""A block of text becomes typed rows, persons and problems.

Here: for each kind of field, which reader takes its column and which rule answers for what cannot be read.
Not here: the readers themselves (`dates`, `values`, `privacy`) and what needs the whole file (`ledger`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.ingest import values
from pipelines.ingest.dates import read_dates, read_spans, to_utc
from pipelines.ingest.headers import ColumnMap
from pipelines.ingest.privacy import EXPONENT, birth_years, identities
from pipelines.ingest.profiles import Profile
from pipelines.ingest.readers import HAS_EXTRA, ROW_NO, cell
from pipelines.ingest.rules import Findings, compare_columns, compare_rivals
from pipelines.ingest.signature import SUBJECT, signatures
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Field, day_of, span_of

_TOPIC_LEVELS = ("topic_1", "topic_2", "topic_3")
_PLAIN_COUNT = r"^[0-9]{1,9}$"
_MOST_COUNTED = 999_999_999  # a phone number is no count
_YOUNGEST = 10  # years; nobody younger petitions
_LETTER = r"\p{L}"
_PLAIN_ID = r"^[0-9A-Za-z-]{0,30}[0-9][0-9A-Za-z-]{0,30}$"


@dataclass(frozen=True, slots=True)
class TypedBlock:
    """The rows of a block that can be taken, who stands behind them, and what is wrong with the others."""

    rows: pl.DataFrame  # row_no, row_key, warned, then columns of the version table
    persons: pl.DataFrame  # row_no, kind, secret, row_key: never to be written as they are
    signatures: pl.DataFrame  # row_no, row_key, kind, signature in hexadecimal
    problems: pl.DataFrame
    rejected: int


@dataclass(frozen=True, slots=True)
class _Read:
    """A field's columns, and the filled cells that broke a rule."""

    columns: dict[str, pl.Series]
    rule: str = ""
    broken: pl.Series | None = None


class RowReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        columns: ColumnMap,
        profile: Profile,
        aliases: Mapping[str, Mapping[str, str]],
        timezone: str,
        key: bytes | None,
    ) -> None:
        self._key = key
        self.source = columns.source
        self._map = columns
        self._profile = profile
        self._timezone = timezone
        self._fields = [FIELDS[name] for name in columns.columns if FIELDS[name].stored]
        # What the file says something about, and what its rows may fill besides.
        self.fields = {field.id for field in self._fields} | set(profile.fixed)
        self._splits_topics = profile.split_topics and self.fields.intersection(_TOPIC_LEVELS) == {"topic_1"}
        self._finds_codes = "township" in columns.columns and "township_code" in columns.source.fields
        derived = {"township_code"} if self._finds_codes else set()
        self.derived_fields = (derived | set(_TOPIC_LEVELS) if self._splits_topics else derived) - self.fields
        self.version_columns = [
            column
            for name in columns.source.fields
            if name in self.fields | self.derived_fields
            for column in FIELDS[name].columns
        ]
        self._labels = {
            field.id: _label_column(field, profile, aliases)
            for field in self._fields
            if field.kind in ("text", "code", "flag")
        }
        self._numbers = values.Distinct(lambda text: (values.read_number(text), 0), pl.String())
        self._codes = values.Distinct(lambda text: (values.read_id(text), 0), pl.String())
        self._township_codes = values.Distinct(lambda text: (values.township_code(text), 0), pl.String())
        self._levels = [values.Distinct(values.path_reader(level), pl.String()) for level in range(len(_TOPIC_LEVELS))]

    def read(self, block: pl.DataFrame) -> TypedBlock:
        """Type a block of data rows."""
        findings = Findings(block[ROW_NO])
        findings.reject("extra_cells", "", block[HAS_EXTRA], "***")
        columns = {name: _constant(FIELDS[name], value, block.height) for name, value in self._profile.fixed.items()}
        for field in self._fields:
            cells = self._cells(block, field.id)
            header = self._map.header_of(field.id)
            read = self._read(field, cells, findings)
            columns |= read.columns
            missing = read.columns[field.id].is_null()
            if read.broken is not None:
                findings.reject(read.rule, header, read.broken, cells)
                missing = missing & ~read.broken
            if field.id in self._map.source.required:
                findings.reject("missing_key", header, missing, "")
        self._refuse_identities(columns, block, findings)
        self._derive(columns, block)
        compare_columns(columns, findings)
        compare_rivals(block, self._map, findings)
        key = self._row_key(columns)
        rows = pl.DataFrame(
            [
                block[ROW_NO],
                key.alias("row_key"),
                findings.warned.alias("warned"),
                *(columns[name].alias(name) for name, _ in self.version_columns),
            ]
        )
        taken = ~findings.rejected
        if taken.all():
            return TypedBlock(
                rows, self._persons(block, rows), self._signatures(block, rows), findings.problems(key), 0
            )
        # A shifted row may carry anything in the place of its key.
        problems = findings.problems(key.zip_with(~block[HAS_EXTRA], key.clear(len(key))))
        rows = rows.filter(taken)
        persons, signed = self._persons(block, rows), self._signatures(block, rows)
        return TypedBlock(rows, persons, signed, problems, block.height - rows.height)

    def _cells(self, block: pl.DataFrame, name: str) -> pl.Series:
        return block[cell(self._map.columns[name])]

    def _read(self, field: Field, cells: pl.Series, findings: Findings) -> _Read:
        if field.kind in ("instant", "day", "span"):
            return self._read_days(field, cells)
        if field.kind == "id":
            return self._read_ids(field, cells, findings)
        if field.kind == "count":
            return _read_counts(field, cells)
        if field.kind == "filled":
            filled = cells.str.strip_chars().fill_null("") != ""
            return _Read({field.id: filled.cast(pl.Int32)})
        column, warned = self._labels[field.id](cells)
        findings.warn(warned)
        return _Read({field.id: column})

    def _read_days(self, field: Field, cells: pl.Series) -> _Read:
        if field.kind == "span":
            spans = read_spans(cells, self._profile.formats, self._timezone)
            return _Read({field.id: spans.first, span_of(field.id): spans.span}, "bad_date", spans.unread)
        dates = read_dates(cells, self._profile.formats, self._timezone)
        days = dates.local.dt.date()
        if field.kind == "day":
            return _Read({field.id: days}, "bad_date", dates.unread)
        instants = to_utc(dates.local, self._timezone)
        return _Read({field.id: instants, day_of(field.id): days}, "bad_date", dates.unread)

    def _read_ids(self, field: Field, cells: pl.Series, findings: Findings) -> _Read:
        is_odd = ~cells.str.contains(_PLAIN_ID).fill_null(True)
        if not is_odd.any():
            return _Read({field.id: cells})
        rounded = cells.str.contains(EXPONENT).fill_null(False)
        if rounded.any():
            findings.reject("rounded_id", self._map.header_of(field.id), rounded, cells)
        read = self._numbers if field.id.endswith("_id") else self._codes  # a code may be a word
        numbers, _ = read(cells.filter(is_odd))
        numbered = cells.clone().scatter(is_odd.arg_true(), numbers)
        if field.id not in self._map.source.required:  # a number that leads nowhere is as good as none
            return _Read({field.id: numbered})
        unread = is_odd & ~rounded & numbered.is_null()
        said = cells.filter(unread).map_elements(lambda text: not values.is_blank(text), return_dtype=pl.Boolean)
        return _Read({field.id: numbered}, "bad_id", unread.scatter(unread.arg_true(), said))

    def _refuse_identities(self, columns: dict[str, pl.Series], block: pl.DataFrame, findings: Findings) -> None:
        """Somebody's identity number, even a mistyped one, numbers no case.

        Some systems put the day of registration where an identity number has the birthday: nobody petitions as a
        small child, so the row's own registration tells the two apart.
        """
        registered = columns.get("registered_on", pl.repeat(None, block.height, dtype=pl.Date, eager=True))
        for field in self._fields:
            if not field.id.endswith("_id"):
                continue
            born = birth_years(columns[field.id])
            if born.null_count() == block.height:
                continue
            ages = registered.dt.year() - born
            is_somebody = born.is_not_null() & ~ages.is_between(-1, _YOUNGEST).fill_null(False)
            if field.id in self._map.source.required:
                findings.reject("bad_id", self._map.header_of(field.id), is_somebody, self._cells(block, field.id))
            else:
                columns[field.id] = columns[field.id].set(is_somebody, None)

    def _derive(self, columns: dict[str, pl.Series], block: pl.DataFrame) -> None:
        """Fill the columns that another one carries: township codes, levels of a topic path."""
        if self._finds_codes:
            codes, _ = self._township_codes(self._cells(block, "township"))
            nothing = codes.clear(block.height)
            names = columns["township"]
            columns["township"] = names.zip_with(
                codes.is_null() | names.str.contains(_LETTER).fill_null(False), nothing
            )
            own = columns.get("township_code", nothing)
            columns["township_code"] = own.zip_with(own.is_not_null(), codes)
        if self._splits_topics:
            path = columns["topic_1"]
            for name, level in zip(_TOPIC_LEVELS, self._levels, strict=True):
                columns[name], _ = level(path)

    def _row_key(self, columns: dict[str, pl.Series]) -> pl.Series:
        """The key's one field as it is; of several, the parts in fixed places between unmistakable marks."""
        names = self._map.source.key
        if len(names) == 1:
            return columns[names[0]]
        parts = [
            pl.lit("") if name not in columns else pl.lit(columns[name]).cast(pl.String).fill_null("") for name in names
        ]
        marked = [part.str.replace_all("|", "｜", literal=True) for part in parts]
        return pl.select(pl.concat_str(marked, separator="|")).to_series()

    def _persons(self, block: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
        """The identities behind the rows that are taken."""
        identity = {
            name: pl.col(cell(index)) for name, index in self._map.columns.items() if FIELDS[name].kind == "identity"
        }
        return identities(block.select(ROW_NO, **identity)).join(taken.select(ROW_NO, "row_key"), on=ROW_NO)

    def _signatures(self, block: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
        """The signature of each row's text; the text itself goes no further."""
        if self._key is None or SUBJECT not in self._map.columns:
            return pl.DataFrame(
                schema={ROW_NO: pl.Int64, "row_key": pl.String, "kind": pl.String, "signature": pl.String}
            )
        signed = signatures(self._cells(block, SUBJECT), self._key).bin.encode("hex")
        texts = block.select(ROW_NO, kind=pl.lit(SUBJECT), signature=signed).drop_nulls()
        return rows.select(ROW_NO, "row_key").join(texts, on=ROW_NO)


def _label_column(field: Field, profile: Profile, aliases: Mapping[str, Mapping[str, str]]) -> values.Distinct:
    of_feed = profile.values.get(field.id, {})
    if field.kind == "text":
        return values.Distinct(values.text_reader(of_feed), pl.String())
    dtype = pl.Int32() if field.kind == "flag" else pl.String()
    return values.Distinct(values.label_reader(field, aliases.get(field.codes or "", {}), of_feed), dtype)


def _read_counts(field: Field, cells: pl.Series) -> _Read:
    is_odd = ~cells.str.contains(_PLAIN_COUNT).fill_null(True)
    counts = cells.cast(pl.Int64, strict=False)
    if not is_odd.any():
        return _Read({field.id: counts})
    texts = cells.filter(is_odd).to_list()
    counts = counts.scatter(is_odd.arg_true(), pl.Series(map(values.read_count, texts), dtype=pl.Int64))
    counts = counts.set(counts > _MOST_COUNTED, None)
    unread = counts.is_null() & is_odd.scatter(is_odd.arg_true(), [not values.is_blank(text) for text in texts])
    if field.id != "persons":  # an impossible number of persons is kept and named; any other is a slip
        unread = unread | (counts < 0).fill_null(False)
    return _Read({field.id: counts}, "bad_count", unread)


def _constant(field: Field, value: str, height: int) -> pl.Series:
    if field.kind == "flag":
        return pl.repeat(int(value), height, dtype=pl.Int32, eager=True)
    return pl.repeat(value, height, dtype=pl.String, eager=True)
