"""Parquet, every column as text.

Here: reading with pyarrow and spelling values. Not here: what a cell means. Parquet has its own types; they are
spelled out so that one parser judges dates and counts whatever the file was.
"""

from __future__ import annotations

import io
import json
from functools import partial

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.ingest.errors import IngestError
from pipelines.ingest.readers.sheet import LONGEST_CELL, MOST_COLUMNS, ExportFile, FrameSheet, Sheet, cell, too_wide

_MOST_CELLS = 100_000_000
_FREE_CELLS = 4_000_000  # up to here a file may be as small as it likes
_CELLS_OF_A_BYTE = 20


def open_parquet(file: ExportFile) -> tuple[Sheet, ...]:
    """Open the one table of a Parquet file; its column names are the first row.

    Raises:
        IngestError: damaged, locked, or larger than memory should hold.
    """
    sheet = FrameSheet("", "parquet", partial(_load, file))
    return (sheet,)


def _load(file: ExportFile) -> pl.DataFrame:
    try:
        with file.open("rb") as stream, pq.ParquetFile(stream) as table:
            cells = table.metadata.num_rows * table.metadata.num_columns
            believed = min(_MOST_CELLS, _FREE_CELLS + _CELLS_OF_A_BYTE * stream.seek(0, io.SEEK_END))
            if table.metadata.num_columns > MOST_COLUMNS:
                raise too_wide("", table.metadata.num_columns)
            if cells > believed:
                raise IngestError("Parquet文件过大，请分成几个文件", "the Parquet file is too large: split it")
            names = table.schema_arrow.names
            batches = [_as_text(_sound(batch)) for batch in table.iter_batches(batch_size=50_000)]
    except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as error:
        raise IngestError("Parquet文件已损坏，请重新导出", "the Parquet file is damaged: export it again") from error
    header = pl.DataFrame([pl.Series(cell(index), [name], pl.String) for index, name in enumerate(names)])
    return pl.concat([header, *batches])


def _sound(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch, if its texts are texts: a damaged byte within one would end the process where it is made a Python text."""
    batch.validate(full=True)
    return batch


def _as_text(batch: pa.RecordBatch) -> pl.DataFrame:
    return pl.DataFrame(
        [pl.Series(cell(index), _spelled(column), pl.String) for index, column in enumerate(batch.columns)]
    )


def _spelled(column: pa.Array) -> pl.Series:
    """A column as text: times without needless zeros, whole decimals without a point, nested values as JSON."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _spelled(column.dictionary_decode())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        texts = [
            None if value is None else value[:LONGEST_CELL].decode("utf-8", "replace") for value in column.to_pylist()
        ]
        return pl.Series(texts, dtype=pl.String)
    if pa.types.is_nested(kind):
        texts = [
            None if value is None else json.dumps(value, ensure_ascii=False, default=str)[:LONGEST_CELL]
            for value in column.to_pylist()
        ]
        return pl.Series(texts, dtype=pl.String)
    text = pl.Series(pl.from_arrow(pc.cast(column, pa.large_string())), dtype=pl.String)
    if pa.types.is_floating(kind):
        return text.str.replace(r"^(-?\d{1,15})\.0+$", "$1")
    return text.str.replace(r"(:\d\d)\.0+(Z|[+-]\d\d:?\d\d)?$", "$1$2") if pa.types.is_temporal(kind) else text
