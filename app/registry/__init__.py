"""The registry: which account is whose, where each lab sits, whose weights are open, and what happened when."""

from app.registry.entries import Confidence, Event, Lab, LabAccount, LabCountry, Registry, Weights
from app.registry.files import Problem
from app.registry.load import RegistryError, current_hash, load, lock_registry, read_registry

__all__ = [
    "Confidence",
    "Event",
    "Lab",
    "LabAccount",
    "LabCountry",
    "Problem",
    "Registry",
    "RegistryError",
    "Weights",
    "current_hash",
    "load",
    "lock_registry",
    "read_registry",
]
