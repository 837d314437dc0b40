"""Settings: what the environment (and `.env`) says."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import ConfigurationError

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
    hub_stop_share: float = Field(0.0001, ge=0, lt=1)
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
