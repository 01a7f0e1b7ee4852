"""Writes THIRD-PARTY-NOTICES.md from the metadata of what requirements.lock installs."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def locked_names(lock: str) -> list[str]:
    """Names of the packages that a lock file pins, in order."""
    return [match[1] for match in re.finditer(r"^([a-zA-Z0-9._-]+)(?:\[[^\]]*\])?==", lock, re.MULTILINE)]


def license_of(name: str) -> str:
    """The licence that a package states of itself."""
    fields = metadata(name)
    expression = fields.get("License-Expression")
    if expression:
        return str(expression)
    classifiers = [c.split(" :: ")[-1] for c in fields.get_all("Classifier") or () if c.startswith("License ::")]
    stated = (fields.get("License") or "").strip().splitlines()
    return ", ".join(classifiers) or (stated[0][:80] if stated else "see the package")


def notices() -> str:
    """The text of THIRD-PARTY-NOTICES.md."""
    lines = [
        "# Third-party notices",
        "",
        "tingmin is installed together with these packages, each under its own licence. Test tools are among them.",
        "",
        "| package | version | licence |",
        "|---|---|---|",
    ]
    for name in locked_names((ROOT / "requirements.lock").read_text("utf-8")):
        try:
            lines.append(f"| {name} | {metadata(name)['Version']} | {license_of(name)} |")
        except PackageNotFoundError:  # a package of another platform
            lines.append(f"| {name} | | see the package |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "THIRD-PARTY-NOTICES.md").write_text(notices(), "utf-8")
