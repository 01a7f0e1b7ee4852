"""What may never enter, whatever a profile or an alias says.

Headers and values that type persons, predict them or describe them. Matched after normalisation, as a part of
the header or value, before any mapping. Configuration cannot reach this list.
"""

from __future__ import annotations

DENIED_HEADER_PARTS: tuple[str, ...] = (
    "重点人",
    "重点人员",
    "扬言",
    "风险",
    "老户",
    "稳控",
    "劝返",
    "包稳",
    "黑名单",
    "缠访",
    "闹访",
    "民族",
    "出生日期",
    "职业",
    "政治面貌",
    "住址",
    "家庭住址",
    "户籍",
    "宗教",
    "性别",
    "年龄",
    "籍贯",
    "国籍",
    "文化程度",
    "婚姻",
)

DENIED_VALUE_PARTS: tuple[str, ...] = (
    "重点人",
    "扬言",
    "风险人",
    "老户",
    "稳控",
    "劝返",
    "包稳",
    "黑名单",
    "缠访",
    "闹访",
)
