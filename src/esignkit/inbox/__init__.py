"""The inbox: receives the events of the three services, keeps them, and hands each to your function at least once.

```python
from esignkit.agreements import Agreements
from esignkit.inbox import Inbox

inbox = Inbox("inbox.sqlite3", agreements=[Agreements.from_env()], handler=print)
```
"""

from esignkit.lazy import attach

__getattr__, __dir__ = attach(__name__)
