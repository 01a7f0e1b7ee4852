"""Section 1 of the book: need and workload. Direction neither: never a rank."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.metrics.shapes import (
    CASES,
    EACH_CASE,
    EACH_VISIT,
    ITEMS_PERSONS,
    PERSON_TIMES,
    VISITS,
    case_count,
)
from warehouse.catalogue.model import Metric, Text

NEED: tuple[Metric, ...] = (
    case_count(1, "cases", Text("信访总量", "cases"), CASES,
               Text("纳入统计的信访件数", "registered cases that are counted"),
               EACH_CASE),
    case_count(1, "visit_events", Text("来访批次", "visit events"), VISITS,
               Text("信访形式为来访的件数，一件即一批", "cases whose channel is a visit"),
               EACH_VISIT,
               needs=("channel",), reasons=("not_counted", "channel_unknown")),
    case_count(1, "visit_persons", Text("来访人次", "visit person-times"), PERSON_TIMES,
               Text("来访各批的信访人数之和", "sum of persons over visit events"),
               Text("信访人数", "persons"), needs=("channel", "persons"),
               reasons=("not_counted", "channel_unknown", "persons_unknown", "persons_out_of_range"), interval="none"),
    case_count(1, "items_persons", Text("件人次", "items and persons"), ITEMS_PERSONS,
               Text("来信、网信等计件，来访计人", "non-visit cases in cases plus visits in persons"),
               Text("非来访每件计1，来访计人数", "one for a non-visit case, persons for a visit"),
               needs=("channel", "persons"),
               reasons=("not_counted", "channel_unknown", "persons_unknown", "persons_out_of_range"), interval="none"),
    case_count(1, "first_cases", Text("初件", "first cases"), CASES,
               Text("同一事项的第一件", "first case of its matter"), EACH_CASE,
               needs=("first",), reasons=("not_counted", "first_unknown", "look_back"), basis=("first_basis",)),
    case_count(1, "repeat_cases", Text("重件", "repeat cases"), CASES,
               Text("同一事项的第二件及以后各件", "further cases of a matter"), EACH_CASE,
               needs=("first",), reasons=("not_counted", "first_unknown", "look_back"), basis=("first_basis",)),
    case_count(1, "unknown_first", Text("初重未知", "first or repeat unknown"), CASES,
               Text("不知是初件还是重件的件数", "cases not known to be first or repeat"),
               EACH_CASE, interval="none", basis=("first_basis",)),
)
