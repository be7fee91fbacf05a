"""The sandbox's PDF layer: look at a PDF, prepare it, sign it, seal it, verify it, and write evidence.

Pure functions on bytes. pyHanko is imported by the first call that needs it, never by importing this package.
"""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
