"""What a rule says: a finding, which is a question and no accusation, or why it cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from warehouse.catalogue.model import Text

# fmt: off
RULE_NAMES: dict[str, Text] = {
    "parts": Text("分项与合计不符", "parts do not sum to the total"),
    "grim": Text("百分数与基数不符", "percentage impossible on its base"),
    "change": Text("升降幅度与数值不符", "change impossible for its value"),
    "constant_ratio": Text("人次与批次之比相同", "persons per batch identical"),
    "numbering": Text("编号缺号", "gaps in the numbers"),
    "vanished": Text("已报数据中的件后来缺失", "reported cases missing later"),
    "rewritten": Text("已报数据后来被修改", "reported cases rewritten later"),
    "same_day_closing": Text("自行登记当日办结增多", "more own cases closed on the day of registration"),
    "bulk_closing": Text("期末集中办结", "bulk closing at the end of a month"),
    "late_registration": Text("迟登记增多", "more cases registered late"),
    "first_to_repeat": Text("初件减少而重件增加", "repeats up while first cases are down"),
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Finding:
    """A question that is open: what the numbers are and what to check."""

    rule: str
    subject: str  # the item of a bulletin, or the code of an organ or unit; blank for the whole office
    text: Text
    check: Text
    numbers: Mapping[str, Any] = field(default_factory=dict)
    period: str = ""

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON; texts in both languages."""
        return {
            "rule": self.rule,
            "name": {"zh": RULE_NAMES[self.rule].zh, "en": RULE_NAMES[self.rule].en},
            "subject": self.subject,
            "period": self.period,
            "numbers": dict(self.numbers),
            "text": {"zh": self.text.zh, "en": self.text.en},
            "check": {"zh": self.check.zh, "en": self.check.en},
        }


@dataclass(frozen=True, slots=True)
class NotTestable:
    """A rule that cannot tell, and why: never silence."""

    rule: str
    subject: str
    reason: Text
    numbers: Mapping[str, Any] = field(default_factory=dict)
    period: str = ""

    def to_json(self) -> dict[str, Any]:
        """The answer as JSON; the reason in both languages."""
        return {
            "rule": self.rule,
            "subject": self.subject,
            "period": self.period,
            "numbers": dict(self.numbers),
            "reason": {"zh": self.reason.zh, "en": self.reason.en},
        }


Answer = Finding | NotTestable
