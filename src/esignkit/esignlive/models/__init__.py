"""What eSignLive sends and takes, as classes; `esignkit.esignlive` offers them all."""
