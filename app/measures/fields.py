"""What each column of a measure's files means."""

from __future__ import annotations

from dataclasses import dataclass

from app.view import Measure


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its Frictionless type, its meaning, its unit ("1" for a part of a whole)."""

    kind: str
    meaning: str
    unit: str = ""


# Parts of a whole (0 to 1) and their differences: written with six decimals.
SHARES = frozenset(
    {
        *("share", "share_low", "share_high", "share_before", "share_after", "passed_share", "share_points"),
        *("top3", "top3_low", "top3_high", "claimed", "others_share", "usd_share", "usd_share_low", "usd_share_high"),
        *("hub_share", "hub_share_low", "hub_share_high", "place", "priced", "free", "confidence"),
        *("share_before_low", "share_before_high", "share_after_low", "share_after_high"),
        *("passed_share_low", "passed_share_high", "others_share_low", "others_share_high"),
    }
)

FIELDS = {
    "date": Field("date", "First UTC day of the period"),
    "share": Field("number", "Value divided by the population's value of the same period", "1"),
    "share_low": Field("number", "Share where nothing unknown belongs to the group", "1"),
    "share_high": Field("number", "Share where everything unknown belongs to the group", "1"),
    "window": Field("string", "Which window the row is of: the view's own (present), or the one beside it (earlier)"),
    "drawn_at": Field("date", "First UTC day of the period at which the chart draws the row"),
    "rank": Field("integer", "Place by value; 1 is the largest", "1"),
    "previous_rank": Field("integer", "Place in the period before", "1"),
    "change": Field("number", "Difference against the state before"),
    "status": Field("string", "Whether the group entered, continued or left"),
    "periods_listed": Field("integer", "Periods in the list so far", "1"),
    "date_before": Field("date", "First UTC day of the earlier period"),
    "level": Field("string", "What a row stands for, such as a lab, a model or a test"),
    "lab": Field("string", "The lab that the row is credited to"),
    "lab_before": Field("string", "The lab that it was credited to before"),
    "value_before": Field("number", "Value in the earlier period or in the earlier version"),
    "share_before": Field("number", "Share in the earlier period", "1"),
    "contribution": Field(
        "number", "Percentage points of the change; rows of a level add up to it", "percentage point"
    ),
    "numerator": Field("string", "Of the exact contribution as a fraction, a whole number"),
    "denominator": Field("string", "Of the exact contribution as a fraction, a whole number"),
    "platform": Field("string", "The platform"),
    "unit": Field("string", "What is counted"),
    "population": Field("string", "The denominator"),
    "passed": Field("string", "The group that was passed"),
    "passed_share": Field("number", "Its share", "1"),
    "passed_share_low": Field("number", "Its lower bound: nothing unknown belongs to the group", "1"),
    "passed_share_high": Field("number", "Its upper bound: everything unknown belongs to the group", "1"),
    "periods": Field("integer", "Periods with values that the lead lasted", "1"),
    "days_led": Field("integer", "Calendar days from the first to the last day of the lead", "d"),
    "lead_until": Field("date", "First UTC day of the last period of the lead"),
    "open": Field("boolean", "Whether the lead still stands at the end of the window"),
    "robust": Field("boolean", "Whether the lower bound of who passes lies above the upper bound of who is passed"),
    "robust_from": Field("date", "First period of the lead in which that is so"),
    "robust_periods": Field("integer", "Periods of the lead in which that is so", "1"),
    "missing_before": Field("integer", "Periods without values just before the crossing", "1"),
    "complete": Field("boolean", "Whether no day of the period is without values"),
    "labs": Field("integer", "Known labs with a value above 0", "1"),
    "hhi": Field("number", "Sum of the squared shares in per cent, of what is known (0 to 10,000)"),
    "hhi_low": Field("number", "The same where the unknown is spread over countless holders"),
    "hhi_high": Field("number", "The same where the unknown belongs to the largest lab"),
    "effective": Field("number", "10,000 / HHI: as many equal labs would be as concentrated", "1"),
    "effective_low": Field("number", "From the upper bound of the HHI", "1"),
    "effective_high": Field("number", "From the lower bound of the HHI", "1"),
    "top3": Field("number", "Share of the three largest labs in what is known", "1"),
    "top3_low": Field("number", "The same where nothing unknown is theirs", "1"),
    "top3_high": Field("number", "The same where everything unknown is theirs", "1"),
    "total": Field("number", "The population's value"),
    "days": Field("integer", "Days with values", "d"),
    "days_expected": Field("integer", "Calendar days of the period", "d"),
    "share_points": Field("number", "Change of the share that follows (0.01 is one percentage point)", "1"),
    "known_before": Field("datetime", "When the value before was first public"),
    "known_at": Field("datetime", "When the value was first public"),
    "reason": Field("string", "Why"),
    "until": Field("date", "Last UTC day of the period"),
    "metric": Field("string", "What the figure counts"),
    "published": Field("number", "The published figure"),
    "ours": Field("number", "Our figure under the same definition"),
    "ours_low": Field("number", "Lower bound of our figure"),
    "ours_high": Field("number", "Upper bound of our figure"),
    "gap": Field("number", "Our figure minus the other"),
    "gap_relative": Field("number", "The gap divided by the other figure", "1"),
    "agrees": Field("boolean", "Whether the gap is within the rounding of the published figure"),
    "source": Field("string", "Who published it"),
    "claimed": Field("number", "The share that the sentence claims", "1"),
    "outcome": Field("string", "What the data say of it: yes, no or undecided"),
    "nearest": Field("boolean", "Whether this is the definition that the sentence comes nearest to"),
    "as_counted": Field("boolean", "What the measured figures alone say of the test"),
    "ranked": Field("integer", "Labs that have a rank", "1"),
    "relation": Field("string", "How the model says that it descends from its base"),
    "own": Field("integer", "Of them by the account that published the base", "1"),
    "others": Field("number", "Of the downloads, those of publishers outside the group"),
    "others_share": Field("number", "The same as a share of all downloads", "1"),
    "others_share_low": Field("number", "The same where unknown publishers are the group's own", "1"),
    "others_share_high": Field("number", "The same where all of unattributed ancestry descends from the group", "1"),
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
    "low": Field("number", "Lower end of its 95% interval", "1"),
    "high": Field("number", "Upper end of its 95% interval", "1"),
    "pairs": Field("integer", "Pairs of weeks that it rests on", "1"),
    "strongest": Field("boolean", "Whether it is the group's largest in size"),
    "excludes_zero": Field("boolean", "Whether the interval lies on one side of 0"),
    "groups": Field("integer", "Groups with a rank on both platforms", "1"),
    "kendall": Field("number", "Kendall's tau-b of the two rankings", "1"),
    "spearman": Field("number", "Spearman's correlation of the two rankings", "1"),
    "apart": Field("string", "The group whose ranks differ most"),
    "weeks": Field("integer", "Weeks to each side of the date", "week"),
    "share_before_low": Field("number", "Its lower bound: nothing unknown belongs to the group", "1"),
    "share_before_high": Field("number", "Its upper bound: everything unknown belongs to the group", "1"),
    "share_after": Field("number", "Share over the weeks from the date on", "1"),
    "share_after_low": Field("number", "Its lower bound: nothing unknown belongs to the group", "1"),
    "share_after_high": Field("number", "Its upper bound: everything unknown belongs to the group", "1"),
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

# What a column means in one measure, where that is not what it means in the others.
_OVER = "Whether the period was over on the newest stored day"
OWN_FIELDS = {
    (Measure.RANK, "change"): Field("integer", "Places gained since the period before", "1"),
    (Measure.LEDGER, "change"): Field("number", "The later value minus the earlier one, in the view's unit"),
    (Measure.FLYWHEEL, "value"): Field("integer", "New models that declare a base", "1"),
    (Measure.FLYWHEEL, "share"): Field("number", "Part of all new derivatives of the week", "1"),
    (Measure.FLYWHEEL, "complete"): Field("boolean", _OVER),
    (Measure.DERIVATIVES, "share"): Field("number", "Part of all downloads of the population, mean of the days", "1"),
    (Measure.EFFICIENCY, "share"): Field("number", "Share of all tokens of the days that have prices", "1"),
    (Measure.EFFICIENCY, "days"): Field("integer", "Days with prices for at least half of the named tokens", "d"),
    (Measure.EFFICIENCY, "complete"): Field("boolean", _OVER),
    (Measure.PRICES, "share"): Field("number", "Part of the tokens of all named models", "1"),
    (Measure.PRICES, "size"): Field("string", "Size class by total parameters"),
    (Measure.EVENT_STUDY, "change"): Field("number", "Share after minus share before", "percentage point"),
    (Measure.EVENTS, "confidence"): Field("string", "How well it is established: primary or reported"),
    (Measure.RELEASES, "value"): Field("integer", "New models", "1"),
    (Measure.FRONTIER, "value"): Field("number", "Intelligence index of the side's best model", "index point"),
    (Measure.FRONTIER, "gap"): Field("number", "The open Chinese model's index minus the US one", "index point"),
    (Measure.DISTORTION, "size"): Field("number", "How large the case is, in `unit`"),
    (Measure.DISTORTION, "unit"): Field("string", "What `size` counts"),
    (Measure.DISTORTION, "days"): Field("integer", "Calendar days of the case", "d"),
    (Measure.EVALUATION, "confidence"): Field("number", "How well the score is founded (0 to 1)", "1"),
}


def field_of(measure: Measure, name: str) -> Field | None:
    """What the column `name` means in the files of a measure; None where that hangs on the view."""
    return OWN_FIELDS.get((measure, name)) or FIELDS.get(name)
