"""What derived matters get right on the labelled set, and what their recall does to a recurrence rate."""

from __future__ import annotations

from collections.abc import Mapping

import tests.unit.pipelines.test_derived as derived
from tests.labelled import LabelledCase, labelled_cases

DAYS = 90


def recurring(cases: list[LabelledCase], matter_of: Mapping[str, object]) -> float:
    """Share of matters with a further case within 90 days of the first (all are followed long enough)."""
    first: dict[object, LabelledCase] = {}
    again: set[object] = set()
    for case in sorted(cases, key=lambda c: (c.occurred_on, c.case_id)):
        matter = matter_of[case.case_id]
        if matter not in first:
            first[matter] = case
        elif (case.occurred_on - first[matter].occurred_on).days <= DAYS:
            again.add(matter)
    return len(again) / len(first)


def main() -> None:
    """Print the table."""
    print(f"{'seed':>4} {'cases':>6} {'precision':>9} {'recall':>7} {'recurrence, true':>17} {'as linked':>10}")
    for seed in range(1, 9):
        cases = labelled_cases(700, seed)
        precision, recall = derived.quality(cases)
        links = derived.link(cases)
        true = recurring(cases, {c.case_id: c.matter for c in cases})
        linked = recurring(cases, {c.case_id: links.get(c.case_id, (c.case_id, ""))[0] for c in cases})
        print(f"{seed:4} {len(cases):6} {precision:9.3f} {recall:7.3f} {true:17.3f} {linked:10.3f}")


if __name__ == "__main__":
    main()
