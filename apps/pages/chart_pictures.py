"""The chart of a figure as a picture for reports: the same numbers as on the page, drawn by matplotlib."""

import io
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

FORMATS = {"png": "image/png", "svg": "image/svg+xml"}
BLUE, SKY, VERMILION = "#0b5394", "#9cc3e6", "#a3172a"


def picture(chart: dict[str, Any], title: str, kind: str) -> bytes:
    """Return the chart as PNG (150 dots an inch) or SVG."""
    figure = Figure(figsize=(8, 4), layout="constrained")
    canvas = FigureCanvasSVG(figure) if kind == "svg" else FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    years = chart["years"]
    done = [value or 0 for value in chart["done"]]
    planned = [value or 0 for value in chart["planned"]]
    axes.bar(years, done, color=BLUE, label=chart["words"]["done"])
    if any(planned):
        axes.bar(years, planned, bottom=done, color=SKY, hatch="//", label=chart["words"]["planned"])
    aims = [(year, aim) for year, aim in zip(years, chart["targets"], strict=True) if aim is not None]
    if aims:
        axes.plot(*zip(*aims, strict=True), color=VERMILION, marker="D", label=chart["words"]["target"])
    axes.set_xticks(years)
    axes.set_ylabel(chart["unit"])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: written(value, chart["language"])))
    axes.set_title(title, fontsize=10, wrap=True)
    figure.legend(loc="outside lower center", ncols=3)
    target = io.BytesIO()
    canvas.print_figure(target, format=kind, dpi=150)
    return target.getvalue()


def written(value: float, language: str) -> str:
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return text if language == "en" else text.replace(",", "\u00a0").replace(".", ",")
