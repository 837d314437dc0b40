"""The ways by which an alert reaches people: a webhook, mail, a log."""

from __future__ import annotations

import json
import logging
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from app import PROGRAM_VERSION
from app.alerts.watch import Alert
from app.charts import wording
from app.charts.escape import plain
from app.errors import ConfigurationError, ModelshareError
from app.settings import Settings

SECONDS = 15.0
log = logging.getLogger(__name__)


class DeliveryError(ModelshareError):
    """An alert that could not be told; it is tried again at the next check."""


class Channel(Protocol):
    """One way out. `name` is what the book of sent alerts calls it."""

    @property
    def name(self) -> str: ...

    def send(self, alert: Alert, link: str) -> None:
        """Tell it; raises `DeliveryError` where that fails. No message holds an address or a password."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """POSTs JSON; `text` is what Slack, Mattermost and Teams show."""

    url: str
    name: str = "webhook"

    def send(self, alert: Alert, link: str) -> None:
        host = urlsplit(self.url).hostname
        try:
            answer = httpx.post(
                self.url,
                json=record(alert, link) | {"text": f"{_mark(alert)}{alert.sentence} {link}"},
                headers={"User-Agent": f"modelshare/{PROGRAM_VERSION}"},
                timeout=SECONDS,
                follow_redirects=False,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DeliveryError(f"The webhook at {host} cannot be reached ({type(error).__name__}).") from None
        if not answer.is_success:
            raise DeliveryError(f"The webhook at {host} answered {answer.status_code}.")


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends by SMTP; `security` is starttls, tls or none."""

    host: str
    port: int
    sender: str
    receivers: tuple[str, ...]
    security: str = "starttls"
    user: str = ""
    password: str = ""
    name: str = "mail"

    def send(self, alert: Alert, link: str) -> None:
        message = EmailMessage()
        message["Subject"] = plain(f"{_mark(alert)}{alert.sentence}", 180)
        message["From"], message["To"] = self.sender, ", ".join(self.receivers)
        message.set_content(
            f"{_mark(alert)}{plain(alert.sentence, 2_000)}\n\n{link}\n\nRule: {plain(alert.rule, 200)}\n"
        )
        try:
            with self._server() as server:
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(
                f"The mail server {self.host} did not take the alert ({type(error).__name__})."
            ) from None

    def _server(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=SECONDS)


@dataclass(frozen=True, slots=True)
class Log:
    """Writes a line to the program's log, and as JSON to a file where one is set."""

    path: Path | None = None
    name: str = "log"

    def send(self, alert: Alert, link: str) -> None:
        log.warning("alert: %s %s", plain(alert.sentence, 2_000), link)
        if self.path is None:
            return
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record(alert, link), ensure_ascii=False) + "\n")
        except OSError as error:
            raise DeliveryError(f"The alert log {self.path} cannot be written: {error.strerror}.") from error


def record(alert: Alert, link: str) -> dict[str, Any]:
    """The alert as machines read it."""
    return {
        "key": alert.key,
        "rule": alert.rule,
        "kind": alert.kind.value,
        "sentence": alert.sentence,
        "permalink": link,
        "synthetic": alert.synthetic,
    }


def channels(settings: Settings) -> tuple[Channel, ...]:
    """The channels that are set; the log always. Raises `ConfigurationError` on half a mail setting."""
    found: list[Channel] = []
    if settings.alert_webhook:
        found.append(Webhook(settings.alert_webhook.get_secret_value()))
    if settings.smtp_host:
        receivers = tuple(part.strip() for part in settings.alert_mail_to.split(",") if part.strip())
        if not receivers or not settings.alert_mail_from:
            raise ConfigurationError(
                "MODELSHARE_SMTP_HOST is set, and who writes to whom is not.",
                advice="Set MODELSHARE_ALERT_MAIL_FROM and MODELSHARE_ALERT_MAIL_TO.",
            )
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
        found.append(
            Mail(
                settings.smtp_host,
                settings.smtp_port,
                settings.alert_mail_from,
                receivers,
                settings.smtp_security,
                settings.smtp_user,
                password,
            )
        )
    return (*found, Log(settings.alert_log))


def _mark(alert: Alert) -> str:
    return f"[{wording.SYNTHETIC}] " if alert.synthetic else ""
