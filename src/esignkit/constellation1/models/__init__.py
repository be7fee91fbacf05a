"""Models of the requests and responses of Constellation1 eSign."""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
