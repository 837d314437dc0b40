"""Which columns of a measure leave in its files, and what each of them means."""

from __future__ import annotations

from app.export import columns_further as further
from app.export.field import Field as Field
from app.view import Measure

COLUMNS = {
    **further.COLUMNS,
    Measure.SHARE: ("date", "group", "value", "share", "share_low", "share_high"),
    Measure.RANK: (
        *("date", "group", "rank", "value", "share", "previous_rank", "change", "status", "periods_listed"),
        "share_low",
        "share_high",
    ),
    Measure.CONTRIBUTION: (
        *("date_before", "date", "level", "group", "lab", "status", "value_before", "value", "share_before", "share"),
        *("contribution", "numerator", "denominator"),
    ),
    Measure.CROSSOVER: (
        *("date", "platform", "unit", "population", "group", "passed", "share", "passed_share", "periods", "days_led"),
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
}

# Of the measures that are tables everywhere: the columns that a slide or a page has room for.
MAIN_COLUMNS = {
    Measure.REFERENCE: ("date", "until", "group", "metric", "published", "ours", "gap", "reason"),
    Measure.LEDGER: ("date", "level", "group", "value_before", "value", "share_points", "known_at", "reason"),
    Measure.EVENTS: ("date", "kind", "title", "lab", "confidence"),
    Measure.DISTORTION: ("date", "kind", "group", "size", "evidence"),
}

KEYS = {
    **further.KEYS,
    Measure.CONTRIBUTION: ("level", "group", "lab", "status"),
    Measure.CROSSOVER: ("date", "platform", "unit", "population", "group", "passed"),
    Measure.SPREAD: ("platform", "unit", "population", "group"),
    Measure.LEDGER: ("date", "level", "group", "known_at", "reason"),
    Measure.REFERENCE: ("date", "until", "group", "metric", "platform", "unit", "population"),
    Measure.CLAIM: ("platform", "unit", "population", "group"),
    Measure.VERDICT: ("platform", "unit", "population", "level", "group"),
}

# Parts of a whole (0 to 1) and their differences: written with six decimals.
SHARES = further.SHARES | frozenset(
    {
        *("share", "share_low", "share_high", "share_before", "passed_share", "share_points"),
        *("top3", "top3_low", "top3_high", "claimed"),
    }
)

FIELDS = {
    **further.FIELDS,
    "date": Field("date", "First UTC day of the period"),
    "share": Field("number", "Value divided by the population's value of the same period", "1"),
    "share_low": Field("number", "Share where nothing unknown belongs to the group", "1"),
    "share_high": Field("number", "Share where everything unknown belongs to the group", "1"),
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
}
