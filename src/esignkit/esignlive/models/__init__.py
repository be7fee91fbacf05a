"""Models of eSignLive; `esignkit.esignlive` exports them all."""
