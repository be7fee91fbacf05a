"""Ignisign: clients, models and enums, imported lazily.

```python
from esignkit.ignisign import Ignisign

with Ignisign(app_id="appId_…", app_env="DEVELOPMENT", app_secret="…") as client:
    profile = client.signature_profiles.list()[0]
```
"""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
