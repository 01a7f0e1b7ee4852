"""The code lists of a case export, as the national system spells them.

Here: words that stand in cells, and the few codes that the generator's logic has to name. Not here: places,
units and topics (`county`), and column headers (`exports`).
"""

from __future__ import annotations

from enum import IntEnum


class Channel(IntEnum):
    """信访形式."""

    VISIT = 0
    LETTER = 1
    WEB = 2
    CALL = 3


CHANNELS = ("来访", "来信", "网上信访", "来电")


class Level(IntEnum):
    """登记机构级别, lowest first."""

    TOWNSHIP = 0
    COUNTY = 1
    CITY = 2
    PROVINCE = 3
    STATE = 4


LEVELS = ("乡", "县", "市", "省", "国家")
# Of a county's cases: what a township office hands up is reported, what a higher office took is handed down.
SOURCES = ("下级报送", "本级登记", "上级转交办", "上级转交办", "上级转交办")


class Purpose(IntEnum):
    """信访目的."""

    DEMAND = 0
    SUGGESTION = 1
    ACCUSATION = 2
    QUESTION = 3
    OTHER = 4


PURPOSES = ("申诉求决", "意见建议", "检举控告", "咨询", "其他")


class Procedure(IntEnum):
    """办理程序."""

    PETITION = 0
    OTHER_LEGAL = 1
    DISCIPLINE = 2
    COURT = 3


PROCEDURES = ("信访程序", "其他法定途径", "纪检监察程序", "司法程序")


class Way(IntEnum):
    """办理方式."""

    FORWARDED = 0
    ASSIGNED = 1
    DIRECT = 2
    REFUSED = 3
    NO_LONGER = 4
    FILED = 5


WAYS = ("转送", "交办", "直接回复", "不予受理", "不再受理", "存")


class Outcome(IntEnum):
    """办理结果."""

    SUPPORTED = 0
    EXPLAINED = 1
    REJECTED = 2
    MEDIATED = 3
    WITHDRAWN = 4
    MERGED = 5


OUTCOMES = ("支持", "解释说明", "不支持", "调解", "撤回", "合并")


class Status(IntEnum):
    """办理状态."""

    NEW = 0
    SENT = 1
    IN_HAND = 2
    REPLIED = 3
    CLOSED = 4
    REFUSED = 5
    NO_LONGER = 6


STATUSES = ("待转送", "待受理", "办理中", "已答复", "已办结", "不予受理", "不再受理")

REVIEW_RESULTS = ("维持", "变更", "撤销")


class Opinion(IntEnum):
    """对责任单位满意度."""

    SATISFIED = 0
    FAIR = 1
    DISSATISFIED = 2
    NOT_YET = 3
    MISSED = 4


OPINIONS = ("满意", "基本满意", "不满意", "未评价", "超期未评价")
ROLES = ("主办", "协办")
