"""The three services, with all their calls as rows."""

from __future__ import annotations

from tests.constellation1.operations import SERVICE as CONSTELLATION1
from tests.esignlive.operations import SERVICE as ESIGNLIVE
from tests.ignisign.operations import SERVICE as IGNISIGN

SERVICES = {service.name: service for service in (CONSTELLATION1, IGNISIGN, ESIGNLIVE)}
