"""Constellation1 eSign: clients, models, enums and helpers, each loaded when it is named."""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
