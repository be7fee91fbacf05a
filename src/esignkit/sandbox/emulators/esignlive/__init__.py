"""eSignLive / OneSpan Sign, as its deployed clients meet it."""
