"""One vocabulary over the three services: agreements, their parties, where they stand, and what proves them.

```python
from esignkit.agreements import Agreement, Agreements, Document, Party

with Agreements.from_env() as sign:
    sent = sign.send(
        Agreement(title="Lease", documents=[Document("lease.pdf")], parties=[Party("Ada Byron", "ada@example.com")])
    )
    sign.wait(sent.id, timeout=3600)
    sign.evidence(sent.id).save("lease")
```
"""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
