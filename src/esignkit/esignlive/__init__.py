"""eSignLive (Silanis, OneSpan Sign): clients, models and enums, imported lazily."""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
