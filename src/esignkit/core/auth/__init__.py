"""Auth strategies, one per file. Each is a flow: it may wait for a lock, call foreign code or make calls of its own."""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
