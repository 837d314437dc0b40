"""The sample world: the same everywhere, plausible, consistent with itself, and with every planted case in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache

import pytest

from app.registry import read_registry
from app.sample.plants import NEW_ACCOUNT, SPIKE_DOWNLOADS, UNKNOWN_NAME
from app.sample.world import World
from app.view import Platform

END = dt.date(2026, 11, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def world() -> World:
    return World(END)


# --- who is who -----------------------------------------------------------------------------------------------------


@cache
def blocs() -> dict[tuple[Platform, str], str]:
    registry = read_registry()
    country = {each.lab_id: each.country for each in registry.countries}
    return {
        (each.platform, each.account): {"CN": "CN", "US": "US"}.get(country[each.lab_id], "rest")
        for each in registry.accounts
        if each.lab_id is not None
    }


def bloc(platform: Platform, name: str) -> str:
    author = name.partition("/")[0]
    if platform is Platform.OPENROUTER and (author in ("stealth", "openrouter") or author.startswith("~")):
        return "undisclosed"
    return blocs().get((platform, author), "unattributed")


def token_shares(world: World, day: dt.date, group: Callable[[str], str] | None = None) -> dict[str, float]:
    group = group or (lambda name: bloc(Platform.OPENROUTER, name))
    rows, other = world.tokens(day)
    assert other is not None
    sums = Counter({"other": other})
    for name, tokens in rows:
        sums[group(name)] += tokens
    return {name: tokens / sums.total() for name, tokens in sums.items()}


def hub_shares(world: World, day: dt.date) -> dict[str, float]:
    sums: Counter[str] = Counter()
    for row in world.hub(day):
        sums[bloc(Platform.HUGGINGFACE, row["id"])] += row["downloads"]
    return {name: downloads / sums.total() for name, downloads in sums.items()}


def author(name: str) -> str:
    return name.partition("/")[0]


def counts(world: World, day: dt.date, field: str) -> dict[str, int]:
    return {row["_id"]: row[field] for row in world.hub(day)}


def every(world: World, step: int) -> Iterable[dt.date]:
    return itertools.islice(world.all_days(), 0, None, step)


# --- the same everywhere --------------------------------------------------------------------------------------------


def fingerprint(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def test_the_same_bytes_on_every_machine_and_python(world: World) -> None:
    days = [END - dt.timedelta(days=n) for n in (0, 16, 73, 200, 547)]
    assert fingerprint([world.tokens(day) for day in days]) == "883198db9a84ed4e"
    assert fingerprint([world.hub(day) for day in days]) == "75e7cedc4897591c"
    assert fingerprint([world.catalogue(day) for day in days]) == "7e8bf47b08b72796"


def test_a_shorter_world_is_the_end_of_the_whole_one(world: World) -> None:
    short = World(END, days=70)
    assert short.first == END - dt.timedelta(days=69)
    for day in (short.first, END - dt.timedelta(days=16), END):
        assert short.tokens(day) == world.tokens(day)
        assert short.hub(day) == world.hub(day)
        assert short.catalogue(day) == world.catalogue(day)


def test_another_seed_is_another_world(world: World) -> None:
    assert World(END, days=40, seed=7).tokens(END) != world.tokens(END)


def test_days_outside_are_refused_or_empty(world: World) -> None:
    assert world.tokens(world.first - DAY) == ([], None)
    assert world.tokens(END + DAY) == ([], None)
    assert world.hub(END + DAY)  # the Hub is live
    with pytest.raises(ValueError, match="not in the sample world"):
        world.hub(END + 2 * DAY)
    with pytest.raises(ValueError, match="1 to 1100 days"):
        World(END, days=0)


# --- plausible ------------------------------------------------------------------------------------------------------


def test_every_name_says_that_it_is_made_up(world: World) -> None:
    for day in every(world, 30):
        names = [name for name, _ in world.tokens(day)[0]]
        names += [row["id"] for row in world.hub(day)]
        names += [entry["id"] for entry in world.catalogue(day)]
        assert [name for name in names if "sample-" not in name.partition("/")[2].lower()] == []


def test_the_registry_attributes_about_sixty_labs(world: World) -> None:
    labs = {(each.platform, each.account): each.lab_id for each in read_registry().accounts}
    seen: set[str | None] = set()
    for day in every(world, 15):
        seen |= {labs.get((Platform.OPENROUTER, author(name))) for name, _ in world.tokens(day)[0]}
        seen |= {labs.get((Platform.HUGGINGFACE, row["author"])) for row in world.hub(day)}
    assert 55 <= len(seen - {None}) <= 80


def test_unplaced_accounts_are_invented_and_many(world: World) -> None:
    unplaced = {row["author"] for row in world.hub(END) if bloc(Platform.HUGGINGFACE, row["id"]) == "unattributed"}
    assert 35 <= len(unplaced) <= 45
    assert all(name.startswith("sample-") for name in unplaced)


def test_openrouter_grows_from_a_third_of_a_trillion_to_twelve(world: World) -> None:
    def week(last: dt.date) -> float:
        return sum(world.token_day(last - n * DAY).total for n in range(7)) / 7

    assert 0.25e12 < week(world.first + 6 * DAY) < 0.36e12
    assert 10e12 < week(END) < 14e12


def test_weekends_are_quieter(world: World) -> None:
    days = [day for day in every(world, 1) if day.weekday() in (2, 6) and world.token_day(day).rows]
    pairs = [(world.token_day(a).total, world.token_day(b).total) for a, b in itertools.pairwise(days)]
    wednesday_first = [(a, b) for (a, b), day in zip(pairs, days, strict=False) if day.weekday() == 2]
    assert sum(sunday < wednesday for wednesday, sunday in wednesday_first) > 0.95 * len(wednesday_first)


def test_the_chinese_share_of_openrouter_grows(world: World) -> None:
    assert 0.22 < token_shares(world, world.first)["CN"] < 0.30
    assert 0.55 < token_shares(world, END)["CN"] < 0.66
    assert token_shares(world, END)["US"] > 0.2


def test_a_day_has_fifty_rows_in_order_and_a_tail(world: World) -> None:
    for day in every(world, 1):
        rows, other = world.tokens(day)
        if day in world.plants.empty_day.days:
            assert (rows, other) == ([], None)
            continue
        assert len(rows) == len({name for name, _ in rows}) == 50
        assert [tokens for _, tokens in rows] == sorted((tokens for _, tokens in rows), reverse=True)
        assert other is not None
        assert 0.045 <= other / (other + sum(tokens for _, tokens in rows)) <= 0.08


def test_the_hub_has_three_billion_downloads_most_of_them_unplaced(world: World) -> None:
    rows = world.hub(END)
    assert 1_100 <= len(rows) <= 1_450
    assert 2.7e9 < sum(row["downloads"] for row in rows) < 3.4e9
    for day in every(world, 60):
        shares = hub_shares(world, day)
        assert 0.165 < shares["CN"] < 0.25
        assert 0.16 < shares["US"] < 0.21
        assert shares["unattributed"] > 0.48


def test_rows_of_the_hub_have_what_the_real_ones_have(world: World) -> None:
    rows = world.hub(END)
    assert len({row["id"] for row in rows}) == len({row["_id"] for row in rows}) == len(rows)
    assert all(len(row["_id"]) == 24 and int(row["_id"], 16) >= 0 for row in rows)
    assert all(row["createdAt"] <= f"{END}T23:59:59.999Z" for row in rows)
    derived = sum(any(tag.startswith("base_model:") for tag in row["tags"]) for row in rows)
    assert 0.24 < derived / len(rows) < 0.34
    assert 0.18 < sum("safetensors" in row for row in rows) / len(rows) < 0.34
    assert {"quantized", "finetune", "adapter", "merge"} == {
        tag.split(":")[1] for row in rows for tag in row["tags"] if tag.count(":") == 2
    }
    assert {row["gated"] for row in rows} == {False, "auto", "manual"}
    assert any("pipeline_tag" not in row for row in rows)


def test_bases_that_models_name_exist_or_existed(world: World) -> None:
    known = {each.first_id for each in world.repositories}
    bases = {tag.rpartition(":")[2] for row in world.hub(END) for tag in row["tags"] if tag.startswith("base_model:")}
    assert bases <= known


def test_new_models_appear_every_few_weeks_and_some_vanish(world: World) -> None:
    known: set[str] = set()
    releases = []
    for day in every(world, 21):
        ids = set(counts(world, day, "downloads"))
        releases.append(len(ids - known))
        known |= ids
    assert min(releases[1:]) >= 5
    assert known - set(counts(world, END, "downloads"))


def test_catalogue_holds_every_ranked_model(world: World) -> None:
    for day in every(world, 50):
        listed = {entry["canonical_slug"] for entry in world.catalogue(day)}
        assert {name.partition(":")[0] for name, _ in world.tokens(day)[0]} <= listed


def test_catalogue_has_free_routed_open_and_unlinked_models(world: World) -> None:
    entries = world.catalogue(END)
    assert len({entry["id"] for entry in entries}) == len(entries)
    prices = {entry["pricing"]["prompt"] for entry in entries}
    assert {"0", "-1"} <= prices
    assert all(entry["pricing"]["prompt"] == "0" for entry in entries if entry["id"].endswith(":free"))
    assert all(Decimal(price) < Decimal("0.0001") and "e" not in price.lower() for price in prices)
    on_hub = {row["id"] for row in world.hub(END)}
    linked = [entry["hugging_face_id"] for entry in entries if entry["hugging_face_id"]]
    assert 0.3 < len(linked) / len(entries) < 0.8
    assert sum(name in on_hub for name in linked) > 0.9 * len(linked)


# --- consistent -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ago", [0, 30, 62, 300])
def test_thirty_days_are_the_sum_of_their_days(world: World, ago: int) -> None:
    last = END - dt.timedelta(days=ago)
    column = world.days + 29 - ago
    daily = world.downloads.daily[:, column - 29 : column + 1].sum(axis=1)
    keys = {world.model_key(repository): place for place, repository in enumerate(world.repositories)}
    for row in world.hub(last):
        assert row["downloads"] == daily[keys[row["_id"]]]


def test_the_rolling_count_moves_by_the_day_that_enters_and_the_day_that_leaves(world: World) -> None:
    """Without a look inside: over 30 days the all-time count grows by the rolling count."""
    last = END - dt.timedelta(days=100)
    before, after, rolling = (
        counts(world, last - 30 * DAY, "downloadsAllTime"),
        counts(world, last, "downloadsAllTime"),
        counts(world, last, "downloads"),
    )
    both = set(before) & set(after)
    assert len(both) > 1_000
    assert all(after[key] - before[key] == rolling[key] for key in both)


def test_all_time_counts_never_fall_outside_the_planted_days(world: World) -> None:
    falling = set(world.plants.falling_counters.days)
    for day in (END - dt.timedelta(days=n) for n in range(90)):
        if day in falling:
            continue
        before, after = counts(world, day - DAY, "downloadsAllTime"), counts(world, day, "downloadsAllTime")
        assert all(after[key] >= before[key] for key in set(before) & set(after))


# --- planted --------------------------------------------------------------------------------------------------------


def test_plants_lie_inside_and_many_of_them_in_the_last_ninety_days(world: World) -> None:
    for plant in world.plants:
        assert world.first <= plant.since <= plant.until <= END
    assert sum(plant.since > END - dt.timedelta(days=90) for plant in world.plants) >= 9


def test_hub_gap_is_two_days(world: World) -> None:
    assert world.hub_gap_days == world.plants.hub_gap.days
    assert len(world.hub_gap_days) == 2


def test_rename_keeps_the_key(world: World) -> None:
    plant = world.plants.rename
    before = {row["_id"]: row["id"] for row in world.hub(plant.since - DAY)}
    after = {row["_id"]: row["id"] for row in world.hub(plant.since)}
    renamed = {before[key]: after[key] for key in before if key in after and before[key] != after[key]}
    assert set(renamed) <= set(plant.names)
    assert len(renamed) > 5
    assert all(new == old.replace("THUDM/", f"{NEW_ACCOUNT}/") for old, new in renamed.items())
    assert not any(name.startswith("THUDM/") for name in after.values())


def test_spike_is_one_day_on_one_unplaced_repository(world: World) -> None:
    plant = world.plants.spike
    (name,) = plant.names
    assert bloc(Platform.HUGGINGFACE, name) == "unattributed"
    key = next(row["_id"] for row in world.hub(plant.since) if row["id"] == name)
    daily = [
        counts(world, day, "downloadsAllTime")[key] - counts(world, day - DAY, "downloadsAllTime")[key]
        for day in (plant.since - DAY, plant.since, plant.since + DAY)
    ]
    assert daily[1] > SPIKE_DOWNLOADS > 50 * max(daily[0], daily[2])


def test_a_tenth_of_the_counters_falls_on_ten_days(world: World) -> None:
    plant = world.plants.falling_counters
    assert len(plant.days) == 10
    for day in plant.days:
        before, after = counts(world, day - DAY, "downloadsAllTime"), counts(world, day, "downloadsAllTime")
        both = set(before) & set(after)
        fallen = {key for key in both if after[key] < before[key]}
        assert 0.07 < len(fallen) / len(both) < 0.13
        assert all(after[key] >= 0 for key in both)


def test_restatement_raises_a_day_by_three_percent_and_flips_two_ranks(world: World) -> None:
    plant = world.plants.restatement
    day, known = plant.since, END - dt.timedelta(days=10)
    first, then = world.token_day(day, known - DAY), world.token_day(day, known)
    assert then == world.token_day(day)
    assert then.total / first.total == pytest.approx(1.03, abs=0.0002)
    moved = [(old, new) for (old, _), (new, _) in zip(first.rows, then.rows, strict=True) if old != new]
    ahead, behind = plant.names
    assert moved == [(behind, ahead), (ahead, behind)]
    assert [tokens for _, tokens in first.rows] == sorted((tokens for _, tokens in first.rows), reverse=True)
    assert world.token_day(day - DAY, known - DAY) == world.token_day(day - DAY)


def test_stealth_model_goes_on_under_its_lab(world: World) -> None:
    (hidden,), (_, named) = world.plants.stealth.names, world.plants.unmasking.names
    release = world.plants.unmasking.since
    before, after = dict(world.tokens(release - DAY)[0]), dict(world.tokens(release)[0])
    assert named not in before
    assert hidden not in after
    assert 0.8 < after[named] / before[hidden] < 1.25
    large = [day for day in world.plants.stealth.days if token_shares(world, day).get("undisclosed", 0) > 0.05]
    assert len(large) >= 21
    assert hidden in {entry["id"] for entry in world.catalogue(release - DAY)}
    assert hidden not in {entry["id"] for entry in world.catalogue(release)}


def test_one_week_is_mostly_unknown(world: World) -> None:
    plant = world.plants.unknown_week
    assert plant.names == (UNKNOWN_NAME,)
    assert len(plant.days) == 7

    def unknown(day: dt.date) -> float:
        shares = token_shares(world, day)
        return sum(shares.get(name, 0) for name in ("other", "undisclosed", "unattributed"))

    assert min(unknown(day) for day in plant.days) > 0.36
    assert max(unknown(plant.since - DAY), unknown(plant.until + DAY)) < 0.15


def test_free_variant_stands_beside_its_base(world: World) -> None:
    plant = world.plants.free_twins
    days = [day for day in plant.days if world.token_day(day).rows]
    assert all(set(plant.names) <= {name for name, _ in world.tokens(day)[0]} for day in days)
    assert len(days) > 90


def test_price_is_halved_and_usage_follows(world: World) -> None:
    plant = world.plants.price_cut
    (slug,) = plant.names

    def price(day: dt.date) -> Decimal:
        entry = next(each for each in world.catalogue(day) if each["canonical_slug"] == slug)
        return Decimal(entry["pricing"]["prompt"])

    assert price(plant.since) * 2 == price(plant.since - DAY)
    by_name = [token_shares(world, plant.since + n * DAY, lambda name: name)[slug] for n in (-1, 10)]
    assert by_name[1] > 1.3 * by_name[0]


def test_two_labs_cross_and_cross_back(world: World) -> None:
    plant = world.plants.crossing
    first, second = plant.names
    leads = {}
    for n in range(90):
        day = END - dt.timedelta(days=n)
        if world.token_day(day).rows:
            shares = token_shares(world, day, author)
            leads[day] = shares[first] > shares[second]
    near = dt.timedelta(days=3)
    assert not any(lead for day, lead in leads.items() if day < plant.since - near)
    assert all(lead for day, lead in leads.items() if plant.since + near < day < plant.until - near)
    assert not any(lead for day, lead in leads.items() if day > plant.until + near)


def test_entrant_explains_the_jump(world: World) -> None:
    plant = world.plants.entrant
    (slug,) = plant.names
    before, after = plant.since - DAY, plant.until
    jump = token_shares(world, after)["CN"] - token_shares(world, before)["CN"]
    assert slug not in dict(world.tokens(before)[0])
    assert jump > 0.04
    assert token_shares(world, after, lambda name: name)[slug] > jump
