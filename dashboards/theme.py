"""The look: the only file with a colour, a font or a distance.

Belongs here: tokens, and what Mantine, Plotly, AG Grid and the stylesheet make of the same tokens.
Does not belong here: components, words, anything that knows of petitions. Blue, orange and grey carry meaning
(better, worse, cannot be told); red and green never do. One accent colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from urllib.parse import quote

Scheme = Literal["light", "dark"]

# Chinese fonts draw the quotation marks of English as wide as a character: English starts with fonts of its own.
LATIN = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans"'
FONT = (
    '"Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", '
    '"Hiragino Sans GB", sans-serif'
)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme."""

    ground: str  # behind everything
    paper: str  # behind figures
    ink: str
    soft: str  # secondary text, AA on paper and ground
    line: str
    hair: str  # the lightest rule
    accent: str
    wash: str  # accent as a background
    tint: str  # accent, half way to the background
    better: str
    same: str
    worse: str
    worse_wash: str
    bar: str  # a neutral count


LIGHT = Palette(
    ground="#f5f6f8", paper="#ffffff", ink="#1c2733", soft="#5a6774", line="#d5dbe1", hair="#e9edf1",
    accent="#1f5c87", wash="#e9f1f7", tint="#a9c6dc", better="#2b74b3", same="#87929d", worse="#b04f0c", worse_wash="#fbf0e6",
    bar="#7f96ad",
)  # fmt: skip
DARK = Palette(
    ground="#11171d", paper="#182028", ink="#e5eaef", soft="#a2aeb9", line="#35414c", hair="#26303a",
    accent="#79b8e0", wash="#1d3242", tint="#37597a", better="#74b4e8", same="#8793a0", worse="#eb9a60", worse_wash="#38281c",
    bar="#5b7084",
)  # fmt: skip
PALETTES: dict[Scheme, Palette] = {"light": LIGHT, "dark": DARK}

# Shades of the accent, lightest first, as Mantine wants them.
_ACCENT = [
    "#eef4f9", "#dbe7f1", "#b5cee2", "#8cb3d2", "#6a9cc4", "#4f89b6", "#3a78a9", "#1f5c87", "#1a4d72", "#143d5b",
]  # fmt: skip

# The greys of the dark scheme, lightest first.
_DARK = [
    DARK.ink, "#c5cdd5", DARK.soft, "#7d8a96", DARK.line, DARK.line, DARK.hair, DARK.paper, DARK.ground, "#0b1014",
]  # fmt: skip

SMALL = 12  # px, the text inside charts
HAIRLINE = 1
OUTLINE = 2.5  # around the chosen place
BAR_GAP = 0.28
WEEK_BAR = 7 * 86_400_000 * (1 - BAR_GAP)  # ms: a lone week has no neighbour to tell its width by
AXIS_LABEL = {"yshift": 24, "xshift": -14}  # the unit, above the numbers of the axis
SERIES_MARGIN = {"t": 32}
LIST_MARGIN = {"t": 26, "b": 24}
MATRIX_MARGIN = {"t": 92}
CELL_GAP = 2
CURVE_MARGIN = {"t": 32, "b": 58}
LINE = 2
WHISKER = 1.4
THICK = 7  # an interval drawn as a bar
VEIL = 0.35  # opacity of an interval behind its value
DOT = 9
FUNNEL_TOP = 4.0  # ratios beyond are drawn at the edge
LABEL_WIDTH = 36  # of a name beside an axis; a Chinese character is two wide
LIST_ROW, LIST_FRAME = 27, 62  # px of a line of a list-like chart, and around it
POPOVER_WIDTH = 420
GRID_ROW, GRID_HEADER, GRID_FRAME = 36, 42, 18  # px; the frame has room for a sideways scrollbar
GRID_WIDTHS = {"case_id": 190, "department": 220, "township": 120, "topic": 150, "deadline_rule": 190}
GRID_WIDTH = 116
LABELS_UP_TO = 30  # more places than this are not named on the map


def mantine() -> dict[str, Any]:
    """The theme of the inputs and popovers."""
    return {
        "fontFamily": FONT,
        "primaryColor": "accent",
        "primaryShade": {"light": 7, "dark": 6},
        "colors": {"accent": _ACCENT, "dark": _DARK},
        "defaultRadius": "sm",
        "headings": {"fontFamily": FONT, "fontWeight": "600"},
        "respectReducedMotion": True,
    }


@cache
def plotly(scheme: Scheme) -> dict[str, Any]:
    """The template of every chart."""
    p = PALETTES[scheme]
    axis = {
        "gridcolor": p.hair, "linecolor": p.line, "zeroline": False, "ticks": "", "automargin": True,
        "tickfont": {"color": p.soft, "size": SMALL}, "title": {"font": {"color": p.soft, "size": SMALL}},
        "fixedrange": True, "separatethousands": True, "exponentformat": "none",
    }  # fmt: skip
    return {
        "layout": {
            "font": {"family": FONT, "color": p.ink, "size": 13},
            "paper_bgcolor": p.paper,
            "plot_bgcolor": p.paper,
            "colorway": [p.bar, p.accent, p.worse],
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "xaxis": {**axis, "showgrid": False},
            "yaxis": axis,
            "hoverlabel": {
                "bgcolor": p.paper, "bordercolor": p.line, "font": {"family": FONT, "color": p.ink, "size": 13},
                "align": "left",
            },
            "legend": {"orientation": "h", "x": 0, "y": -0.02, "yanchor": "top", "font": {"size": 12, "color": p.soft}},
            "dragmode": False,
        }
    }  # fmt: skip


def ag_grid(scheme: Scheme) -> dict[str, str]:
    """The grid's theme, as a call that AG Grid's theming interface understands."""
    p = PALETTES[scheme]
    parameters = {
        "backgroundColor": p.paper, "foregroundColor": p.ink, "accentColor": p.accent, "borderColor": p.hair,
        "headerBackgroundColor": p.paper, "headerTextColor": p.soft, "oddRowBackgroundColor": p.paper,
        "rowHoverColor": p.wash, "fontFamily": FONT.replace('"', ""), "fontSize": "13px", "headerFontWeight": "500",
        "spacing": "6px", "wrapperBorderRadius": "2px", "browserColorScheme": scheme,
    }  # fmt: skip
    arguments = ", ".join(f"{key}: '{value}'" for key, value in parameters.items())
    return {"function": f"themeQuartz.withParams({{{arguments}}})"}


def grid_height(rows: int) -> str:
    """As tall as its rows, at most two thirds of the window."""
    return f"min(68vh, {GRID_HEADER + rows * GRID_ROW + GRID_FRAME}px)"


def list_height(rows: int) -> str:
    """The height of a chart with a line for each row."""
    return f"{LIST_FRAME + rows * LIST_ROW}px"


def favicon() -> str:
    """The mark of the product as an icon that needs no request."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="4" '
        f'fill="{LIGHT.accent}"/><text x="16" y="23" font-size="20" text-anchor="middle" fill="{LIGHT.paper}">听'
        "</text></svg>"
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _variables(palette: Palette) -> str:
    return "".join(f"--{name}: {getattr(palette, name)};" for name in palette.__slots__)


def stylesheet() -> str:
    """Everything that Mantine does not style: shell, exhibits, tables, headline figures."""
    return f"""
:root {{ {_variables(LIGHT)} --gap: 16px; --pad: 20px; --page: 1560px; }}
:root[data-mantine-color-scheme="dark"] {{ {_variables(DARK)} }}
@media (max-width: 700px) {{ :root {{ --gap: 12px; --pad: 14px; }} }}
:root {{ --mantine-color-placeholder: var(--soft) !important; }}
* {{ box-sizing: border-box; }}
html {{ -webkit-text-size-adjust: 100%; }}
body {{ margin: 0; background: var(--ground) !important; color: var(--ink) !important; font-family: {FONT};
  font-size: 14px; line-height: 1.6; font-variant-numeric: tabular-nums; }}
a {{ color: var(--accent); text-decoration: none; }}
a:hover {{ text-decoration: underline; }}
:lang(en) {{ font-family: {LATIN}, {FONT}; }}
:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px; }}
.frame:focus-visible {{ outline-offset: -2px; }}
main:focus {{ outline: none; }}
.mantine-Input-input:focus-visible {{ outline: 2px solid var(--accent) !important; outline-offset: -1px; }}
.skip {{ position: absolute; left: -999em; top: 8px; z-index: 20; background: var(--paper); border: 1px solid var(--accent);
  border-radius: 3px; padding: 6px 14px; }}
.skip:focus {{ left: var(--pad); }}
h1, h2, p {{ margin: 0; }}

.shell {{ min-height: 100vh; display: flex; flex-direction: column; }}
.band {{ background: var(--paper); border-bottom: 1px solid var(--line); }}
.inner {{ max-width: var(--page); margin: 0 auto; padding: 0 var(--pad); width: 100%; }}
.top {{ display: flex; flex-wrap: wrap; align-items: center; gap: 6px 12px; padding-top: 12px; padding-bottom: 4px; }}
.top:last-child {{ padding-bottom: 12px; }}
.mark {{ width: 28px; height: 28px; border-radius: 4px; background: var(--accent); color: var(--paper); font-size: 17px;
  line-height: 28px; text-align: center; font-weight: 600; flex: none; }}
.office {{ font-size: 17px; font-weight: 600; }}
.footing {{ margin-left: auto; color: var(--soft); font-size: 12.5px; display: flex; flex-wrap: wrap; gap: 2px 16px; }}
.switches {{ display: flex; gap: 12px; font-size: 12.5px; }}
.tabs {{ display: flex; gap: 26px; overflow-x: auto; scrollbar-width: none; }}
.tabs a {{ color: var(--soft); padding: 8px 1px 9px; white-space: nowrap; border-bottom: 2px solid transparent;
  text-decoration: none; font-size: 14.5px; }}
.tabs a:hover {{ color: var(--ink); }}
.tabs a.current {{ color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }}
.filters {{ display: flex; flex-wrap: wrap; align-items: flex-end; gap: 10px; padding-top: 14px; }}
.filters:empty {{ display: none; }}
.filters .filter {{ width: 164px; }}
.filters .wide {{ width: 244px; }}
.filters .row {{ width: 100%; }}
.filters .reset {{ padding-bottom: 6px; font-size: 13px; }}
.notice {{ background: var(--wash); border-left: 3px solid var(--accent); padding: 8px 14px; margin-top: 12px;
  font-size: 13px; }}
#lost a {{ display: none; }}
.shell[lang="zh"] #lost a[lang="zh"], .shell[lang="en"] #lost a[lang="en"] {{ display: inline; }}
main.inner {{ flex: 1; padding-top: 4px; padding-bottom: 32px; }}
.lead {{ padding: 18px 0 2px; display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 14px; }}
.lead h1 {{ font-size: 21px; font-weight: 600; line-height: 1.4; }}
.lead p {{ color: var(--soft); }}
.lead .back {{ margin-left: auto; font-size: 13px; }}
.steps-row {{ display: flex; gap: 16px; align-items: baseline; }}
.steps-row .off {{ color: var(--same); }}
.play {{ font: inherit; font-size: 13px; color: var(--accent); background: var(--paper); border: 1px solid var(--line);
  border-radius: 3px; padding: 3px 12px; cursor: pointer; }}
.grid {{ display: grid; gap: var(--gap); margin-top: var(--gap); grid-template-columns: minmax(0, 1fr);
  align-items: start; }}
.column {{ display: grid; gap: var(--gap); align-content: start; min-width: 0; }}
@media (min-width: 1100px) {{
  .grid.halves {{ grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: stretch; }}
  .grid.halves .frame {{ max-height: 520px; }}
  :lang(en) .grid.halves th, :lang(en) .grid.map th, .column th {{ white-space: normal; min-width: 4.4em; }}
  .column th, .column td {{ padding-right: 9px; }}
  .column .limits {{ width: 5.9em; margin-left: 5px; }}
  .grid.halves td.wrap {{ min-width: 7.5em; }}
  .grid.map {{ grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: stretch; }}
}}

.exhibit {{ background: var(--paper); border: 1px solid var(--hair); border-radius: 4px; padding: 16px var(--pad) 12px;
  min-width: 0; display: flex; flex-direction: column; }}
.exhibit > footer {{ margin-top: auto; padding-top: 8px; }}
.exhibit > header {{ display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 16px; }}
.exhibit h2 {{ font-size: 16px; font-weight: 600; line-height: 1.5; flex: 1 1 240px; }}
.tools {{ display: flex; flex-wrap: wrap; gap: 2px 12px; font-size: 12.5px; white-space: nowrap; }}
.tools button {{ color: var(--accent); font: inherit; font-size: 12.5px; line-height: 1.6; background: none; border: 0;
  padding: 0; cursor: pointer; }}
.tools button:hover {{ text-decoration: underline; }}
.sentence {{ color: var(--soft); margin: 2px 0 10px; max-width: 62em; text-wrap: pretty; }}
.exhibit footer {{ color: var(--soft); font-size: 12.5px; display: flex; flex-wrap: wrap; gap: 2px 16px; }}
.exhibit details {{ min-width: 0; }}
.exhibit details[open] {{ flex-basis: 100%; color: var(--ink); }}
.exhibit summary {{ cursor: pointer; color: var(--accent); font-size: 12.5px; width: fit-content; }}
.exhibit summary:hover {{ text-decoration: underline; }}
.exhibit footer ul {{ margin: 4px 0 6px; padding-left: 1.2em; }}
.findings {{ display: grid; grid-template-columns: 6em minmax(0, 1fr); gap: 7px 12px; margin: 4px 0 2px; }}
.findings dt {{ color: var(--soft); }}
.findings dd {{ margin: 0; max-width: 76em; text-wrap: pretty; }}
.key .alarm {{ background: var(--accent); }}
.key .watch {{ background: var(--tint); }}
.absent {{ padding: 18px 0; color: var(--soft); }}
.absent.empty {{ padding: 0 0 6px; }}
.absent strong {{ color: var(--ink); font-weight: 600; margin-right: 12px; }}
.absent.error strong {{ color: var(--worse); }}
.definition {{ font-size: 13px; line-height: 1.6; max-height: 60vh; overflow-y: auto; }}
.definition h3 {{ font-size: 13.5px; margin: 12px 0 2px; font-weight: 600; }}
.definition .lineage {{ float: right; font-weight: 400; font-size: 12.5px; }}
.definition h3:first-child {{ margin-top: 0; }}
.definition dl {{ display: grid; grid-template-columns: 4.6em 1fr; gap: 1px 8px; margin: 0; }}
.definition dt {{ color: var(--soft); }}
.definition dd {{ margin: 0; }}

.frame {{ overflow: auto; position: relative; --edge: color-mix(in srgb, var(--ink) 16%, transparent);
  background: linear-gradient(to right, var(--paper) 40%, transparent) left / 36px 100% no-repeat local,
    linear-gradient(to left, var(--paper) 40%, transparent) right / 36px 100% no-repeat local,
    linear-gradient(to right, var(--edge), transparent) left / 10px 100% no-repeat scroll,
    linear-gradient(to left, var(--edge), transparent) right / 10px 100% no-repeat scroll; }}
.frame.long {{ max-height: 780px; }}
table {{ border-collapse: separate; border-spacing: 0; width: 100%; font-size: 13.5px; }}
th, td {{ text-align: left; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--hair); white-space: nowrap;
  vertical-align: baseline; }}
th {{ color: var(--soft); font-weight: 500; font-size: 12.5px; position: sticky; top: 0; background: var(--paper);
  z-index: 1; border-bottom-color: var(--line); vertical-align: bottom; text-wrap-style: balance; }}
th .unit {{ display: block; font-size: 11.5px; }}
th.number, td.number {{ text-align: right; }}
th.number + th:not(.number), td.number + td:not(.number) {{ padding-left: 14px; }}
th:last-child, td:last-child {{ padding-right: 2px; }}
td.wrap {{ white-space: normal; min-width: 11em; }}
td.wrap.long {{ min-width: 24em; }}
tr.total td {{ font-weight: 600; border-bottom-color: var(--line); }}
tr.below td {{ color: var(--soft); }}
tr.line td {{ color: var(--soft); font-size: 12.5px; padding-top: 14px; border-bottom-color: var(--line); }}
tr.unfinished td {{ color: var(--soft); }}
tr.chosen td {{ background: var(--wash); }}
td.verdict {{ white-space: nowrap; }}
.frame.dense td.verdict {{ white-space: normal; min-width: 7em; }}
tr.better td.verdict {{ color: var(--better); font-weight: 600; }}
tr.worse td.verdict {{ color: var(--worse); font-weight: 600; }}
tr.section td {{ font-weight: 600; padding-top: 16px; border-bottom-color: var(--line); }}
tr.section:first-child td {{ padding-top: 8px; }}
.frame.dense th {{ white-space: normal; min-width: 4.4em; }}
.frame.dense th.rate {{ min-width: 6.2em; }}
.frame.dense th, .frame.dense td {{ padding-right: 12px; font-size: 13px; }}
.frame.dense th {{ font-size: 12px; line-height: 1.4; }}
.frame.dense .limits {{ display: block; width: auto; margin: 0; text-align: right; font-size: 11px; line-height: 1.3; }}
.frame.dense td.wrap {{ min-width: 8em; }}
th::first-letter, .headline .name span::first-letter {{ text-transform: uppercase; }}
.limits {{ color: var(--soft); font-size: 12px; font-weight: 400; display: inline-block; width: 6.4em; margin-left: 7px;
  text-align: left; letter-spacing: -0.01em; }}
th.rate {{ padding-right: 14px; }}
td.zero {{ color: var(--soft); }}
tr.worse td.figure {{ color: var(--worse); font-weight: 600; }}
td.none {{ color: var(--soft); cursor: help; }}
.said {{ position: absolute; z-index: 10; max-width: min(340px, 92vw); background: var(--paper); color: var(--ink);
  border: 1px solid var(--line); border-radius: 3px; padding: 6px 12px; font-size: 12.5px;
  box-shadow: 0 2px 10px color-mix(in srgb, var(--ink) 18%, transparent); }}

.chart {{ height: 340px; }}
.chart-map {{ height: 480px; }}
@media (min-width: 1100px) {{
  .grid.map .picture {{ flex: 1; display: flex; flex-direction: column; }}
  .grid.map .chart {{ flex: 1; min-height: 440px; max-height: 480px; height: auto; position: relative; }}
  .grid.map .chart > div {{ position: absolute; inset: 0; }}
  .grid.halves .picture {{ flex: 1; display: flex; flex-direction: column; }}
  .grid.halves .chart:not([style]) {{ flex: 1; min-height: 340px; max-height: 480px; height: auto; position: relative; }}
  .grid.halves .chart:not([style]) > div {{ position: absolute; inset: 0; }}
}}
@media (max-width: 700px) {{
  .chart {{ height: 280px; }}
  .chart-map {{ height: 320px; }}
  .chart-matrix {{ overflow-x: auto; }}
  .chart-matrix > div {{ min-width: 780px; }}
  .anchor {{ position: sticky; left: 0; background: var(--paper); max-width: 52vw; }}
  th.anchor {{ z-index: 2; }}
  .frame.dense td.wrap {{ min-width: 15em; }}
}}

.strip {{ position: relative; display: block; width: 100%; min-width: 150px; height: 12px; }}
.column .strip {{ min-width: 84px; }}
.strip i {{ position: absolute; display: block; }}
.strip .whole {{ top: -8px; bottom: -8px; width: 0; border-left: 1px dashed var(--same); }}
.strip .range {{ top: 5px; height: 2px; background: var(--same); }}
.strip .point {{ top: 2px; width: 8px; height: 8px; margin-left: -4px; border-radius: 50%; background: var(--same); }}
.strip.better .range, .strip.better .point {{ background: var(--better); }}
.strip.worse .range, .strip.worse .point {{ background: var(--worse); }}
.scale {{ display: flex; justify-content: space-between; font-weight: 400; font-size: 11.5px; }}
td.stripcell, th.stripcell {{ padding-left: 6px; padding-right: 22px; }}
td.stripcell.wide, th.stripcell.wide {{ width: 40%; padding-right: 2px; }}
.stack {{ display: flex; height: 12px; gap: 1px; min-width: 110px; }}
.stack i {{ display: block; height: 100%; }}
.stack .late, .key .late {{ background: var(--worse); }}
.stack .soon, .key .soon {{ background: var(--accent); }}
.stack .rest, .key .rest {{ background: var(--bar); }}
.key {{ display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12px; color: var(--soft); font-weight: 400; }}
.key i {{ display: inline-block; width: 9px; height: 9px; margin-right: 5px; border-radius: 1px; }}
.key .better {{ background: var(--better); }}
.key .worse {{ background: var(--worse); }}
.key .same {{ background: var(--line); }}
.key .none {{ background: var(--paper); border: 1px solid var(--same); }}

.headline {{ display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); margin: 4px 0 2px; }}
.headline > div {{ padding: 12px 16px 12px 0; border-top: 1px solid var(--hair); min-width: 0; }}
.headline .name span {{ display: inline-block; }}
.headline .name {{ color: var(--soft); font-size: 13px; min-height: 1.6em; display: flex; gap: 7px; align-items: center; }}
.spc {{ width: 11px; height: 11px; border-radius: 50%; border: 1.5px solid var(--same); flex: none; }}
.spc.signal {{ background: var(--soft); border-color: var(--soft); }}
.headline .value {{ font-size: 30px; font-weight: 600; line-height: 1.25; letter-spacing: -0.01em; }}
.headline .value small {{ font-size: 13px; font-weight: 400; color: var(--soft); margin-left: 4px; letter-spacing: 0; }}
.headline .value.blank {{ font-weight: 400; color: var(--soft); font-size: 22px; line-height: 1.7; cursor: auto; }}
.headline .change {{ font-size: 13px; }}
.headline .change.moved {{ color: var(--accent); font-weight: 600; }}
.headline .aside {{ color: var(--soft); font-size: 12.5px; }}
@media (min-width: 901px) {{
  .headline > div {{ display: grid; grid-row: span 3; grid-template-rows: subgrid; row-gap: 0; }}
  .headline .name {{ align-self: end; }}
}}
@media (max-width: 900px) {{ .headline {{ grid-template-columns: repeat(2, minmax(0, 1fr)); }} }}
@media (max-width: 700px) {{
  .headline .value {{ font-size: 25px; }}
  .filters .filter, .filters .wide {{ width: calc(50% - 5px); }}
  .footing {{ margin-left: 0; }}
  .lead h1 {{ font-size: 18px; }}
}}

.soft {{ color: var(--soft); font-size: 13px; }}
.wrong {{ color: var(--worse); }}
.act {{ display: flex; gap: 14px; align-items: center; margin-top: 14px; }}
.sentence.above {{ margin-top: 16px; }}
.notes-grid {{ display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); }}
.exhibit .filters {{ padding-top: 4px; }}
ol.work, ul.work {{ list-style: none; margin: 0; padding: 0; max-height: 680px; overflow-y: auto; }}
.work li {{ display: flex; flex-wrap: wrap; gap: 2px 12px; padding: 7px 0; border-bottom: 1px solid var(--hair);
  align-items: baseline; overflow-wrap: anywhere; }}
.work .state {{ font-size: 12.5px; color: var(--soft); min-width: 4.2em; }}
.work .state.running {{ color: var(--accent); }}
.work .state.failed {{ color: var(--worse); }}
.look {{ flex-basis: 100%; min-width: 0; }}
.frame.preview {{ max-height: 420px; }}
.preview td {{ vertical-align: middle; }}
.upload {{ border: 1px dashed var(--same); border-radius: 4px; padding: 18px; display: flex; gap: 12px; align-items: center; }}
.upload.over {{ background: var(--wash); border-color: var(--accent); }}
.upload label {{ cursor: pointer; color: var(--accent); }}
.upload label:focus-within {{ outline: 2px solid var(--accent); outline-offset: 2px; }}
.upload input {{ position: absolute; opacity: 0; width: 1px; height: 1px; }}
.handbook {{ max-width: 54em; }}
.handbook p, .handbook ul, .handbook ol {{ margin: 4px 0 10px; }}
.handbook td {{ white-space: normal; }}
.handbook td:first-child {{ white-space: nowrap; }}
.handbook code {{ overflow-wrap: anywhere; }}
.handbook h2 {{ font-size: 17px; margin-top: 20px; }}
.handbook table {{ margin: 8px 0; }}
.steps ol {{ padding-left: 1.3em; margin: 0 0 10px; }}
.steps li {{ margin: 12px 0; }}
.steps pre {{ background: var(--ground); border: 1px solid var(--hair); padding: 8px 12px; margin: 6px 0;
  overflow-x: auto;  font-size: 13px; border-radius: 3px; }}
.foot {{ color: var(--soft); font-size: 12.5px; padding-top: 12px; padding-bottom: 20px; }}
.overdue {{ color: var(--worse); font-weight: 600; }}
@media print {{
  body {{ background: var(--paper) !important; print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  .skip, .filters, .tabs, .tools, .switches, .steps-row, .back, .exhibit summary, #outcomes, #take-in, #work, #alias-form,
  #paper-form {{ display: none !important; }}
  .frame, .frame.long, .grid.halves .frame {{ max-height: none; overflow: visible; background: none; }}
  th {{ position: static; }}
  .frame.dense th, .frame.dense td, .frame.dense .limits {{ font-size: 9.5px; padding-right: 7px; }}
  .frame.dense th, .frame.dense th.rate, .frame.dense td.wrap, .frame.dense td.verdict {{ min-width: 0; }}
  .headline {{ grid-template-columns: repeat(5, minmax(0, 1fr)); }}
  tr, .headline > div, .picture, .findings {{ break-inside: avoid; }}
  .exhibit > header, .sentence {{ break-after: avoid; }}
  .grid, .grid.halves, .grid.map {{ display: block; }}
  .exhibit {{ display: block; border: none; padding: 0; margin-bottom: var(--gap); }}
  @page {{ size: A4 landscape; margin: 12mm; }}
}}
"""
