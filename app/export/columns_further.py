"""The columns of the measures of derivatives, prices, both platforms, events, distortions and evaluations."""

from __future__ import annotations

from app.export.field import Field
from app.view import Measure

COLUMNS = {
    Measure.FLYWHEEL: ("date", "group", "relation", "value", "share", "own", "complete"),
    Measure.DERIVATIVES: (
        *("date", "group", "relation", "value", "share", "others", "others_share", "days", "complete"),
    ),
    Measure.EFFICIENCY: (
        *("date", "group", "tokens", "share", "usd", "usd_share", "usd_share_low", "usd_share_high"),
        *("usd_per_million", "ratio", "days", "complete"),
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
        *("level", "date", "group", "weeks", "share_before", "share_after", "change", "days_before", "days_after"),
        *("placebos", "place"),
    ),
    Measure.EVENTS: ("date", "until", "kind", "title", "lab", "confidence", "source"),
    Measure.RELEASES: ("date", "group", "value", "names"),
    Measure.DISTORTION: ("date", "until", "platform", "kind", "group", "size", "unit", "days", "evidence"),
    Measure.FRONTIER: ("date", "group", "model", "value", "gap"),
    Measure.EVALUATION: (
        *("group", "criterion", "weight", "score", "score_low", "score_high", "confidence", "rank", "evidence"),
    ),
}

KEYS = {
    Measure.FLYWHEEL: ("date", "group", "relation"),
    Measure.DERIVATIVES: ("date", "group", "relation"),
    Measure.LEAD_LAG: ("group", "lag"),
    Measure.AGREEMENT: ("date",),
    Measure.EVENT_STUDY: ("level", "date", "group", "weeks"),
    Measure.EVENTS: ("date", "kind", "title"),
    Measure.DISTORTION: ("date", "kind", "group"),
    Measure.EVALUATION: ("group", "criterion"),
}

SHARES = frozenset(
    {
        *("others_share", "usd_share", "usd_share_low", "usd_share_high", "hub_share", "hub_share_low"),
        *("hub_share_high", "share_after", "place", "priced", "free", "confidence"),
    }
)

FIELDS = {
    "relation": Field("string", "How the model says that it descends from its base"),
    "own": Field("integer", "Of them by the account that published the base", "1"),
    "others": Field("number", "Of the downloads, those of publishers outside the group"),
    "others_share": Field("number", "The same as a share of all downloads", "1"),
    "tokens": Field("number", "Tokens, counted by each vendor's own tokenizer"),
    "usd": Field("number", "Tokens at list price, an estimate", "USD"),
    "usd_share": Field("number", "Share of all list-price dollars", "1"),
    "usd_share_low": Field("number", "Its lower bound over blends and unknown prices", "1"),
    "usd_share_high": Field("number", "Its upper bound over blends and unknown prices", "1"),
    "usd_per_million": Field("number", "List price of a million tokens, 3 parts prompt to 1 completion", "USD"),
    "ratio": Field("number", "Dollar share divided by token share", "1"),
    "prompt_usd": Field("number", "List price of a million prompt tokens", "USD"),
    "completion_usd": Field("number", "List price of a million completion tokens", "USD"),
    "priced": Field("number", "Part of the tokens with a known price", "1"),
    "free": Field("number", "Part of the tokens at no price", "1"),
    "parameters": Field("number", "Total parameters", "1"),
    "active_parameters": Field("number", "Active parameters that the name states", "1"),
    "size": Field("string", "Size class, or how large the case is"),
    "hub_share": Field("number", "Share of the Hub's downloads", "1"),
    "hub_share_low": Field("number", "Its lower bound", "1"),
    "hub_share_high": Field("number", "Its upper bound", "1"),
    "hub_rank": Field("integer", "Place on the Hub", "1"),
    "lag": Field("integer", "Weeks by which the Hub's change comes first", "week"),
    "correlation": Field("number", "Pearson correlation of the weekly changes", "1"),
    "low": Field("number", "Lower end of its 95 % interval", "1"),
    "high": Field("number", "Upper end of its 95 % interval", "1"),
    "pairs": Field("integer", "Pairs of weeks that it rests on", "1"),
    "strongest": Field("boolean", "Whether it is the group's largest in size"),
    "excludes_zero": Field("boolean", "Whether the interval lies on one side of 0"),
    "groups": Field("integer", "Groups with a rank on both platforms", "1"),
    "kendall": Field("number", "Kendall's tau-b of the two rankings", "1"),
    "spearman": Field("number", "Spearman's correlation of the two rankings", "1"),
    "apart": Field("string", "The group whose ranks differ most"),
    "weeks": Field("integer", "Weeks to each side of the date", "week"),
    "share_after": Field("number", "Share over the weeks from the date on", "1"),
    "days_before": Field("integer", "Days with values before", "d"),
    "days_after": Field("integer", "Days with values after", "d"),
    "placebos": Field("integer", "Placebo dates that it is compared with", "1"),
    "place": Field("number", "Part of the placebos whose change is at least as large", "1"),
    "kind": Field("string", "The kind of event or case"),
    "title": Field("string", "What happened"),
    "confidence": Field("string", "How well it is established, or how well a score is founded (0 to 1)"),
    "names": Field("string", "The first few names"),
    "evidence": Field("string", "What it rests on"),
    "model": Field("string", "The model"),
    "criterion": Field("string", "The criterion, or total"),
    "weight": Field("number", "The weight that was chosen", "1"),
    "score": Field("number", "0 (worst) to 100 (best)", "1"),
    "score_low": Field("number", "The score if everything missing were 0", "1"),
    "score_high": Field("number", "The score if everything missing were 100", "1"),
}
