"""How often the rules of a build ask without cause: clean made-up offices, and the same with one fault planted."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from pipelines.generate import generate
from pipelines.metrics.integrity.build import integrity
from pipelines.metrics.integrity.finding import Finding
from tests.unit.pipelines.metrics.integrity.office import (
    END,
    cases_of,
    close_in_bulk,
    drop_numbers,
    pad_same_day,
    register_late,
    relabel_as_repeats,
)

SEEDS = range(1, 11)
SIZES = (1_500, 20_000)
PLANTS = {
    "numbering": drop_numbers,
    "same_day_closing": pad_same_day,
    "late_registration": register_late,
    "bulk_closing": close_in_bulk,
    "first_to_repeat": relabel_as_repeats,
}


def main() -> None:
    """Print the table."""
    print(f"{'cases':>6} {'offices':>7} {'with a false finding':>20}   false findings by rule   planted faults found")
    for size in SIZES:
        false: Counter[str] = Counter()
        offices = 0
        found: Counter[str] = Counter()
        for seed in SEEDS:
            with tempfile.TemporaryDirectory() as folder:
                generate(Path(folder), cases=size, seed=seed, end=END)
                cases = cases_of(Path(folder))
            clean = rules(integrity(cases, END, field_names={}))
            false.update(clean)
            offices += bool(clean)
            for rule, plant in PLANTS.items():
                found[rule] += rule in rules(integrity(plant(cases), END, field_names={}))
        planted = ", ".join(f"{rule} {found[rule]}/{len(SEEDS)}" for rule in PLANTS)
        print(f"{size:6} {len(SEEDS):7} {offices:20}   {dict(false)}   {planted}")


def rules(answers: list[object]) -> list[str]:
    """The rules that ask."""
    return [answer.rule for answer in answers if isinstance(answer, Finding)]


if __name__ == "__main__":
    main()
