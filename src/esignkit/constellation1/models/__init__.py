"""The classes that Constellation1 eSign sends and answers."""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
