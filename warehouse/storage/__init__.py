"""DuckDB files: the warehouse and its one writer, the raw tables.

Belongs here: opening, locking, raw table shapes. Does not belong here: SQL models, questions to published files.
"""

from warehouse.storage.database import open_warehouse
from warehouse.storage.raw import create_raw_tables

__all__ = ["create_raw_tables", "open_warehouse"]
