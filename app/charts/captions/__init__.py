"""The words of a chart: its title, its subtitle and its finding."""

from app.charts.captions.chart import finding, out_of, population, subtitle, title

__all__ = ["finding", "out_of", "population", "subtitle", "title"]
