"""Balance: do the parts sum to the total? Counts exactly, percentages within n times half a unit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pipelines.metrics.integrity.finding import Finding
from pipelines.metrics.integrity.printed import Printed
from warehouse.catalogue.model import Text


def counts_balance(subject: str, total: int, parts: Sequence[tuple[str, int]]) -> Finding | None:
    """Ask whether counts of parts, given by name, sum to their total; None when they do."""
    got = sum(count for _, count in parts)
    if got == total:
        return None
    terms = " + ".join(str(count) for _, count in parts)
    gap = total - got
    lack = (f"少{gap}", f"{gap} missing") if gap > 0 else (f"多{-gap}", f"{-gap} too many")
    names = "、".join(name for name, _ in parts)
    return Finding(
        "parts",
        subject,
        Text(
            f"“{subject}”为{total}，分项（{names}）{terms}＝{got}，{lack[0]}",
            f'"{subject}" is {total}, but its parts ({names.replace("、", ", ")}) sum to {terms} = {got}: {lack[1]}',
        ),
        Text("请核对是否有未归类、漏列或重复计入的部分？", "is something unassigned, left out or counted twice?"),
        {"total": total, "parts": [count for _, count in parts], "sum": got, "difference": gap},
    )


def part_within_whole(subject: str, whole: int, part: int, part_name: str) -> Finding | None:
    """Ask about a part that is larger than what it is part of; None when it is not."""
    if part <= whole:
        return None
    return Finding(
        "parts",
        subject,
        Text(
            f"“{part_name}”为{part}，大于其所属的“{subject}”{whole}",
            f'"{part_name}" is {part}, more than "{subject}" of which it is part ({whole})',
        ),
        Text("请核对两项的单位和范围是否一致？", "do both have the same unit and scope?"),
        {"total": whole, "parts": [part], "sum": part, "difference": whole - part},
    )


def mixed_units(subject: str, total: int, parts: Sequence[tuple[str, int]], unit: Text) -> Finding:
    """Ask about parts in mixed units under a total in one unit: persons beside cases."""
    got = sum(count for _, count in parts)
    terms = " + ".join(str(count) for _, count in parts)
    return Finding(
        "parts",
        subject,
        Text(
            f"“{subject}”为{total}，分项{terms}＝{got}（{unit.zh}），单位不同，不能相加为该合计",
            f'"{subject}" is {total}, but its parts are in mixed units: {terms} = {got} ({unit.en})',
        ),
        Text("请核对合计的单位：是件次，还是件人次？", "which unit is the total in: cases, or cases and persons?"),
        {
            "total": total,
            "parts": [count for _, count in parts],
            "sum": got,
            "difference": total - got,
            "unit": unit.zh,
        },
    )


def percentages_balance(subject: str, total: Printed, parts: Sequence[tuple[str, Printed]]) -> Finding | None:
    """Ask whether percentages of all parts sum to that of the whole; each may be off by half a unit."""
    got = sum((share.value for _, share in parts), Fraction(0))
    tolerance = sum((share.half_unit for _, share in parts), Fraction(0))
    if abs(got - total.value) <= tolerance:
        return None
    decimals = max(share.decimals for _, share in parts)
    terms = " + ".join(str(share) for _, share in parts)
    printed = f"{float(got):.{decimals}f}"
    return Finding(
        "parts",
        subject,
        Text(
            f"“{subject}”各分项百分数{terms}＝{printed}，与{total}相差超过四舍五入所能解释的{float(tolerance):g}",
            f'the percentages of "{subject}" sum to {terms} = {printed}, off {total} by more than rounding ({float(tolerance):g})',
        ),
        Text("请核对各分项百分数的基数是否相同，是否有漏项？", "do all have the same base, and is none left out?"),
        {
            "total": str(total),
            "parts": [str(share) for _, share in parts],
            "sum": printed,
            "tolerance": float(tolerance),
        },
    )
