"""The accounts (tenants) of the sandbox and their credentials for the three services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import asdict, field, frozen

from esignkit.sandbox.json_values import as_text

if TYPE_CHECKING:
    from esignkit.sandbox.ids import Ids
    from esignkit.sandbox.store import Store

DEFAULT_TENANT = "default"


@frozen
class Account:
    """One tenant, which has an account with each of the three services.

    Tenants see nothing of each other, so a test that makes its own account is alone on a shared sandbox.
    """

    tenant: str
    first_name: str
    last_name: str
    email: str
    esignlive_key: str = field(repr=False)
    ignisign_app_id: str
    ignisign_app_env: str
    ignisign_secret: str = field(repr=False)
    constellation1_key: str = field(repr=False)
    constellation1_salt: str = field(repr=False)

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Its credentials, which nothing may show that is not asked for them."""
        return (
            self.esignlive_key,
            self.ignisign_key,
            self.ignisign_secret,
            self.constellation1_key,
            self.constellation1_salt,
        )

    @property
    def ignisign_key(self) -> str:
        """Ignisign's key of API 4. It names application and environment, and is sent as it is, without a login."""
        application = self.ignisign_app_id.removeprefix("appId_")
        return f"skv2_{self.ignisign_app_env.lower()}_{application}_{self.ignisign_secret}"


# The default account's credentials are fixed and public, so that what was set in an emulator or written in a document
# still works after a restart. The sandbox answers on the loopback interface only.
_DEFAULT = Account(
    tenant=DEFAULT_TENANT,
    first_name="Sandy",
    last_name="Box",
    email="sandy.box@example.com",
    esignlive_key="c2FuZGJveC1lc2lnbmxpdmU6ZGVmYXVsdC1rZXk=",
    ignisign_app_id="appId_5a6db0c5-0000-4000-8000-000000000001",
    ignisign_app_env="DEVELOPMENT",
    ignisign_secret="sk_development_sandbox_default",  # noqa: S106  # public on purpose, see above
    constellation1_key="sandbox-constellation1-default-key",
    constellation1_salt="SandboxSalt0123456789",
)


class Accounts:
    """All accounts, in memory and in the store."""

    def __init__(self, store: Store, ids: Ids) -> None:
        self._store = store
        self._ids = ids
        self._all: dict[str, Account] = {}
        self._uncommitted = False
        self.reload()

    def reload(self) -> None:
        """Read all accounts from the store."""
        self._uncommitted = True
        self._all = {_DEFAULT.tenant: _DEFAULT}
        for body in self._store.records("sandbox", "account"):
            account = Account(**{name: as_text(value) for name, value in body.items()})
            self._all[account.tenant] = account

    @property
    def default(self) -> Account:
        """The account that every sandbox has."""
        return _DEFAULT

    def create(self, tenant: str | None = None) -> Account:
        """Make another tenant with credentials of its own, under a name that it is given or gets."""
        number = len(self._all)
        ids = self._ids
        account = Account(
            tenant=ids.word(12) if tenant is None else tenant,
            first_name="Tenant",
            last_name=f"Number {number}",
            email=f"tenant{number}@example.com",
            esignlive_key=ids.secret(),
            ignisign_app_id=f"appId_{ids.uuid()}",
            ignisign_app_env="DEVELOPMENT",
            ignisign_secret=f"sk_development_{ids.word(32)}",
            constellation1_key=ids.word(32),
            constellation1_salt=ids.word(43),
        )
        # The store's tenant column stays empty: an account outlives a reset of its own data.
        self._store.put_record("sandbox", "account", account.tenant, dict(asdict(account)), "")
        self._all[account.tenant] = account
        self._uncommitted = True
        return account

    def committed(self) -> None:
        """Note that all accounts there are were committed."""
        self._uncommitted = False

    def rolled_back(self) -> None:
        """Forget accounts that were made, or read, in work that has been rolled back."""
        if self._uncommitted:
            self.reload()

    def get(self, tenant: str) -> Account | None:
        """Return the account of a tenant."""
        return self._all.get(tenant)

    def all(self) -> list[Account]:
        """Return all accounts, the default one first."""
        return list(self._all.values())

    def find(self, **credentials: str) -> Account | None:
        """Return the account whose named fields have exactly these values."""
        for account in self._all.values():
            if all(getattr(account, name) == value for name, value in credentials.items()):
                return account
        return None
