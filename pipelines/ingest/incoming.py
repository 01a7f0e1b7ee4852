"""The rows of one file while it is being taken in, and the rules that need the whole file.

Here: temporary tables of typed rows, pseudonyms and problems; content hashes; dates after the export; rows with
one number. Not here: the raw tables (`ledger`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl
import pyarrow as pa

from pipelines.ingest.headers import ColumnMap
from pipelines.ingest.privacy import key_pads
from pipelines.ingest.readers import ROWS_OF_A_SHEET
from pipelines.ingest.rows import TypedBlock
from pipelines.ingest.rules import REJECTIONS, WARNINGS, Problem, warning
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.model import Field, Source, day_of
from warehouse.storage.ask import one

_MOST_ROWS_NAMED = 20
_FEW_ROUNDED = 3  # numbers; fewer that end in 000 may do so by chance
# DuckDB takes an insert of whole row groups (122,880 rows in temporary tables) as it is; smaller ones it copies twice, six
# times slower.
ROWS_AT_ONCE = 122_880
_ROWS_A_BATCH = 30_000
_ROW_WORDS = (
    f"case when row_no < {ROWS_OF_A_SHEET} then cast(row_no as varchar) "
    f"else concat('第', row_no // {ROWS_OF_A_SHEET} + 1, '个表', row_no % {ROWS_OF_A_SHEET}) end"
)


@dataclass(frozen=True, slots=True)
class _Event:
    """A field that says when something happened, and the column of its day."""

    field: Field
    day: str


def content_hash(columns: Iterable[tuple[str, str]]) -> str:
    """The SQL of a row's content hash over these columns (name, type).

    The first 128 bits of a SHA-256 of `field=value` of the filled fields, ordered by name, parted by U+001F, which no
    value holds. Days of instants are left out: they follow from the instants. So a field that is new to the catalogue
    changes no hash of a row without it, and nothing depends on a version of DuckDB or polars.
    """
    given = dict(columns)
    derived = {day_of(name) for name, sql_type in given.items() if sql_type == "TIMESTAMP"}
    parts = [f"'{name}=' || cast({name} as varchar)" for name in sorted(given) if name not in derived]
    return f"cast(sha256(concat_ws(chr(31), {', '.join(parts)}))[:32] as uuid)"


class Incoming:
    """One file's rows in temporary tables of the warehouse's connection.

    Args:
        number: tells the tables of several files apart.
        columns: the version table's columns that this file fills: (name, SQL type).
        key: the office's key, if the file holds identities.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        number: int,
        column_map: ColumnMap,
        columns: Sequence[tuple[str, str]],
        key: bytes | None,
    ) -> None:
        self.connection = connection
        self.columns = list(columns)
        self.rows, self.persons, self.problems = (f"incoming_{number}_{part}" for part in ("row", "person", "problem"))
        self._map = column_map
        self._pads = key_pads(key) if key is not None else None
        self._hash = content_hash(columns)
        typed = ", ".join(f"{name} {sql_type}" for name, sql_type in columns)
        connection.execute(
            f"""
            create or replace temp table {self.rows}
                (row_no BIGINT, row_key VARCHAR, warned UINTEGER, {typed}, content_hash UUID);
            create or replace temp table {self.persons}
                (row_no BIGINT, row_key VARCHAR, kind VARCHAR, person_key VARCHAR);
            create or replace temp table {self.problems} (
                row_no BIGINT, row_key VARCHAR, rule VARCHAR, column_name VARCHAR, value_masked VARCHAR, detail VARCHAR
            );
            """
        )

    def drop(self) -> None:
        """Free the temporary tables."""
        for table in (self.rows, self.persons, self.problems, "incoming_repeated", "incoming_conflict"):
            self.connection.execute(f"drop table if exists {table}")

    @property
    def source(self) -> Source:
        """The source of the rows."""
        return self._map.source

    def add(self, blocks: Sequence[TypedBlock]) -> None:
        """Take some blocks, best of ROWS_AT_ONCE rows; identities are hashed on their way into the table."""
        self._insert([block.rows for block in blocks], self.rows, f"*, {self._hash}")
        self._insert([block.problems for block in blocks], self.problems, "*")
        self._insert([block.signatures for block in blocks], self.persons, "*")
        if self._pads is not None:
            inner, outer = self._pads
            pseudonym = "sha256($outer || unhex(sha256($inner || encode(secret))))"
            self._insert(
                [block.persons for block in blocks],
                self.persons,
                f"row_no, row_key, kind, {pseudonym}",
                {"inner": inner, "outer": outer},
            )

    def _insert(
        self, frames: list[pl.DataFrame], table: str, values: str, parameters: dict[str, object] | None = None
    ) -> None:
        # Several batches, so that DuckDB works on them in parallel; as string views, which need no copy.
        tables = [frame.to_arrow(compat_level=pl.CompatLevel.newest()) for frame in frames]
        batches = [batch for one in tables for batch in one.to_batches(max_chunksize=_ROWS_A_BATCH)]
        if not batches:
            return
        self.connection.register("incoming_block", pa.Table.from_batches(batches))
        try:
            self.connection.execute(f"insert into {table} select {values} from incoming_block", parameters or {})
        finally:
            self.connection.unregister("incoming_block")

    def latest_registration(self, today: date) -> date | None:
        """The latest day of the events that every row must have; what lies in the future is a slip."""
        days = [event.day for event in self._events() if event.field.id in self.source.required]
        return max(filter(None, self._latest(days, today)), default=None)

    def latest_event(self, today: date) -> date | None:
        """The latest event day, limits and plans not counting."""
        return max(filter(None, self._latest([event.day for event in self._events()], today)), default=None)

    def sample(self, size: int = 10) -> list[dict[str, object]]:
        """The first rows as they were typed, filled columns only."""
        names = [name for name, _ in self.columns]
        rows = self.connection.execute(
            f"select row_no, {', '.join(names)} from {self.rows} order by row_no limit {size}"
        ).fetchall()
        return [
            {name: value for name, value in zip(("row_no", *names), row, strict=True) if value is not None}
            for row in rows
        ]

    def filled_fields(self, names: Iterable[str]) -> set[str]:
        """Those of some columns that any row fills."""
        names = list(names)
        if not names:
            return set()
        counts = self.connection.execute(
            f"select {', '.join(f'count({name})' for name in names)} from {self.rows}"
        ).fetchone()
        return {name for name, count in zip(names, counts or (), strict=True) if count}

    def apply_file_rules(self, export_day: date) -> None:
        """Judge what only the whole file shows: rounded numbers, dates after the export, rows that share a number."""
        self._judge_rounded()
        self._judge_future(export_day)
        repeated = self._repeated_keys()
        if not repeated:
            return
        if self.source.is_descriptive:
            self._number_repetitions()
        else:
            self._reject_conflicts()
            self._mark_copies()

    def rejections(self) -> dict[str, int]:
        """Rejected rows, each counted under the first rule that it breaks."""
        found = self.connection.execute(
            "select place, count(*) "
            f"from (select min(list_position(?, rule)) as place from {self.problems} group by row_no) "
            "group by place order by place",
            [list(REJECTIONS)],
        ).fetchall()
        return {REJECTIONS[place - 1]: count for place, count in found}

    def warnings(self) -> dict[str, int]:
        """Rows taken with each warning."""
        (given,) = one(self.connection, f"select coalesce(bit_or(warned), 0) from {self.rows}")
        rules = [rule for rule in WARNINGS if given & warning(rule)]
        counts = "".join(f", count(*) filter ((warned & {warning(rule)}) > 0)" for rule in rules)
        _, *found = one(self.connection, f"select count(*){counts} from {self.rows}")
        return dict(zip(rules, found, strict=True))

    def first_problems(self, size: int) -> tuple[list[Problem], int]:
        """The first rejected cells in the order of the rows, and the number of all."""
        first = self.connection.execute(
            f"select row_no, row_key, rule, column_name, value_masked, detail from {self.problems} "
            f"order by row_no, list_position(?, rule) limit {size}",
            [list(REJECTIONS)],
        ).fetchall()
        total = self.connection.execute(f"select count(*) from {self.problems}").fetchone()
        return [Problem(*row) for row in first], total[0] if total else 0

    def _events(self) -> list[_Event]:
        names = {name for name, _ in self.columns}
        fields = [FIELDS[name] for name in self.source.fields if name in names]
        return [
            _Event(field, day_of(field.id) if field.kind == "instant" else field.id)
            for field in fields
            if field.kind in ("instant", "day", "span") and not field.is_limit
        ]

    def _latest(self, days: list[str], until: date) -> tuple[date | None, ...]:
        if not days:
            return ()
        latest = ", ".join(f"max({day}) filter ({day} <= $until)" for day in days)
        return self.connection.execute(f"select {latest} from {self.rows}", {"until": until}).fetchone() or ()

    def _judge_rounded(self) -> None:
        """Refuse numbers that Excel rounded before they became text: each of more than 15 digits goes on with zeros.

        One of a thousand numbers ends in 000 by itself; where all do, the last digits are lost.
        """
        for name in self.source.required:
            if FIELDS[name].kind != "id":
                continue
            long = f"length({name}) > 15 and regexp_full_match({name}, '[0-9]{{16,}}')"
            rounded = f"regexp_full_match({name}, '[0-9]{{15}}0+')"
            (whole,) = one(
                self.connection, f"select exists (from {self.rows} where not ends_with({name}, '0') and {long})"
            )
            if whole:  # found at once where nothing is amiss
                continue
            count, lost = one(
                self.connection, f"select count(*), count(*) filter ({rounded}) from {self.rows} where {long}"
            )
            if count == lost >= _FEW_ROUNDED:
                self._reject("rounded_id", self._map.header_of(name), f"concat({name}[:2], '***')", "''", long, {})
                self.connection.execute(f"update {self.problems} set row_key = '***' where rule = 'rounded_id'")

    def _judge_future(self, export_day: date) -> None:
        changed = False
        must_have = {*self.source.required, *self.source.key}
        for event in self._events():
            late = f"{event.day} > $day"
            found = self.connection.execute(
                f"select 1 from {self.rows} where {late} limit 1", {"day": export_day}
            ).fetchone()
            if found is None:
                continue
            if event.field.id in must_have:
                self._reject(
                    "future_registration", self._map.header_of(event.field.id), f"cast({event.day} as varchar)", "''",
                    late, {"day": export_day},
                )  # fmt: skip
                continue
            columns = {event.field.id, event.day}
            blanked = ", ".join(f"{name} = null" for name in sorted(columns))
            bit = warning("future_date")
            self.connection.execute(
                f"update {self.rows} set {blanked}, warned = warned | {bit} where {late}", {"day": export_day}
            )
            changed = True
        if changed:
            bit = warning("future_date")
            self.connection.execute(f"update {self.rows} set content_hash = {self._hash} where (warned & {bit}) > 0")

    def _repeated_keys(self) -> int:
        row = self.connection.execute(
            "create or replace temp table incoming_repeated as "
            f"select row_key from {self.rows} group by row_key having count(*) > 1"
        ).fetchone()
        return int(row[0]) if row else 0

    def _number_repetitions(self) -> None:
        """Tell rows apart whose key only describes them; the order of the file does not matter."""
        self.connection.execute(
            f"""
            update {self.rows} as r set row_key = r.row_key || '#' || n.place
            from (
                select row_no, row_number() over (partition by row_key order by content_hash, row_no) as place
                from {self.rows} where row_key in (from incoming_repeated)
            ) as n
            where n.row_no = r.row_no and n.place > 1
            """
        )

    def _reject_conflicts(self) -> None:
        """Refuse rows of one number that differ in more than the unit that handles them."""
        handling = {column for field in self.source.handling for column, _ in FIELDS[field].columns}
        shared = ", ".join(name for name, _ in self.columns if name not in handling)
        told = [name for name, _ in self.columns if name in FIELDS and name not in handling]
        differing = ", ".join(
            f"case when count(distinct coalesce(cast({name} as varchar), '')) > 1 then ? end" for name in told
        )
        row = self.connection.execute(
            f"""
            create or replace temp table incoming_conflict as
            select row_key, string_agg({_ROW_WORDS}, '、' order by row_no) filter (place <= {_MOST_ROWS_NAMED})
                || case when count(*) > {_MOST_ROWS_NAMED} then '…' else '' end as row_nos,
                concat_ws('、', {differing}) as headers
            from (
                select *, row_number() over (partition by row_key order by row_no) as place
                from {self.rows}
                where row_key in (
                    select row_key
                    from (select distinct row_key, {shared} from {self.rows} where row_key in (from incoming_repeated))
                    group by row_key having count(*) > 1
                )
            )
            group by row_key
            """,
            [self._map.header_of(name) for name in told],
        ).fetchone()
        if not row or not row[0]:
            return
        rows_named = (
            "(select '见第' || row_nos || '行，不同的列：' || headers || ' / rows ' || row_nos || ', columns that differ: ' "
            "|| headers from incoming_conflict c where c.row_key = r.row_key)"
        )
        self._reject(
            "duplicate_id", self._map.header_of(self.source.key[0]), "''", rows_named,
            "row_key in (select row_key from incoming_conflict)", {},
        )  # fmt: skip

    def _mark_copies(self) -> None:
        """Mark identical rows after the first."""
        bit = warning("duplicate_collapsed")
        self.connection.execute(
            f"""
            update {self.rows} as r set warned = r.warned | {bit}
            from (
                select row_no, row_number() over (partition by row_key, content_hash order by row_no) as place
                from {self.rows} where row_key in (from incoming_repeated)
            ) as n
            where n.row_no = r.row_no and n.place > 1
            """
        )

    def _reject(
        self, rule: str, column: str, value: str, detail: str, where: str, parameters: dict[str, object]
    ) -> None:
        """Move rows from the rows to the problems; `value` and `detail` are SQL."""
        self.connection.execute(
            f"insert into {self.problems} select row_no, row_key, $rule, $column, {value}, {detail} "
            f"from {self.rows} r where {where}",
            {"rule": rule, "column": column, **parameters},
        )
        self.connection.execute(f"delete from {self.rows} where {where}", parameters)
        self.connection.execute(
            f"delete from {self.persons} where row_no in (select row_no from {self.problems} where rule = ?)", [rule]
        )
