"""The words of a chart: its title, its subtitle and its finding."""

from app.charts.captions.chart import finding, subtitle, title

__all__ = ["finding", "subtitle", "title"]
