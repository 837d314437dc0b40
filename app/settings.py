"""Settings: what the environment (and `.env`) says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import ConfigurationError
from app.limits import Limits

HF_ENDPOINT = "https://huggingface.co"
OPENROUTER_BASE_URL = "https://openrouter.ai/api/v1"


def _shared(name: str) -> AliasChoices:
    """A name that other programs use too, so it carries no prefix."""
    return AliasChoices(name, name.lower())


class Settings(BaseSettings):
    """Everything that can be set. Keys are secrets: their values appear in no message and no representation."""

    model_config = SettingsConfigDict(
        env_prefix="MODELSHARE_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: SecretStr | None = Field(None, validation_alias=_shared("DATABASE_URL"))
    reader_url: SecretStr | None = None
    hf_endpoint: str = Field(HF_ENDPOINT, validation_alias=_shared("HF_ENDPOINT"))
    hf_token: SecretStr | None = Field(None, validation_alias=_shared("HF_TOKEN"))
    openrouter_base_url: str = Field(OPENROUTER_BASE_URL, validation_alias=_shared("OPENROUTER_BASE_URL"))
    openrouter_api_key: SecretStr | None = Field(None, validation_alias=_shared("OPENROUTER_API_KEY"))
    data_dir: Path = Field(default_factory=lambda: user_data_path("modelshare", appauthor=False))
    database_name: str = Field("modelshare", pattern=r"^[a-z_][a-z0-9_]{0,62}$")
    contact: str = "see the project's README"
    unknown_limit_openrouter: float = Field(0.35, ge=0, le=1)
    unknown_limit_huggingface: float = Field(0.90, ge=0, le=1)
    hub_least_models: int = Field(20_000, ge=0)
    hub_most_models: int = Field(20_000_000, ge=1)
    hub_stop_share: float = Field(0.0001, ge=0, lt=1)
    tolerance_rows: float = Field(Limits.tolerance_rows, ge=0, le=1)
    tolerance_value: float = Field(Limits.tolerance_value, ge=0, le=1)
    gate_rows: float = Field(Limits.gate_rows, ge=0, le=1)
    gate_total: float = Field(Limits.gate_total, gt=1)
    gate_account: float = Field(Limits.gate_account, gt=0)
    gate_least_rows: int = Field(Limits.gate_least_rows, ge=1)
    schedule_openrouter: str = "02:30"
    schedule_openrouter_again_hours: int = Field(6, ge=1, le=20)
    schedule_huggingface: str = "05:00, 11:00, 17:00"
    schedule_housekeeping: str = "sun 04:00"
    schedule_sources: str = "openrouter, huggingface"
    schedule_jitter_seconds: int = Field(300, ge=0, le=3_600)
    schedule_grace_hours: float = Field(6, gt=0, le=24)
    schedule_retry_minutes: float = Field(15, gt=0, le=240)
    openrouter_since: dt.date = dt.date(2025, 1, 1)
    stale_after_hours: float = Field(50, gt=0)
    keep_rejected_days: int = Field(90, ge=1)
    keep_daily_days: int | None = None
    keep_held_days: int = Field(30, ge=1)
    metrics_port: int | None = Field(None, ge=0, le=65535)
    quiet: bool = False
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    reader_password: SecretStr | None = None
    dashboard_address: str = "http://localhost:8501"
    alerts: Path | None = None
    alert_webhook: SecretStr | None = None
    alert_log: Path | None = None
    alert_mail_from: str = ""
    alert_mail_to: str = ""
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    host: str = "127.0.0.1"
    port: int = Field(8501, ge=1, le=65535)

    @field_validator("hf_endpoint", "openrouter_base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @property
    def limits(self) -> Limits:
        """What a collection must keep to in order to be published."""
        return Limits(
            tolerance_rows=self.tolerance_rows,
            tolerance_value=self.tolerance_value,
            gate_rows=self.gate_rows,
            gate_total=self.gate_total,
            gate_account=self.gate_account,
            gate_least_rows=self.gate_least_rows,
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that no output may hold: keys, and the passwords of the database."""
        keys = (self.hf_token, self.openrouter_api_key, self.reader_password, self.alert_webhook, self.smtp_password)
        hidden = [each.get_secret_value() for each in keys if each]
        for address in (self.database_url, self.reader_url):
            password = urlsplit(address.get_secret_value()).password if address else None
            hidden += [password, unquote(password)] if password else []
        return tuple(sorted({each for each in hidden if each}, key=len, reverse=True))

    @classmethod
    def load(cls) -> Self:
        """Read the environment; raise `ConfigurationError` naming each setting that cannot be used, never its value."""
        try:
            return cls()
        except ValidationError as problem:
            lines = [f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in problem.errors(include_input=False)]
            raise ConfigurationError(
                f"A setting cannot be used: {'; '.join(lines)}.", advice="Mend it in the environment or in .env."
            ) from None
