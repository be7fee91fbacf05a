"""Accounts as others refer to them: whose they are, and what was bought."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.esignlive.models.account import CustomField
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.shared import Address
from esignkit.types import JSON, Secret

__all__ = [
    "AccountInfo",
    "AccountProvider",
    "AccountProviders",
    "CardExpiration",
    "Company",
    "CreditCard",
    "Currency",
    "CycleCount",
    "License",
    "LicensePlan",
    "LicenseQuota",
    "LicenseTransaction",
    "Price",
]


@model
class Company(EslModel):
    """The company behind an account."""

    id: str = always()
    name: str = always()
    address: Address | None = None
    data: dict[str, JSON] | None = None


@model
class AccountProvider(EslModel):
    """A service outside eSignLive that an account gets documents or users from; `provides` says which."""

    id: str = always()
    name: str = always()
    provides: str | None = None
    data: dict[str, JSON] | None = None


@model
class AccountProviders(EslModel):
    """Where an account gets documents and users from."""

    documents: list[AccountProvider] = several()
    users: list[AccountProvider] = several()


@model
class Currency(EslModel):
    """A currency."""

    id: str = always()
    name: str = always()
    data: dict[str, JSON] | None = None


@model
class Price(EslModel):
    """A price, in whole units of its currency as the service counts them."""

    amount: int | None = None
    currency: Currency | None = None


@model
class CycleCount(EslModel):
    """A number of periods; `cycle` is `DAY`, `MONTH` or `YEAR`."""

    count: int | None = None
    cycle: str | None = None


@model
class LicenseQuota(EslModel):
    """How much a plan allows.

    `target` is what is counted (`SIGNER`, `SENDER`, `DOCUMENT`, `PACKAGE`, `STORAGE`), `scope` in what (`SENDER`,
    `DOCUMENT`, `PACKAGE`, `ACCOUNT`) and `cycle` over which time (`DAY`, `MONTH`, `YEAR`).
    """

    target: str | None = None
    scope: str | None = None
    cycle: str | None = None
    limit: int | None = None


@model
class LicensePlan(EslModel):
    """What was bought; `cycle` and `contract` are `DAY`, `MONTH` or `YEAR`."""

    id: str = always()
    name: str = always()
    description: str | None = None
    group: str | None = None
    original: str | None = None
    cycle: str | None = None
    contract: str | None = None
    free_cycles: CycleCount | None = None
    price: Price | None = None
    quotas: list[LicenseQuota] = several()
    features: dict[str, JSON] | None = None
    data: dict[str, JSON] | None = None


@model
class CardExpiration(EslModel):
    """Until when a card is good."""

    month: int | None = None
    year: int | None = None


@model
class CreditCard(EslModel):
    """The card that something was paid with; `repr` hides its numbers."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"number", "cvv"})

    name: str | None = None
    type: str | None = None
    number: str | None = None
    cvv: Secret | str | None = None
    expiration: CardExpiration | None = None


@model
class LicenseTransaction(EslModel):
    """A payment."""

    created: datetime | None = None
    price: Price | None = None
    credit_card: CreditCard | None = None


@model
class License(EslModel):
    """A licence of an account; `status` is `ACTIVE`, `PENDING` or `GRACE`."""

    status: str | None = None
    created: datetime | None = None
    paid_until: datetime | None = None
    plan: LicensePlan | None = None
    transactions: list[LicenseTransaction] = several()


@model
class AccountInfo(EslModel):
    """An account; `owner` is the id of the user it belongs to."""

    id: str = always()
    name: str = always()
    owner: str = always()
    company: Company | None = None
    timezone_id: str | None = None
    licenses: list[License] = several()
    custom_fields: list[CustomField] = several()
    providers: AccountProviders | None = None
    logo_url: str | None = None
    logo_alt_text_key: str | None = None
    created: datetime | None = None
    updated: datetime | None = None
    data: dict[str, JSON] | None = None
