"""Which columns of a measure leave in its files, and which of them tell its rows apart."""

from __future__ import annotations

from app.view import Measure

COLUMNS = {
    Measure.SHARE: ("date", "group", "value", "share", "share_low", "share_high", "window", "drawn_at"),
    Measure.RANK: (
        *("date", "group", "rank", "value", "share", "share_low", "share_high", "previous_rank", "change", "status"),
        "periods_listed",
    ),
    Measure.CONTRIBUTION: (
        *("date_before", "date", "level", "group", "lab", "status", "value_before", "value", "share_before", "share"),
        *("contribution", "numerator", "denominator", "share_before_low", "share_before_high", "share_low"),
        "share_high",
    ),
    Measure.CROSSOVER: (
        *("date", "platform", "unit", "population", "group", "passed", "share", "share_low", "share_high"),
        *("passed_share", "passed_share_low", "passed_share_high", "periods", "days_led"),
        *("lead_until", "open", "robust", "robust_from", "robust_periods", "missing_before", "complete"),
    ),
    Measure.CONCENTRATION: (
        *("date", "group", "labs", "hhi", "hhi_low", "hhi_high", "effective", "effective_low", "effective_high"),
        *("top3", "top3_low", "top3_high", "complete"),
    ),
    Measure.SPREAD: (
        *("date", "platform", "unit", "population", "group", "value", "share", "share_low", "share_high", "total"),
        *("days", "days_expected", "complete"),
    ),
    Measure.LEDGER: (
        *("date", "level", "group", "lab_before", "lab", "value_before", "value", "change", "share_points"),
        *("known_before", "known_at", "reason"),
    ),
    Measure.REFERENCE: (
        *("date", "until", "group", "metric", "platform", "unit", "population", "published", "ours", "ours_low"),
        *("ours_high", "gap", "gap_relative", "agrees", "days", "days_expected", "reason", "source"),
    ),
    Measure.CLAIM: (
        *("date", "until", "platform", "unit", "population", "group", "claimed", "share", "share_low", "share_high"),
        *("gap", "outcome", "nearest", "days", "days_expected"),
    ),
    Measure.VERDICT: (
        *("date", "platform", "unit", "population", "level", "group", "share", "share_low", "share_high", "rank"),
        *("ranked", "as_counted", "outcome"),
    ),
    Measure.FLYWHEEL: ("date", "group", "relation", "value", "share", "share_low", "share_high", "own", "complete"),
    Measure.DERIVATIVES: (
        *("date", "group", "relation", "value", "share", "share_low", "share_high", "others", "others_share"),
        *("others_share_low", "others_share_high", "days", "complete"),
    ),
    Measure.EFFICIENCY: (
        *("date", "group", "tokens", "share", "share_low", "share_high", "usd", "usd_share", "usd_share_low"),
        *("usd_share_high", "usd_per_million", "ratio", "days", "complete"),
    ),
    Measure.PRICES: (
        *("date", "group", "lab", "tokens", "share", "prompt_usd", "completion_usd", "usd_per_million", "priced"),
        *("free", "parameters", "active_parameters", "size"),
    ),
    Measure.PLATFORMS: (
        *("date", "group", "share", "share_low", "share_high", "hub_share", "hub_share_low", "hub_share_high"),
        *("rank", "hub_rank", "complete"),
    ),
    Measure.LEAD_LAG: ("group", "lag", "correlation", "low", "high", "pairs", "strongest", "excludes_zero"),
    Measure.AGREEMENT: ("date", "groups", "kendall", "spearman", "apart", "rank", "hub_rank", "complete"),
    Measure.EVENT_STUDY: (
        *("level", "date", "group", "weeks", "share_before", "share_before_low", "share_before_high", "share_after"),
        *("share_after_low", "share_after_high", "change", "days_before", "days_after", "placebos", "place"),
    ),
    Measure.EVENTS: ("date", "until", "kind", "title", "lab", "confidence", "source"),
    Measure.RELEASES: ("date", "group", "value", "names"),
    Measure.DISTORTION: ("date", "until", "platform", "kind", "group", "size", "unit", "days", "evidence"),
    Measure.FRONTIER: ("date", "group", "model", "value", "gap"),
    Measure.EVALUATION: (
        *("group", "criterion", "weight", "score", "score_low", "score_high", "confidence", "rank", "evidence"),
    ),
}

# Of the measures that are tables everywhere: the columns that a slide or a page has room for.
MAIN_COLUMNS = {
    Measure.REFERENCE: ("date", "until", "group", "metric", "published", "ours", "gap", "reason"),
    Measure.LEDGER: ("date", "level", "group", "value_before", "value", "share_points", "known_at", "reason"),
    Measure.EVENTS: ("date", "kind", "title", "lab", "confidence"),
    Measure.DISTORTION: ("date", "kind", "group", "size", "evidence"),
}

KEYS = {
    Measure.CONTRIBUTION: ("level", "group", "lab", "status"),
    Measure.CROSSOVER: ("date", "platform", "unit", "population", "group", "passed"),
    Measure.SPREAD: ("platform", "unit", "population", "group"),
    Measure.LEDGER: ("date", "level", "group", "known_at", "reason"),
    Measure.REFERENCE: ("date", "until", "group", "metric", "platform", "unit", "population"),
    Measure.CLAIM: ("platform", "unit", "population", "group"),
    Measure.VERDICT: ("platform", "unit", "population", "level", "group"),
    Measure.FLYWHEEL: ("date", "group", "relation"),
    Measure.DERIVATIVES: ("date", "group", "relation"),
    Measure.LEAD_LAG: ("group", "lag"),
    Measure.AGREEMENT: ("date",),
    Measure.EVENT_STUDY: ("level", "date", "group", "weeks"),
    Measure.EVENTS: ("date", "kind", "title"),
    Measure.DISTORTION: ("date", "kind", "group"),
    Measure.EVALUATION: ("group", "criterion"),
}
