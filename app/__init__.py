"""Stores what the collectors bring and gives it meaning: registry, measures, charts, exports."""

from importlib.metadata import version

PROGRAM_VERSION = version("modelshare")
