"""What responsible units may be compared on, and what may have a target: how matters are handled, nothing else.

A count of petitions, a level, a flag of a petition or a settlement is no indicator and never becomes one.
"""

from __future__ import annotations

INDICATORS = (
    "reply_in_time", "notice_in_time_unit", "one_off_resolution", "recurrence_90", "satisfied_unit",
    "review_changed_share",
)  # fmt: skip

# Of each unit, what stands beside its rank.
BESIDE = (
    "reply_in_time", "notice_in_time_unit", "one_off_resolution", "recurrence_90", "satisfied_unit",
    "participation_unit", "review_changed_share",
)  # fmt: skip
