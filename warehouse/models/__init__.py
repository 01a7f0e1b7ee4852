"""SQL models: one SELECT a file below sql/, path = table name; order and lineage are read from the SQL.

Belongs here: finding, ordering, linting and running models.
Does not belong here: the SQL itself (sql/), Dagster (pipelines/definitions.py).
"""

from warehouse.models.model import SQL_FOLDER, Model, load_models, ordered
from warehouse.models.run import run_model

__all__ = ["SQL_FOLDER", "Model", "load_models", "ordered", "run_model"]
