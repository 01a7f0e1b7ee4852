"""A file becomes typed, pseudonymous rows in raw.

Here: everything between an exported file and the raw tables. Not here: what fields, rules and codes are called
(`warehouse.catalogue`), and what is made of raw afterwards (`sql/`).

The way of a file: `parts` (members of an archive, tables of a workbook) with `readers` (bytes to blocks of text) →
`structure`, `headers` and `dayorder` (which row is the header, which column is which field, which order its dates
have) → `rows` with `dates`, `values`, `privacy`, `rules` (text to typed rows) → `incoming` (rules of
the whole file) with `exported` (when the export was made) → `ledger` (raw) and `rejected` (the clerk's workbook).
`run` holds the order.
"""

from pipelines.ingest.errors import IngestError
from pipelines.ingest.ledger import PARSER_VERSION
from pipelines.ingest.report import FileReport, IngestOptions
from pipelines.ingest.run import ingest_files

__all__ = ["PARSER_VERSION", "FileReport", "IngestError", "IngestOptions", "ingest_files"]
