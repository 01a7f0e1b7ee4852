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
    "no_causal_claim": Text("不代表因果，也不代表信访人过错。", "No causal claim, and no fault of the petitioner."),
    "read_with_participation": Text(
        "须与参评率同看；未评价者的意见未知。", "Read with participation; the silent are unknown."
    ),
}
