"""Constellation1 eSign: clients, models, enums and helpers, imported lazily."""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
