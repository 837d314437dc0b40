"""The errors of storing and giving meaning; their root is `collectors.contract.ModelshareError`."""

from collectors.contract import ModelshareError as ModelshareError


class ConfigurationError(ModelshareError):
    """A setting that cannot be used."""


class DataError(ModelshareError):
    """Input that was refused: a registry line, an event file, a view that is not one."""


class ViewError(DataError):
    """A query string that does not describe a view."""


class StoreError(ModelshareError):
    """The database is absent, busy, too old or too new, or refused a write."""


class StoreAway(StoreError):
    """The database does not answer; it may later."""


class NotEnoughKnown(ModelshareError):
    """A question that the stored data cannot answer yet; the message says which data are missing."""
