"""Native Office charts with the data in a workbook inside: drawn on a slide, or carried over into a document.

Belongs here: what python-pptx makes of a Chart. Does not belong here: which figures a chart holds (charts.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Pt

from pipelines.report import style
from pipelines.report.charts import Chart, Series, axis
from pipelines.report.style import Face

TYPES = {
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "intervals": XL_CHART_TYPE.BAR_CLUSTERED,
}
GAP_PERCENT = 45
UPRIGHT = "-5400000"  # 1/60000 degree
HAIR_EMU = 9525
NUMBER, RATE = "#,##0", "0%"
BLANK_LAYOUT = 6  # of python-pptx's own template
SCRATCH = (0, 0, Pt(400), Pt(200))  # the document gives its own size


def draw(shapes: Any, chart: Chart, place: tuple[int, int, int, int], font_size: float) -> Any:
    """Put a native chart on a slide and return python-pptx's chart.

    Args:
        shapes: the slide's shapes.
        chart: what to draw.
        place: left, top, width, height in EMU.
        font_size: of its text, in points.
    """
    make: Any = CategoryChartData
    data = make(number_format="0.0%" if chart.is_rate else NUMBER)
    data.categories = chart.categories
    for series in chart.series:
        data.add_series(series.name, series.values)
    drawn = shapes.add_chart(TYPES[chart.shape], *(Emu(edge) for edge in place), data).chart
    _font(drawn, font_size)
    drawn.has_title = False
    drawn.has_legend = len(drawn.plots[0].series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
    _axes(drawn, chart)
    drawn.plots[0].gap_width = GAP_PERCENT
    if chart.shape == "stacked":
        drawn.plots[0].overlap = 100
    for shown, series in zip(drawn.plots[0].series, chart.series, strict=True):
        _bars(shown, series)
        if series.lows:
            _error_bars(shown, series)
    return drawn


def parts(chart: Chart, font_size: float) -> tuple[bytes, bytes, str]:
    """A chart for a document: its XML, its workbook, and the relationship by which the XML names the workbook."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[BLANK_LAYOUT])
    part = draw(slide.shapes, chart, SCRATCH, font_size).part
    workbook = part.chart_workbook.xlsx_part
    relation = next(key for key, rel in part.rels.items() if rel.target_part is workbook)
    return part.blob, workbook.blob, relation


def set_face(properties: Any, face: Face) -> None:
    """Set a typeface for all scripts: python-pptx alone leaves the East-Asian one to the theme."""
    for tag, name in (("latin", face.latin), ("ea", face.name)):
        properties.append(parse_xml(f'<a:{tag} {nsdecls("a")} typeface="{name}"/>'))


def rgb(code: str) -> Any:
    """A colour from its six hexadecimal digits."""
    colour: Any = RGBColor  # python-pptx has no types here
    return colour.from_string(code)


def _font(drawn: Any, size: float) -> None:
    drawn.font.size = Pt(size)
    drawn.font.color.rgb = rgb(style.SOFT)
    set_face(drawn.font._rPr, style.HEI)


def _axes(drawn: Any, chart: Chart) -> None:
    names, values = drawn.category_axis, drawn.value_axis
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = rgb(style.WASH)
    values.format.line.fill.background()
    values.tick_labels.number_format = RATE if chart.is_rate else NUMBER
    values.tick_labels.number_format_is_linked = False
    names.format.line.color.rgb = rgb(style.LINE)
    names.has_major_gridlines = False
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    marks = axis(chart)
    values.minimum_scale, values.maximum_scale, values.major_unit = 0, marks[-1], marks[1]
    if chart.shape != "columns":
        names.reverse_order = True
        # Every unit is named; left alone, some programs name every other one.
        names._element.find(qn("c:noMultiLvlLbl")).addprevious(parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>'))
        # With the order reversed the numbers would stand on top.
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    elif len(chart.categories) > style.MANY:
        names.tick_labels.font.size = drawn.font.size
        body = names._element.find(qn("c:txPr")).find(qn("a:bodyPr"))  # no public name
        body.set("rot", UPRIGHT)
        body.set("vert", "horz")


def _bars(shown: Any, series: Series) -> None:
    shown.format.fill.solid()
    shown.format.fill.fore_color.rgb = rgb(series.colour)
    shown.invert_if_negative = False
    for at, colour in enumerate(series.colours):
        if colour != series.colour:
            point = shown.points[at].format.fill
            point.solid()
            point.fore_color.rgb = rgb(colour)


def _error_bars(shown: Any, series: Series) -> None:
    """Interval limits as custom error bars; python-pptx has no API for them."""
    bars = parse_xml(
        f'<c:errBars {nsdecls("c", "a")}><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/>'
        f'<c:noEndCap val="1"/><c:plus>{_lengths(series, series.highs)}</c:plus>'
        f"<c:minus>{_lengths(series, series.lows)}</c:minus>"
        f'<c:spPr><a:ln w="{HAIR_EMU}"><a:solidFill><a:srgbClr val="{style.SOFT}"/></a:solidFill></a:ln></c:spPr>'
        "</c:errBars>"
    )
    # In the order that the schema asks for: just before the categories.
    shown._element.find(qn("c:cat")).addprevious(bars)


def _lengths(series: Series, limits: Sequence[float | None]) -> str:
    """How far each limit lies from its value."""
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{abs(limit - value)!r}</c:v></c:pt>'
        for at, (limit, value) in enumerate(zip(limits, series.values, strict=True))
        if limit is not None and value is not None
    )
    return f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(limits)}"/>{points}</c:numLit>'
