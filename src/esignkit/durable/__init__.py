"""Plans that are stored, and runs that survive a crash: each is carried out once under its key.

```python
from esignkit import ESignLive
from esignkit.durable import Journal

with ESignLive.from_env() as client, Journal("runs.sqlite") as journal:
    plan = client.packages.plan.list(search="Lease")
    print(client.run(plan, journal=journal, key="search-17"))  # a second time, it is answered by the journal
```
"""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
