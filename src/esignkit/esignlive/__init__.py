"""eSignLive (Silanis, OneSpan Sign): clients, models, values. Nothing is loaded before it is named."""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
