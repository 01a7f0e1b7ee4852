"""Section 4 of the book: visits outside a reception place. Never ranked, never a row list."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.metrics.shapes import EACH_VISIT, VISITS, case_count
from warehouse.catalogue.model import Metric, Text

NONNORMAL: tuple[Metric, ...] = (
    case_count(4, "nonnormal_events",
               Text("到非接待场所走访（原“非正常上访”口径）", "visits outside a reception place"), VISITS,
               Text("导出表标注的到非信访接待场所走访批次，只用已登记的标注",
                    "visits recorded by the office as outside a reception place; the recorded flag only"),
               EACH_VISIT, needs=("nonnormal",),
               reasons=("not_counted", "nonnormal_unknown"), warnings=("need_not_performance", "no_causal_claim")),
)
