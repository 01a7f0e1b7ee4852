"""The Dash app: the shell that stays, into which callbacks draw the pages.

Belongs here: putting layout, callbacks, downloads and protection together. Does not belong here: a web server
(server.py), anything of Dagster or polars.
"""

from __future__ import annotations

from pathlib import Path

import dash_mantine_components as dmc
from dash import Dash, dcc, html

from dashboards import callbacks, exports, security, theme, words, work
from warehouse.catalogue.model import Language
from warehouse.home import Home

CHECK_FOR_NEWER_MS = 60_000

# Asked for with the page: Dash asks for it only with the first chart, and gives up for good where a slow desktop
# needs 30 seconds to draw the tables around that chart.
PLOTLY = "/_dash-component-suites/plotly/package_data/plotly.min.js"

_INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
{{%metas%}}
<title>{{%title%}}</title>
<link rel="icon" href="{icon}">
{{%css%}}
<script defer src="{plotly}"></script>
<style>{style}</style>
</head>
<body>
{{%app_entry%}}
<footer>
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</footer>
</body>
</html>"""


def create_app(home: Home) -> Dash:
    """The dashboard of one office, ready for a WSGI server.

    Args:
        home: the office; nothing needs to be published yet.
    """
    app = Dash(
        "tingmin",
        title=f"{home.configuration().office.name} · 听民",
        update_title="",
        assets_folder=str(Path(__file__).parent / "assets"),
        compress=True,
        serve_locally=True,
        suppress_callback_exceptions=True,  # filters, charts and rows come with their page
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        index_string=_INDEX.format(icon=theme.favicon(), style=theme.stylesheet(), plotly=PLOTLY),
    )
    app.layout = lambda: _layout(home)
    callbacks.register(app, home)
    exports.register(app.server, home)
    work.register(app, home)
    security.protect(app)
    return app


def _lost() -> list[html.A]:
    """That an answer did not come, in the language of the page."""
    languages: tuple[Language, ...] = ("zh", "en")
    return [html.A(words.LOST(lang), href="", lang=lang) for lang in languages]


def _layout(home: Home) -> dmc.MantineProvider:
    """The shell. It is made anew at each load, so that a reload takes the current version."""
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            dcc.Store(id="version", data=callbacks.current_id(home)),
            dcc.Interval(id="clock", interval=CHECK_FOR_NEWER_MS),
            dmc.DatesProvider(
                html.Div(
                    [
                        html.Div(id="band", className="band"),
                        html.Div(id="newer"),
                        # Said by assets/shell.js when an answer does not come: no callback can say it then.
                        html.Div(html.Div(_lost(), className="notice"), id="lost", className="inner", hidden=True),
                        html.Div(id="filters", className="inner filters"),
                        html.Div(id="notices", className="inner"),
                        dcc.Loading(
                            html.Main(id="page", className="inner", tabIndex="-1"),
                            delay_show=400,
                            type="dot",
                            color=theme.LIGHT.accent,
                            overlay_style={"visibility": "visible", "opacity": 0.6},
                        ),
                        html.Footer(html.Div(words.FOOT("zh"), className="inner foot", id="foot")),
                    ],
                    className="shell",
                    id="shell",
                    lang="zh",
                ),
                id="dates",
                settings={"locale": "zh-cn"},
            ),
        ],
        id="provider",
        theme=theme.mantine(),
        forceColorScheme="light",
    )
