"""Is this bulletin sound? A small table file in, questions out.

Belongs here: reading a bulletin of unknown layout (`table`, `words`, `cells`), which item is part of which
(`structure`), what is asked of it (`check`). Does not belong here: the rules themselves (`pipelines.metrics.integrity`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.bulletin.check import check_sections
from pipelines.bulletin.table import read_bulletin
from pipelines.metrics.integrity.finding import RULE_NAMES, Finding, NotTestable

__all__ = ["BulletinReport", "check_bulletin"]


@dataclass(frozen=True, slots=True)
class BulletinReport:
    """Open questions about one bulletin, and what could not be asked."""

    path: Path
    findings: tuple[Finding, ...]
    not_testable: tuple[NotTestable, ...]

    def to_json(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return {
            "path": str(self.path),
            "is_sound": not self.findings,
            "findings": [finding.to_json() for finding in self.findings],
            "not_testable": [answer.to_json() for answer in self.not_testable],
        }

    def to_text(self) -> str:
        """The report as a clerk reads it, Chinese first."""
        lines = [f"{self.path.name}：{f'有{len(self.findings)}处待核' if self.findings else '未发现不符'}"]
        for finding in self.findings:
            lines.append(f"？ {RULE_NAMES[finding.rule].zh}：{finding.text.zh}。{finding.check.zh}")
            lines.append(f"   {finding.text.en}. {finding.check.en}")
        for answer in self.not_testable:
            lines.append(f"－ “{answer.subject}”：{answer.reason.zh} / {answer.reason.en}")
        return "\n".join(lines)


def check_bulletin(path: Path) -> BulletinReport:
    """Read a small table file and ask every rule of it.

    Raises:
        IngestError: the file cannot be read, or holds no table to check.
    """
    answers = check_sections(read_bulletin(path))
    return BulletinReport(
        path,
        tuple(answer for answer in answers if isinstance(answer, Finding)),
        tuple(answer for answer in answers if isinstance(answer, NotTestable)),
    )
