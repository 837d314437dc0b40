"""OpenRouter's days in the sample world: the tokens of its fifty largest models, and of the rest together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from app.sample import plants
from app.sample.arithmetic import (
    Course,
    Days,
    Floats,
    along,
    drift,
    exp2,
    jitter,
    key,
    keys_of,
    uniform,
    weekend,
    whole,
)
from app.sample.authors import AUTHORS
from app.sample.models import NEVER, TokenModel

TokenRows = tuple[tuple[str, int], ...]

TOP = 50
# The total by the logarithm to base 2 of billions of tokens a day: 0.3 trillion to 12 trillion in 18 months.
TOTAL: Course = ((547, 8.2), (470, 8.75), (380, 9.6), (300, 10.4), (220, 11.2), (150, 12.0), (80, 12.9), (0, 13.6))
BILLION = 1_000_000_000
OTHER_LEAST, OTHER_MOST = 0.047, 0.078
QUIET_WEEKEND = 0.17
FLAT_TOKENS = 90e9  # a day
EXTRA = 0.6  # so much of a free or undisclosed giant's usage comes on top instead of from the others


@dataclass(frozen=True, slots=True)
class TokenDay:
    """A day's fifty largest permaslugs, largest first, and the rest; both empty on a day without rows."""

    rows: TokenRows
    other: int | None

    @property
    def total(self) -> int:
        """All tokens of the day."""
        return sum(tokens for _, tokens in self.rows) + (self.other or 0)


class Tokens:
    """The whole platform's usage, a column for each day number of `days` (0 is the world's end)."""

    def __init__(self, models: tuple[TokenModel, ...], end: dt.date, days: Days, seed: int) -> None:
        self._first = int(days[0])
        self._days, self._seed, self._end = days, seed, end
        usage = _usage(models, days, seed)
        total = self._totals(models, usage)
        # Sums of floats depend on their order, sums of integers do not.
        weights = whole(usage * float(1 << 32))
        parts = weights.astype(np.float64) / weights.sum(axis=0).astype(np.float64)
        tokens = parts * total
        for place, model in enumerate(models):
            if model.flat:
                tokens[place] = np.where(tokens[place] > 0, FLAT_TOKENS, 0.0)
        self.names, self._tokens = _by_name(models, tokens, days, end)
        self._other = self._other_parts()

    def day(self, number: int) -> TokenDay:
        """The day as it is known in the end."""
        if number == -plants.EMPTY_DAY:
            return TokenDay((), None)
        column = self._tokens[:, number - self._first]
        order = np.argsort(-column, kind="stable")[:TOP]
        rows = tuple((self.names[place], int(column[place])) for place in order if column[place] > 0)
        part = float(self._other[number - self._first])
        return TokenDay(rows, int(sum(tokens for _, tokens in rows) * (part / (1.0 - part))))

    def _totals(self, models: tuple[TokenModel, ...], usage: Floats) -> Floats:
        days, keys = self._days, keys_of(self._seed, ["total", "total of a day"])
        level = along(TOTAL, days) + drift(keys, days, 26)[0] * 0.07 + jitter(keys, days)[1] * 0.03
        giants = np.zeros(len(days))
        others = np.zeros(len(days))
        for model, row in zip(models, usage, strict=True):
            giant = model.course is not None and (model.author.name == "openrouter" or model.stem == "sample-comet-4")
            if giant:
                giants = giants + row
            else:
                others = others + row
        quiet = 1.0 - weekend(self._end, days) * QUIET_WEEKEND
        return np.asarray(exp2(level) * float(BILLION) * quiet * (1.0 + giants / others * EXTRA))

    def _other_parts(self) -> Floats:
        keys = keys_of(self._seed, ["other", "other of a day"])
        middle, reach = (OTHER_LEAST + OTHER_MOST) / 2, (OTHER_MOST - OTHER_LEAST) / 2
        swing = drift(keys, self._days, 31)[0] * 0.8 + jitter(keys, self._days)[1] * 0.2
        return np.asarray(middle + swing * reach)


def as_first_known(day: TokenDay) -> tuple[TokenDay, tuple[str, str]]:
    """The restated day as it stood before: 3% lower, and with two neighbours in each other's place.

    The largest models lose in proportion to what they have above the ninth, so that no other rank moves. The second
    value names the neighbours: the one that is ahead in the end, then the one that was ahead at first.
    """
    names = [name for name, _ in day.rows]
    counts = [tokens for _, tokens in day.rows]
    floor = counts[8]
    above = sum(count - floor for count in counts[:8])
    less = day.total * plants.RESTATED_PERCENT // (100 + plants.RESTATED_PERCENT)
    counts[:8] = [count - (count - floor) * less // above for count in counts[:8]]
    place = _neighbours(names, counts)
    ahead, behind = names[place], names[place + 1]
    names[place], names[place + 1] = behind, ahead
    return TokenDay(tuple(zip(names, counts, strict=True)), day.other), (ahead, behind)


def _neighbours(names: list[str], counts: list[int]) -> int:
    """The place of the first of two neighbours that are close, of two authors, and each served in one way only."""
    steady = {author.name for author in AUTHORS if author.steady}  # their order is a plant of its own
    varied = {name.partition(":")[0] for name in names if ":" in name}
    pairs = [
        place
        for place in range(1, len(names) - 1)
        if not varied & {name.partition(":")[0] for name in names[place : place + 2]}
        and len({name.partition("/")[0] for name in names[place : place + 2]} - steady) == 2
    ]
    # Among the largest if possible, so that it shows.
    return min(pairs, key=lambda place: (place > 8, counts[place] - counts[place + 1]))


def _usage(models: tuple[TokenModel, ...], days: Days, seed: int) -> Floats:
    """Each model's part of its author's course, or its own course, with the noise of days and weeks."""
    keys = keys_of(seed, [model.author.name for model in models], [model.stem for model in models])
    noise = exp2(drift(keys, days, 19) * 0.22 + jitter(keys, days) * 0.09)
    life = np.stack([_life(model, days) for model in models]) * noise
    usage = np.zeros_like(life)
    for author in dict.fromkeys(model.author for model in models):
        shared = [place for place, model in enumerate(models) if model.author == author and model.course is None]
        if shared:
            fortune = _fortune(author.name, author.course, author.steady, [models[p] for p in shared], days, seed)
            together = np.zeros(len(days))
            for place in shared:
                together = together + life[place]
            usage[shared] = life[shared] / np.where(together > 0, together, 1.0)[None, :] * fortune[None, :]
    for place, model in enumerate(models):
        if model.course is not None:
            calm = exp2(jitter(keys[place : place + 1], days)[0] * 0.06)
            usage[place] = along(model.course, days) * calm * (life[place] > 0)
    return usage


def _life(model: TokenModel, days: Days) -> Floats:
    """A launch with a ramp, a fall when the successor comes, a long tail, and nothing after the delisting."""
    age = (days + model.served_since).astype(np.float64)
    ramp = 1.0 - exp2(-(age + 1.0) / 7.0)
    since_successor = np.maximum(days + model.succeeded if model.succeeded != NEVER else np.zeros_like(days), 0)
    fading = 0.012 + 0.988 * exp2(-since_successor.astype(np.float64) / 9.0)
    fading = fading * exp2(-np.maximum(age, 0.0) / 420.0)
    alive = (age >= 0) & (days < -model.delisted)
    return np.asarray(np.where(alive, model.weight * ramp * fading, 0.0))


def _fortune(name: str, course: Course, steady: bool, models: list[TokenModel], days: Days, seed: int) -> Floats:
    """An author's usage: its course, its luck, and a wave of attention after each of its releases."""
    level = along(course, days)
    if steady:
        return level
    author = np.array([key(seed, name, "fortune")], dtype=np.uint64)
    wave = drift(author, days, 24)[0] * 0.16
    for model in models:
        age = (days + model.released).astype(np.float64)
        height = float(uniform(author, np.array([model.released]))[0, 0]) * 0.32 * min(model.weight, 1.0)
        rise = np.clip(age / 6.0, 0.0, 1.0) * exp2(-np.maximum(age - 6.0, 0.0) / 18.0)
        wave = wave + np.where(age > 0, rise * height, 0.0)
    return level * exp2(wave)


def _by_name(models: tuple[TokenModel, ...], tokens: Floats, days: Days, end: dt.date) -> tuple[list[str], np.ndarray]:
    """Every permaslug with its counts: variants apart, and a stealth model under the name of the day."""
    names: list[str] = []
    rows: list[np.ndarray] = []
    for model, row in zip(models, tokens, strict=True):
        slug, rest = model.permaslug(end), row
        for variant in model.variants:
            served = (days >= -variant.since) & (days <= -variant.until)
            part = np.where(served, row * variant.part, 0.0)
            rest = rest - part
            names.append(f"{slug}:{variant.name}")
            rows.append(whole(part))
        if model.disguise:
            hidden = days < -model.released
            names.append(model.disguise)
            rows.append(whole(np.where(hidden, rest, 0.0)))
            rest = np.where(hidden, 0.0, rest)
        names.append(slug)
        rows.append(whole(rest))
    return _merged(names, np.stack(rows))


def _merged(names: list[str], counts: np.ndarray) -> tuple[list[str], np.ndarray]:
    """One row a name, in the names' order, so that equal counts always stand in the same order."""
    unique = sorted(set(names))
    at = {name: place for place, name in enumerate(unique)}
    merged = np.zeros((len(unique), counts.shape[1]), dtype=np.int64)
    for name, row in zip(names, counts, strict=True):
        merged[at[name]] += row
    return unique, merged
