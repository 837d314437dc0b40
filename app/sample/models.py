"""The roster of OpenRouter's models in the sample world: who releases what, when, at which price."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.sample import plants
from app.sample.arithmetic import Course, between, die
from app.sample.authors import AUTHORS, Author, Family, Tier

NEVER = -1_000  # an end that lies behind every world's last day
LONGEST = 547  # courses are drawn for so many days before the world's end


@dataclass(frozen=True, slots=True)
class Variant:
    """A way of being served that has a permaslug of its own, such as `:free`, and its part of the model's tokens."""

    name: str
    part: float
    since: int
    until: int = NEVER


@dataclass(frozen=True, slots=True)
class TokenModel:
    """One model. Days are counted back from the world's end.

    `course` is a usage of its own, in about percent of the day; without one the model takes part in its author's.
    `disguise` is the permaslug it bears before it is `released`. Prices are US cents per million tokens.
    """

    author: Author
    stem: str
    tier: Tier
    open: bool
    weight: float
    released: int
    dated: bool
    cents: int
    succeeded: int = NEVER
    delisted: int = NEVER
    course: Course | None = None
    variants: tuple[Variant, ...] = ()
    disguise: str = ""
    since: int | None = None
    cut: int | None = None
    flat: bool = False  # as many tokens every day, weekends included
    listed_on_hub: bool = True

    @property
    def model_id(self) -> str:
        """The catalogue's short name."""
        return f"{self.author.name}/{self.stem}"

    @property
    def served_since(self) -> int:
        """The first day with usage: its release, or the day it first appeared in disguise."""
        return self.released if self.since is None else self.since

    @property
    def repository(self) -> str:
        """The Hub repository of its open weights, as it is called since the last rename; empty for closed weights."""
        if not self.open or not self.author.organisation:
            return ""
        return f"{self.author.organisation}/{self.stem.title()}"

    def permaslug(self, end: dt.date) -> str:
        """Its name in the rankings, with the day of its release where the platform writes one."""
        if not self.dated:
            return self.model_id
        return f"{self.model_id}-{end - dt.timedelta(days=self.released):%Y%m%d}"


def token_models(seed: int) -> tuple[TokenModel, ...]:
    """Every model of the world, in a fixed order."""
    lines = (model for author in AUTHORS for family in author.families for model in _line(seed, author, family))
    return (*lines, *_planted())


def _line(seed: int, author: Author, family: Family) -> Iterator[TokenModel]:
    """A family's generations, oldest first."""
    begin = _first_day(author.course)
    if begin is None:
        begin = LONGEST + between(20, author.cadence + 20, seed, author.name, family.stem, "begin")
    elif author.families[0] != family:
        begin -= between(0, author.cadence // 2, seed, author.name, family.stem, "begin")
    releases = [begin]
    while True:
        step = author.cadence * between(75, 125, seed, author.name, family.stem, len(releases)) // 100
        if releases[-1] - step < 3:
            break
        releases.append(releases[-1] - step)
    gone = author.course[-1][0] if author.course[-1][1] == 0 else NEVER
    first = between(1, 3, seed, author.name, family.stem, "generation")
    for number, released in enumerate(releases):
        names = (seed, author.name, family.stem, released)
        succeeded = releases[number + 1] if number + 1 < len(releases) else NEVER
        delisted = succeeded - between(110, 220, *names, "delisted") if succeeded != NEVER else NEVER
        yield TokenModel(
            author=author,
            stem=f"sample-{family.stem}-{first + number}",
            tier=family.tier,
            open=family.open,
            weight=family.weight * between(70, 130, *names, "weight") / 100,
            released=released,
            dated=die(8, *names, "dated") > 0,
            cents=_cents(author, family.tier) * between(80, 120, *names, "cents") // 100 + 1,
            succeeded=succeeded,
            delisted=int(max(delisted, gone)),
            variants=_variants(names, family, released),
            listed_on_hub=die(7, *names, "listed") > 0,
        )


def _first_day(course: Course) -> int | None:
    return int(course[0][0]) if course[0][1] == 0 else None


def _cents(author: Author, tier: Tier) -> int:
    part = {Tier.FLAGSHIP: 100, Tier.CODE: 80, Tier.SMALL: 22, Tier.EMBEDDING: 3}[tier]
    return max(author.cents * part // 100, 1)


def _variants(names: tuple[object, ...], family: Family, released: int) -> tuple[Variant, ...]:
    if family.tier is Tier.EMBEDDING:
        return ()
    draw = die(24, *names, "variant")
    if family.open and draw < 5:
        return (Variant("free", between(25, 60, *names, "part") / 100, released, released - 120),)
    if draw == 10:
        return (Variant("thinking", 0.3, released),)
    if draw == 11:
        return (Variant("extended", 0.1, released),)
    if draw == 12:
        return (Variant("exacto", 0.15, released - 20),)
    if draw == 13:
        return (Variant("beta", 0.5, released, released - 25),)
    return ()


def _planted() -> Iterator[TokenModel]:
    """Models with a usage of their own, which do what the plants need."""
    authors = {author.name: author for author in AUTHORS}
    owl, unmasked = plants.STEALTH_SINCE, plants.UNMASKED
    yield TokenModel(
        author=authors["xiaomi"],
        stem="sample-owl-pro",
        tier=Tier.FLAGSHIP,
        open=True,
        weight=1.0,
        released=unmasked,
        dated=True,
        cents=40,
        course=((owl + 1, 0.0), (owl, 2.0), (owl - 8, 6.5), (owl - 18, 8.5), (unmasked, 8.5), (40, 7.0), (0, 5.5)),
        disguise=plants.STEALTH_NAME,
        since=owl,
    )
    first, last = plants.UNKNOWN_SINCE, plants.UNKNOWN_UNTIL
    yield TokenModel(
        author=Author("openrouter", "", 0, 0, (), ()),
        stem=plants.UNKNOWN_NAME.partition("/")[2],
        tier=Tier.FLAGSHIP,
        open=False,
        weight=1.0,
        released=first,
        dated=False,
        cents=0,
        delisted=last - 1,
        course=((first + 1, 0.0), (first, 40.0), (last, 41.0), (last - 1, 0.0)),
    )
    yield TokenModel(
        author=Author("openrouter", "", 0, 0, (), ()),
        stem="sample-auto",
        tier=Tier.FLAGSHIP,
        open=False,
        weight=1.0,
        released=LONGEST + 200,
        dated=False,
        cents=-1,
        course=((LONGEST, 1.4), (250, 0.9), (0, 0.7)),
    )
    yield TokenModel(
        author=Author("~anthropic", "", 0, 0, (), ()),
        stem="sample-large-latest",
        tier=Tier.FLAGSHIP,
        open=False,
        weight=1.0,
        released=150,
        dated=False,
        cents=-1,
        course=((151, 0.0), (120, 0.4), (0, 0.6)),
    )
    entrant = plants.ENTRANT
    yield TokenModel(
        author=authors["tencent"],
        stem="sample-comet-4",
        tier=Tier.FLAGSHIP,
        open=True,
        weight=1.0,
        released=entrant,
        dated=True,
        cents=20,
        course=((entrant + 1, 0.0), (entrant, 3.0), (entrant - 3, 10.0), (entrant - 7, 15.0), (15, 16.0), (0, 14.5)),
        variants=(Variant("free", 1.0, entrant, 13), Variant("free", 0.72, 12)),
    )
    yield TokenModel(
        author=authors["z-ai"],
        stem="sample-breeze-5",
        tier=Tier.SMALL,
        open=True,
        weight=1.0,
        released=plants.TWINS_SINCE,
        dated=True,
        cents=12,
        course=((plants.TWINS_SINCE + 1, 0.0), (plants.TWINS_SINCE - 10, 2.6), (60, 3.0), (0, 2.6)),
        variants=(Variant("free", 0.45, plants.TWINS_SINCE),),
    )
    cut = plants.PRICE_CUT
    yield TokenModel(
        author=authors["deepseek"],
        stem="sample-thrift-2",
        tier=Tier.SMALL,
        open=True,
        weight=1.0,
        released=150,
        dated=True,
        cents=28,
        course=((151, 0.0), (138, 3.2), (cut, 2.8), (cut - 8, 4.6), (20, 5.0), (0, 4.6)),
        cut=cut,
    )
    yield TokenModel(
        author=authors["nvidia"],
        stem="sample-metronome-1",
        tier=Tier.SMALL,
        open=True,
        weight=1.0,
        released=plants.FLAT_SINCE,
        dated=True,
        cents=12,
        course=((plants.FLAT_SINCE, 1.2), (0, 1.2)),
        flat=True,
    )
