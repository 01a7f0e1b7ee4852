"""Places by topics, each cell shaded by how unusual it is for itself; its number stands in it, a small one as <3."""

from __future__ import annotations

from dashboards import theme
from dashboards.figures.shared import Drawing, drawing, label_of, shortened
from warehouse.catalogue.model import Language
from warehouse.exhibits import Exhibit, Figure, wording

GRADES = {"strong": 3, "alarm": 3, "watch": 2, "none": 1, "not_evaluated": 0, "": 0}


def matrix(exhibit: Exhibit, scheme: theme.Scheme, lang: Language, chosen: str | None) -> Drawing:  # noqa: ARG001
    """Draw the rows of a matrix: the first column names the row, every other is a cell."""
    palette = theme.PALETTES[scheme]
    topics = [column.label(lang) for column in exhibit.columns[1:]]
    rows = exhibit.rows
    grades = [[GRADES.get(status, 0) for status in exhibit.grades.get(row.key, ())] for row in rows]
    shown = [[_text(cell, lang) for cell in row.cells[1:]] for row in rows]
    shades = (palette.paper, palette.hair, palette.tint, palette.accent)
    scale = [[edge, shade] for n, shade in enumerate(shades) for edge in (n / 4, (n + 1) / 4)]
    cells = {
        "type": "heatmap", "z": grades, "zmin": -0.5, "zmax": 3.5, "colorscale": scale, "showscale": False,
        "xgap": theme.CELL_GAP, "ygap": theme.CELL_GAP,
        "x": list(range(len(topics))), "y": list(range(len(rows))), "text": shown, "texttemplate": "%{text}",
        "textfont": {"size": theme.SMALL},
        "hovertext": [
            [f"{label_of(row.cells[0], lang)}　{topic}<br>{text or '0'}" for topic, text in zip(topics, texts, strict=True)]
            for row, texts in zip(rows, shown, strict=True)
        ],
        "hoverinfo": "text",
    }  # fmt: skip
    return drawing(
        [cells],
        scheme,
        margin=theme.MATRIX_MARGIN,
        xaxis={
            "tickvals": list(range(len(topics))), "ticktext": [shortened(t) for t in topics], "side": "top",
            "tickangle": -40, "showgrid": False,
        },
        yaxis={
            "tickvals": list(range(len(rows))), "ticktext": [label_of(row.cells[0], lang) for row in rows],
            "range": [len(rows) - 0.5, -0.5], "showgrid": False,
        },
    )  # fmt: skip


def _text(cell: object, lang: Language) -> str:
    """A cell's number; nothing for 0, so that the eye finds the others."""
    if not isinstance(cell, Figure) or cell.value == 0:
        return ""
    return wording.show(cell, lang)
