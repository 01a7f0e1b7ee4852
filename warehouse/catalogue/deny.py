"""What may never enter, whatever a profile or an alias says.

Headers and values that type persons, predict them or describe them. Matched after normalisation, as a part of
the header or value, before any mapping. Configuration cannot reach this list.
"""

from __future__ import annotations

# Words that type or predict persons, or name a duty to hold them back.
DENIED_VALUE_PARTS: tuple[str, ...] = (
    "重点人", "扬言", "风险人", "老户", "稳控", "劝返", "包稳", "黑名单", "缠访", "闹访",
)  # fmt: skip

# Columns that name a person, or say how to reach one: no profile and no alias makes them anything that is stored.
IDENTITY_HEADER_PARTS: tuple[str, ...] = ("姓名", "身份证", "证件号", "手机", "电话", "联系方式", "联系人", "微信")

# In a header also what describes a person.
DENIED_HEADER_PARTS: tuple[str, ...] = (
    *DENIED_VALUE_PARTS,
    "风险", "民族", "出生日期", "职业", "政治面貌", "住址", "户籍", "宗教", "性别", "年龄", "籍贯", "国籍", "文化程度", "婚姻",
)  # fmt: skip
