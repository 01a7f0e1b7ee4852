"""Standard usage warnings, shown wherever the figure that carries them is shown."""

from __future__ import annotations

from warehouse.catalogue.model import Text

USAGE_WARNINGS: dict[str, Text] = {
    "need_not_performance": Text(
        "反映群众诉求和工作量，不用于排名或考核。", "Shows need and workload; not for ranking or assessment."
    ),
    "stock_now": Text(
        "为截至数据截止日的存量，不是本期发生量。", "A stock at the end of the data, not a flow of the period."
    ),
    "beside_open_overdue": Text(
        "须与同期登记的超期未办结初件同看。", "Read beside the open overdue first cases of the same registrations."
    ),
    "superiors_formula": Text(
        "上级通报所用口径，仅供对照，不用于排名。", "The superior's formula, for reference; never ranked."
    ),
    "totals_by_year": Text(
        "月、年合计行记在其第一日，有合计行的台账请按年查看。",
        "Totals of a month or year stand on its first day: read ledgers of totals by year.",
    ),
    "settled_never_ranked": Text("只作展示，不排名、不设目标。", "Shown only: never ranked, no target."),
    "no_causal_claim": Text("不代表因果，也不代表信访人过错。", "No causal claim, and no fault of the petitioner."),
    "read_with_participation": Text(
        "须与参评率同看；未评价者的意见未知。", "Read with participation; the silent are unknown."
    ),
}
