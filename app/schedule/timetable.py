"""What is to be done when: read from the settings."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from apscheduler.triggers.cron import CronTrigger

from app.errors import ConfigurationError
from app.settings import Settings
from collectors.contract import Platform

_TIME = re.compile(r"(?:(mon|tue|wed|thu|fri|sat|sun)\s+)?([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Entry:
    """One job: the arguments of the command that does it, and when (UTC). `platform` is what it collects, if any."""

    name: str
    arguments: tuple[str, ...]
    days: str
    hours: str
    minute: int
    jitter: int
    platform: Platform | None = None

    def trigger(self, *, jitter: bool = True) -> CronTrigger:
        """When it is due."""
        return CronTrigger(
            day_of_week=self.days,
            hour=self.hours,
            minute=self.minute,
            timezone="UTC",
            jitter=(self.jitter or None) if jitter else None,
        )

    def due_before(self, now: dt.datetime) -> dt.datetime:
        """The last moment at or before `now` at which it was due, jitter left aside."""
        trigger, at = self.trigger(jitter=False), now - dt.timedelta(days=8)
        due = trigger.get_next_fire_time(None, at)
        while (after := trigger.get_next_fire_time(due, due + dt.timedelta(seconds=1))) <= now:
            due = after
        return due  # type: ignore[no-any-return]


def sources(settings: Settings) -> tuple[Platform, ...]:
    """The platforms that are collected, in their order; raises `ConfigurationError` on a name that is none."""
    names = [name.strip().lower() for name in settings.schedule_sources.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Platform)]
    if unknown or not names:
        raise ConfigurationError(
            f"MODELSHARE_SCHEDULE_SOURCES names '{', '.join(unknown)}'.",
            advice=f"It is a list of: {', '.join(Platform)}.",
        )
    return tuple(dict.fromkeys(Platform(name) for name in names))


def timetable(settings: Settings) -> dict[str, Entry]:
    """Every job by its name; raises `ConfigurationError` on a time that is none."""
    entries: list[Entry] = []
    asked, jitter = sources(settings), settings.schedule_jitter_seconds
    if Platform.OPENROUTER in asked:
        command = ("collect", Platform.OPENROUTER.value)
        for place, (day, hour, minute) in enumerate(_times("schedule_openrouter", settings.schedule_openrouter)):
            again = (hour + settings.schedule_openrouter_again_hours) % 24
            name, more = f"openrouter {place + 1}", ("--unless-settled",)
            entries.append(Entry(name, command, day, str(hour), minute, jitter, Platform.OPENROUTER))
            entries.append(Entry(f"{name} again", command + more, day, str(again), minute, jitter, Platform.OPENROUTER))
    if Platform.HUGGINGFACE in asked:
        command = ("collect", Platform.HUGGINGFACE.value)
        for place, (day, hour, minute) in enumerate(_times("schedule_huggingface", settings.schedule_huggingface)):
            name = f"huggingface {place + 1}"
            entries.append(Entry(name, command, day, str(hour), minute, jitter, Platform.HUGGINGFACE))
    for place, (day, hour, minute) in enumerate(_times("schedule_housekeeping", settings.schedule_housekeeping)):
        entries.append(Entry(f"housekeeping {place + 1}", ("db", "housekeep"), day, str(hour), minute, jitter))
    return {entry.name: entry for entry in entries}


def _times(setting: str, text: str) -> list[tuple[str, int, int]]:
    found = []
    for part in text.split(","):
        match = _TIME.fullmatch(part.strip().lower())
        if match is None:
            raise ConfigurationError(
                f"MODELSHARE_{setting.upper()} has '{part.strip()}', which is not a time of day.",
                advice="It reads like 02:30, or sun 04:00, in UTC, with commas between several.",
            )
        found.append((match[1] or "*", int(match[2]), int(match[3])))
    return found
