"""Where a matter's latest earlier case stood on the eve of a later one (metrics.md 3 and 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.reference.office import Reference
from tests.reference.record import Case, Row
from tests.reference.shared import is_open
from tests.reference.timeliness import unit_act

REVIEW_DAYS = timedelta(
    30
)  # to ask for review, from the reply; to ask for final review, from the opinion (Art. 35, 36)


@dataclass(frozen=True)
class Standing:
    """What was known of the earlier case on the eve: dated fields by then, undated ones exported by then."""

    earlier: int
    procedure: str | None = None
    is_refused: bool = False
    told: str = "not_exported"  # told | untold | not_exported
    is_withdrawn: bool = False
    is_open: bool = False
    deadline: str = "none"  # passed | running | none
    is_untold: bool = False
    reply: str | None = None  # late | in_time | no_deadline
    is_under_review: bool = False
    is_final: bool = False


def by(day: date | None, eve: date) -> date | None:
    """A dated field, as far as it had happened."""
    return day if day is not None and day <= eve else None


def is_linkable(ref: Reference, case: Case) -> bool:
    """Whether anything could link a case: a number of its own, a column that could hold one, or another's number."""
    return bool(
        case.get("matter_id") is not None or "related_case_id" in case.carried or ref.others(case)
    )  # reading: a related-case column left blank says that there is none; a blank matter number says nothing


def standing(ref: Reference, case: Case, day: date) -> Standing:
    """How the matter's latest case registered before a day stood at the end of the day before it."""
    earlier = sorted((c for c in ref.others(case) if c.registered_on < day), key=lambda c: c.order)
    if not earlier:
        return Standing(0)
    c, eve = earlier[-1], day - timedelta(1)
    then = ref.known_by(c, eve)
    reply = by(c.first_replied_on, eve)
    closing = by(c.first_closed_on, eve)
    # A closing stands for the reply, but not of a case that ended otherwise.
    if reply is None and not ended_otherwise(c.fields) and not ended_otherwise(then):
        reply = closing
    # reading: a case that ended on a day that nothing tells was perhaps open, perhaps not: it cannot be told
    ended = (
        closing or then.get("status") == "closed" or ended_otherwise(then) or (c.reply_on is None and not is_open(c))
    )
    return Standing(
        earlier=len(earlier),
        procedure=c.get("procedure"),  # reading: what a matter is does not change while it is handled
        is_refused=then.get("handling") in REFUSED or then.get("status") == "refused",
        told="not_exported" if "notice_at" not in c.carried else "told" if by(c.day("notice_at"), eve) else "untold",
        is_withdrawn=then.get("outcome") in WITHDRAWN or then.get("status") == "cancelled",
        is_open=reply is None and not ended,
        deadline="none" if c.deadline_on is None else "passed" if c.deadline_on <= eve else "running",
        is_untold=is_untold(ref, c, eve),
        reply=None if reply is None else "no_deadline" if c.deadline_on is None else
        "in_time" if reply <= c.deadline_on else "late",
        is_under_review=is_under_review(
            eve, reply, *(by(c.day(name), eve) for name in
            ("review_requested_on", "review_opinion_on", "final_requested_on", "final_opinion_on"))
        ),
        is_final=by(c.day("final_opinion_on"), eve) is not None,
    )  # fmt: skip


REFUSED = ("refused", "closed_to_further")
WITHDRAWN = ("withdrawn", "merged")


def ended_otherwise(fields: Row) -> bool:
    """Withdrawn, merged, refused or filed: an end that is no reply."""
    return (
        fields.get("outcome") in WITHDRAWN
        or fields.get("handling") in (*REFUSED, "filed")
        or fields.get("status") in ("cancelled", "refused")
    )


def is_untold(ref: Reference, case: Case, eve: date) -> bool:
    """The limit for the notice has passed without a record of notice or acceptance, where either was exported.

    reading: while no unit has the case it is the office's own limit.
    """
    if not case.carried & {"accepted_at", "accepted_by_unit_at", "notice_at"}:
        return False
    has_unit = by(case.day("assigned_at"), eve) is not None
    due, _ = ref.notice_limit(case) if has_unit else ref.office_limit(case)
    return due is not None and due <= eve and by(unit_act(case), eve) is None


def is_under_review(
    eve: date,
    reply: date | None,
    asked: date | None,
    opinion: date | None,
    final_asked: date | None,
    final_opinion: date | None,
) -> bool:
    """A review asked for and not yet answered, or the right to ask still running after the eve."""
    if reply is None or final_opinion is not None:
        return False
    if final_asked is not None:
        return True
    if opinion is not None:
        return opinion + REVIEW_DAYS > eve
    return asked is not None or reply + REVIEW_DAYS > eve
