"""The words on the controls: a name for every choice."""

from __future__ import annotations

from enum import StrEnum

from app.view import (
    Align,
    Distortion,
    Earlier,
    EventKind,
    Grain,
    Grouping,
    Layout,
    Measure,
    Platform,
    Population,
    Scale,
    Unit,
    View,
)

BOTH = "both"  # stands beside the platforms where a chart can show them on one axis
PLATFORMS = {Platform.OPENROUTER: "OpenRouter", Platform.HUGGINGFACE: "Hugging Face"}
GROUPINGS = {
    Grouping.BLOC: "Bloc",
    Grouping.NAMED3: "Named three",
    Grouping.COUNTRY: "Country",
    Grouping.LAB: "Lab",
    Grouping.MODEL: "Model",
}
SCALES = {
    Scale.STACKED: "100%",
    Scale.LINES: "Lines",
    Scale.ABSOLUTE: "Absolute",
    Scale.LOG: "Log",
    Scale.INDEX: "Index",
}
GRAINS = {Grain.DAY: "Day", Grain.WEEK: "Week", Grain.MONTH: "Month"}
POPULATION_NAMES = {
    Population.ALL: "Everything",
    Population.NAMED: "Named models (top 50)",
    Population.TOP10: "Ten largest models",
    Population.OPEN: "Open weights",
    Population.LANGUAGE: "Language models",
    Population.ORIGINAL: "Originals",
}
UNIT_NAMES = {
    Unit.TOKENS: "Tokens",
    Unit.LIST_USD: "List price",
    Unit.DOWNLOADS_30D: "Downloads, 30 days",
    Unit.DOWNLOADS_DAILY: "Downloads, daily",
}
LAYOUTS = {
    Layout.ONE: "One chart",
    Layout.MULTIPLES: "Small multiples, one scale",
    Layout.MULTIPLES_FREE: "Small multiples, a scale each",
}
ALIGNMENTS = {Align.CALENDAR: "Calendar", Align.RELEASE: "Days since release"}
SMOOTHINGS = {1: "None", 4: "4 periods", 7: "7 periods", 28: "28 periods"}
EARLIER_WINDOWS = {
    Earlier.NONE: "None",
    Earlier.PREVIOUS: "The window before",
    Earlier.YEAR: "A year before",
}
EVENT_KINDS = {
    EventKind.EXPORT_CONTROL: "Export controls",
    EventKind.US_POLICY: "US policy",
    EventKind.RELEASE: "Releases",
    EventKind.REPORT: "Reports",
    EventKind.COMPANY: "Companies",
    EventKind.DATA_BREAK: "Breaks in the data",
    EventKind.FLAG: "Possible distortions",
}
FLAG_NAMES = {
    Distortion.FREE: "Free variants",
    Distortion.PRICE_CUT: "Price cuts",
    Distortion.STEALTH: "Stealth models",
    Distortion.SPIKE: "Single-day spikes",
    Distortion.FLAT: "Flat patterns",
    Distortion.STEP: "Platform-wide steps",
    Distortion.FALLING: "Days of falling counters",
}


class Window(StrEnum):
    """A length of time that ends with the newest day."""

    MONTH = "30"
    QUARTER = "90"
    HALF = "182"
    YEAR = "365"
    ALL = "all"


WINDOWS = {
    Window.MONTH: "30 days",
    Window.QUARTER: "90 days",
    Window.HALF: "6 months",
    Window.YEAR: "1 year",
    Window.ALL: "All",
}


def groupings(view: View) -> dict[Grouping, str]:
    """What lines may stand for. Single Hub models are ranked, their shares are not kept, nor is one name for both."""
    if view.measure is Measure.RANK:
        offered = [Grouping.LAB, Grouping.MODEL, Grouping.COUNTRY]
    else:
        models = view.platform is Platform.OPENROUTER and view.measure is Measure.SHARE
        offered = [each for each in GROUPINGS if each is not Grouping.MODEL or models]
    return {each: GROUPINGS[each] for each in offered}


def grains(view: View) -> dict[Grain, str]:
    """The lengths of a period on offer: single Hub models are ranked by day, both platforms are compared by weeks."""
    if view.measure is Measure.PLATFORMS:
        return {each: name for each, name in GRAINS.items() if each is not Grain.DAY}
    daily = view.measure is Measure.RANK and view.platform is Platform.HUGGINGFACE and view.by is Grouping.MODEL
    return {Grain.DAY: GRAINS[Grain.DAY]} if daily else GRAINS
