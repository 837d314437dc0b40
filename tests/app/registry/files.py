"""A small registry in files of its own, each file to be replaced at will."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.registry.check import COLUMNS

LINES: Mapping[str, tuple[str, ...]] = {
    "labs.csv": (
        "alibaba,Alibaba,Alibaba Group,CN,Qwen;AIDC-AI,qwen;alibaba,,headquartered in Hangzhou",
        "moonshot,Moonshot AI,,CN,moonshotai,moonshotai,,headquartered in Beijing",
        "minimax,MiniMax,,CN,MiniMaxAI,minimax,,headquartered in Shanghai",
        "deepseek,DeepSeek,,CN,deepseek-ai,deepseek,,headquartered in Hangzhou",
        "openai,OpenAI,,US,openai,openai,,headquartered in San Francisco",
        "mistral,Mistral AI,,FR,mistralai,mistralai,,headquartered in Paris",
    ),
    "undisclosed.csv": ("openrouter,stealth,hides its makers", "openrouter,openrouter,routers"),
    "changes.csv": (),
    "weights.csv": (
        "qwen/,true,,,false,on the Hub",
        "qwen/max,false,,,false,served alone",
        "openai/,false,,,false,served alone",
    ),
    "events.csv": ("2026-01-27,,release,Kimi K2.5,moonshot,primary,model catalogue",),
}


def write_registry(folder: Path, **replaced: Iterable[str]) -> Path:
    """Write the small registry into `folder`; `labs=[...]` and so on replace the lines of a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in COLUMNS.items():
        lines = replaced.get(name.removesuffix(".csv"), LINES[name])
        (folder / name).write_text("\n".join([",".join(columns), *lines]) + "\n", encoding="utf-8")
    return folder
