"""The names of groups that are not labs: buckets of what is unknown, blocs, the layers around the named three."""

from __future__ import annotations

from enum import StrEnum


class Bucket(StrEnum):
    """What no lab can be given for; drawn in greys and never dropped."""

    OTHER = "other"  # the platform's own tail row
    UNDISCLOSED = "undisclosed"  # accounts that hide who made the model
    UNATTRIBUTED = "unattributed"  # accounts that the registry does not know


class Bloc(StrEnum):
    """The world by the lab's headquarters."""

    CN = "CN"
    US = "US"
    REST = "rest"


class Layer(StrEnum):
    """The three labs named by the US-China Economic and Security Review Commission, and everyone around them."""

    NAMED3 = "named3"
    OTHER_CHINESE = "other_chinese"
    ELSEWHERE = "elsewhere"


NAMED_THREE = ("alibaba", "moonshot", "minimax")
BUCKETS = tuple(bucket.value for bucket in Bucket)
OUTSIDE = "unknown"  # models that may or may not belong to the population: outside the denominator, inside the band
