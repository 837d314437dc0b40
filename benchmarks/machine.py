"""What the figures were measured on, and with."""

from __future__ import annotations

import os
import platform
import shutil
from importlib.metadata import version
from pathlib import Path


def describe() -> str:
    """One line: processor, cores, memory, free disk, and the versions that matter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    packages = ", ".join(f"{name} {version(name)}" for name in ("psycopg", "msgspec", "streamlit", "pyarrow"))
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory,"
        f" {shutil.disk_usage('/tmp').free / 2**30:.0f} GiB of disk free, load {load:.1f} before;"
        f" {platform.system()} {platform.machine()}, Python {platform.python_version()}, {packages}"
    )


def peak_memory() -> int:
    """The most memory that this process has had, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # the other figure knows the parent's peak on Linux
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return names[0] if info.exists() and names else platform.processor() or platform.machine()
