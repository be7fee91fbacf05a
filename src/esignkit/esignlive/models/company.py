"""Accounts as others refer to them: whose they are, and what was bought."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.esignlive.models.account import CustomField
from esignkit.esignlive.models.shared import Address
from esignkit.esignlive.wire_format import EslModel
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
    """Id of the company."""
    name: str = always()
    """Name of the company."""
    address: Address | None = None
    """Postal address."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class AccountProvider(EslModel):
    """A service outside eSignLive that an account gets documents or users from; `provides` says which."""

    id: str = always()
    """Id of the provider."""
    name: str = always()
    """Name of the provider."""
    provides: str | None = None
    """What it provides: documents or users."""
    data: dict[str, JSON] | None = None
    """Further values of the provider."""


@model
class AccountProviders(EslModel):
    """Where an account gets documents and users from."""

    documents: list[AccountProvider] = several()
    """Where documents come from."""
    users: list[AccountProvider] = several()
    """Where users come from."""


@model
class Currency(EslModel):
    """A currency."""

    id: str = always()
    """Id of the currency."""
    name: str = always()
    """Name of the currency."""
    data: dict[str, JSON] | None = None
    """Further values of the currency."""


@model
class Price(EslModel):
    """A price, in whole units of its currency as the service counts them."""

    amount: int | None = None
    """How much, in whole units as the service counts them."""
    currency: Currency | None = None
    """In which currency."""


@model
class CycleCount(EslModel):
    """A number of periods; `cycle` is `DAY`, `MONTH` or `YEAR`."""

    count: int | None = None
    """How many periods."""
    cycle: str | None = None
    """How long one is: `DAY`, `MONTH` or `YEAR`."""


@model
class LicenseQuota(EslModel):
    """How much a plan allows.

    `target` is what is counted (`SIGNER`, `SENDER`, `DOCUMENT`, `PACKAGE`, `STORAGE`), `scope` in what (`SENDER`,
    `DOCUMENT`, `PACKAGE`, `ACCOUNT`) and `cycle` over which time (`DAY`, `MONTH`, `YEAR`).
    """

    target: str | None = None
    """What is counted: `SIGNER`, `SENDER`, `DOCUMENT`, `PACKAGE` or `STORAGE`."""
    scope: str | None = None
    """In what it is counted: `SENDER`, `DOCUMENT`, `PACKAGE` or `ACCOUNT`."""
    cycle: str | None = None
    """Over which time: `DAY`, `MONTH` or `YEAR`."""
    limit: int | None = None
    """The largest number that is allowed."""


@model
class LicensePlan(EslModel):
    """What was bought; `cycle` and `contract` are `DAY`, `MONTH` or `YEAR`."""

    id: str = always()
    """Id of the plan."""
    name: str = always()
    """Name of the plan."""
    description: str | None = None
    """What the plan is."""
    group: str | None = None
    """Group of plans that it belongs to."""
    original: str | None = None
    """The plan that it was made from, as the name says."""
    cycle: str | None = None
    """How often it is paid: `DAY`, `MONTH` or `YEAR`."""
    contract: str | None = None
    """How long it is contracted for: `DAY`, `MONTH` or `YEAR`."""
    free_cycles: CycleCount | None = None
    """Periods that cost nothing."""
    price: Price | None = None
    """What one period costs."""
    quotas: list[LicenseQuota] = several()
    """How much it allows."""
    features: dict[str, JSON] | None = None
    """Features that come with it, by the service's names."""
    data: dict[str, JSON] | None = None
    """Further values of the plan."""


@model
class CardExpiration(EslModel):
    """Until when a card is good."""

    month: int | None = None
    """Month, as a number."""
    year: int | None = None
    """Year, as a number."""


@model
class CreditCard(EslModel):
    """The card that something was paid with; `repr` hides its numbers."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"number", "cvv"})

    name: str | None = None
    """Name on the card."""
    type: str | None = None
    """Kind of the card."""
    number: str | None = None
    """Number of the card; `repr` hides it."""
    cvv: Secret | str | None = None
    """Check digits of the card; `repr` hides them."""
    expiration: CardExpiration | None = None
    """Until when the card is good."""


@model
class LicenseTransaction(EslModel):
    """A payment."""

    created: datetime | None = None
    """When it was paid."""
    price: Price | None = None
    """How much was paid."""
    credit_card: CreditCard | None = None
    """The card that it was paid with."""


@model
class License(EslModel):
    """A licence of an account; `status` is `ACTIVE`, `PENDING` or `GRACE`."""

    status: str | None = None
    """Whether it counts: `ACTIVE`, `PENDING` or `GRACE`."""
    created: datetime | None = None
    """When it was bought."""
    paid_until: datetime | None = None
    """When what was paid runs out."""
    plan: LicensePlan | None = None
    """What was bought."""
    transactions: list[LicenseTransaction] = several()
    """The payments."""


@model
class AccountInfo(EslModel):
    """An account; `owner` is the id of the user it belongs to."""

    id: str = always()
    """Id of the account."""
    name: str = always()
    """Name of the account."""
    owner: str = always()
    """Id of the user who owns it."""
    company: Company | None = None
    """The company behind it."""
    timezone_id: str | None = None
    """Name of its time zone, such as `GMT`."""
    licenses: list[License] = several()
    """What was bought for it."""
    custom_fields: list[CustomField] = several()
    """Fields that it adds to its users."""
    providers: AccountProviders | None = None
    """Where it gets documents and users from."""
    logo_url: str | None = None
    """Address of its logo."""
    logo_alt_text_key: str | None = None
    """Key of the text that stands for the logo."""
    created: datetime | None = None
    """When it was created; set by the service."""
    updated: datetime | None = None
    """When it was last changed; set by the service."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""
