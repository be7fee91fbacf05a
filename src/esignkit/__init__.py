"""esignkit: one typed SDK for Constellation1 eSign, Ignisign and eSignLive / OneSpan Sign, sync and async.

```python
from esignkit import ESignLive

with ESignLive.from_env() as client:
    for package in client.packages.list(limit=10):
        print(package.id, package.name, package.status)
```

Names are loaded when they are asked for, so that importing the package costs next to nothing. Models and enums are in
`esignkit.constellation1`, `esignkit.ignisign` and `esignkit.esignlive`; exceptions in `esignkit.errors`.
"""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
