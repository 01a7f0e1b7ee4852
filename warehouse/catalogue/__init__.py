"""What things are called and what they mean, said once, in Chinese and English.

Belongs here: fields, sources, code lists, tables, metrics, rules and usage warnings, and look-ups on them.
Does not belong here: how a value is parsed (pipelines/ingest), SQL (sql/), or anything that opens a file.
"""

from warehouse.catalogue.codes import CODE_LISTS
from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.rules import RULES
from warehouse.catalogue.sources import SOURCES
from warehouse.catalogue.tables import TABLES

__all__ = ["CODE_LISTS", "FIELDS", "METRICS", "RULES", "SOURCES", "TABLES"]
