"""Checks the alert rules against what is stored, and tells what is new."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from app.alerts.channels import channels
from app.alerts.deliver import Delivery, deliver
from app.alerts.rules import Rule, read_rules
from app.alerts.watch import Alert, watched
from app.clock import utcnow
from app.errors import ConfigurationError, ModelshareError
from app.measures import ask
from app.measures.freshness import freshness
from app.settings import Settings
from app.store.engine import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """What a check looked for, what holds now, and what was told of it."""

    rules: tuple[Rule, ...]
    found: tuple[Alert, ...]
    delivery: Delivery


def check(settings: Settings, database: Database, path: Path, *, tell: bool = True) -> Check:
    """Look for what the rules of the file at `path` watch for; tell what is new, unless `tell` is false.

    Raises `ConfigurationError` where the file or the ways out cannot be used, and `RuleError` on a rule.
    """
    try:
        rules = read_rules(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"The alert rules {path} cannot be read: {error}.", advice="Name the file, or mend MODELSHARE_ALERTS."
        ) from error
    ways, now = channels(settings), utcnow()
    with database.connect() as connection:
        found = watched(rules, lambda view: ask(connection, view), freshness(connection, now=now), now)
    delivery = deliver(database, found, ways, settings.dashboard_address, now) if tell else Delivery((), ())
    return Check(rules, tuple(found), delivery)


def check_after_collection(settings: Settings, database: Database) -> Delivery:
    """Check the rules that `settings.alerts` names, if any; what goes wrong is logged and never raised.

    A collection has ended well or ill, and neither must depend on whether a webhook answers.
    """
    if settings.alerts is None:
        return Delivery((), ())
    try:
        delivery = check(settings, database, settings.alerts).delivery
    except ModelshareError as error:
        log.error("alerts: not checked. %s", error)
        return Delivery((), ())
    except Exception:
        log.exception("alerts: not checked, by a fault of this program")
        return Delivery((), ())
    for reason in delivery.failed:
        log.error("alerts: %s It is tried again at the next check.", reason)
    return delivery
