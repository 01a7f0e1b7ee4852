"""What people write beside the figures: manual paragraphs of papers, and which version each issued paper names.

Belongs here: reading and writing them in state/app.sqlite. Does not belong here: papers, pages.
A text kept for a kind of paper (`weekly`) stands in every paper of that kind that has none of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warehouse.catalogue.model import Text
from warehouse.home import Home
from warehouse.storage.app import opened

# What a person may write for a paper. The first three stand in it as sections, the others say to whom it goes.
SECTIONS: dict[str, Text] = {
    "problems": Text("存在问题", "Problems"),
    "next_steps": Text("下步工作", "Next steps"),
    "proposals": Text("提请研究事项", "For decision"),
}
RECIPIENTS: dict[str, Text] = {"send_to": Text("报送", "To"), "copy_to": Text("抄送", "Copies to")}
SCHEMA = """
create table if not exists paper_note (
    paper text not null, section text not null, content text not null, written_at text not null,
    primary key (paper, section)
);
create table if not exists issued_paper (
    paper text not null, version text not null, edition text not null, file text not null, issued_at text not null,
    primary key (paper, file)
);
"""


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A file of a paper that was made, and the published version that it names."""

    paper: str
    version: str
    edition: str
    file: str
    issued_at: str  # UTC


def write_note(home: Home, paper: str, section: str, content: str, now: datetime) -> None:
    """Keep the text of a section of a paper; an empty text takes it away.

    Args:
        home: the office.
        paper: the id of a paper, or of a kind of papers for a text that stands in all of them.
        section: one of SECTIONS or RECIPIENTS.
        content: what it says; every line is a paragraph.
        now: when it was written, UTC.

    Raises:
        KeyError: there is no such section.
    """
    if section not in SECTIONS | RECIPIENTS:
        raise KeyError(section)
    with opened(home, SCHEMA) as connection:
        connection.execute("delete from paper_note where paper = ? and section = ?", (paper, section))
        if content.strip():
            connection.execute(
                "insert into paper_note values (?, ?, ?, ?)", (paper, section, content.strip(), f"{now:%FT%TZ}")
            )


def read_notes(home: Home, *papers: str) -> dict[str, str]:
    """The texts by section; of several papers the first one that has a section gives its text."""
    found: dict[str, str] = {}
    with opened(home, SCHEMA) as connection:
        for paper in reversed(papers):
            found.update(
                connection.execute("select section, content from paper_note where paper = ?", (paper,)).fetchall()
            )
    return found


def record_issue(home: Home, issued: IssuedPaper) -> None:
    """Remember that a file of a paper names a version; the version is then kept (publish)."""
    with opened(home, SCHEMA) as connection:
        connection.execute(
            "insert or replace into issued_paper values (?, ?, ?, ?, ?)",
            (issued.paper, issued.version, issued.edition, issued.file, issued.issued_at),
        )


def issued_papers(home: Home) -> tuple[IssuedPaper, ...]:
    """Every file of a paper that was made, the latest first."""
    with opened(home, SCHEMA) as connection:
        rows = connection.execute(
            "select paper, version, edition, file, issued_at from issued_paper order by issued_at desc, file"
        ).fetchall()
    return tuple(IssuedPaper(*row) for row in rows)
