"""The metric book: every number the product shows, defined once, one file for each of its sections."""

from __future__ import annotations

from warehouse.catalogue.metrics.ledgers import LEDGERS
from warehouse.catalogue.metrics.need import NEED
from warehouse.catalogue.metrics.nonnormal import NONNORMAL
from warehouse.catalogue.metrics.recurrence import RECURRENCE
from warehouse.catalogue.metrics.satisfaction import SATISFACTION
from warehouse.catalogue.metrics.timeliness import TIMELINESS
from warehouse.catalogue.model import Metric

METRICS: dict[str, Metric] = {m.id: m for m in (*NEED, *TIMELINESS, *RECURRENCE, *NONNORMAL, *SATISFACTION, *LEDGERS)}
