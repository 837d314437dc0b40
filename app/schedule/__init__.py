"""Collects on a timetable, in one process at a time."""

from app.schedule.keeper import keep_collecting, wait_for

__all__ = ["keep_collecting", "wait_for"]
