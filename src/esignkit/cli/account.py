"""The account that a command uses: variables, a profile, the keyring."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.cli.profiles import INSTALL_KEYRING, PROFILE_VARIABLE, Profile, choose_profile, keyring_service
from esignkit.cli.results import CommandError
from esignkit.cli.service_settings import SERVICE_VARIABLE, SERVICES, ServiceSettings
from esignkit.errors import ConfigurationError
from esignkit.extras import is_installed

if TYPE_CHECKING:
    from esignkit.agreements import Agreements

__all__ = ["Account", "find_account"]


@frozen(kw_only=True)
class Account:
    """Where a command signs in, and where that was said."""

    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    profile: Profile | None
    """The profile, if one is used."""
    variables: Mapping[str, str]
    """The environment variables, with what the profile and the keyring add."""
    origins: Mapping[str, str]
    """Where each variable of the service comes from: `variable`, `profile` or `keyring`."""
    keyring_note: str = ""
    """Why the keyring gave no credential, where there is none without it."""

    @property
    def settings(self) -> ServiceSettings:
        """What can be set for the service."""
        return SERVICES[self.service]

    def open(self) -> Agreements:
        """Return the agreements of the account; to be closed.

        Raises:
            ConfigurationError: There is no credential or no server, or one cannot be right.
        """
        from esignkit.agreements import Agreements

        try:
            return Agreements.from_env(self.variables, service=self.service)
        except ConfigurationError as error:
            if self.keyring_note:
                error.add_note(self.keyring_note)
            raise


def find_account(
    profile_name: str | None, service: str | None, env: Mapping[str, str] | None = None, folder: Path | None = None
) -> Account:
    """Return the account that the command line, a profile and the environment name.

    What is named on the command line wins over variables, and variables win over a profile that is used by default. Its
    credentials are added only where no variable has one or names another server.

    Args:
        profile_name: `--profile`.
        service: `--service`.
        env: Environment variables; the process's own when not given.
        folder: Where a project's file is looked for, and above; the current folder when not given.

    Raises:
        CommandError: No service is named, or the profile is wrong.
    """
    environ = dict(os.environ if env is None else env)
    profile = choose_profile(profile_name, environ, folder or Path.cwd())
    is_named = bool(profile_name or environ.get(PROFILE_VARIABLE))
    if (
        profile is not None
        and not is_named
        and (service or environ.get(SERVICE_VARIABLE) or profile.service) != (profile.service)
    ):
        profile = None  # the default profile is for another service
    chosen = service or (profile.service if profile else environ.get(SERVICE_VARIABLE)) or ""
    if chosen not in SERVICES:
        raise CommandError(_no_service(chosen), hint="`esignkit doctor` shows what is set.")
    if profile is not None and profile.service != chosen:
        msg = f"Profile {profile.name!r} is for {profile.service}, and --service says {chosen}; give one of the two."
        raise CommandError(msg)
    origins = {name: "variable" for name in _variables_of(SERVICES[chosen]) if environ.get(name)}
    keyring_note = ""
    if profile is not None:
        is_elsewhere = _is_elsewhere(environ, origins, profile)
        has_own = is_named or not is_elsewhere
        others = _take_out_others(environ, origins, profile) if is_named and is_elsewhere else []
        _add_settings(environ, origins, profile, wins=is_named)
        if has_own:
            _add_credentials(environ, origins, profile, wins=is_named)
            keyring_note = _add_keyring(environ, origins, profile, wins=is_named)
        has_credential = any(environ.get(name) for name in SERVICES[chosen].credentials)
        if has_credential:
            keyring_note = ""
        elif others:
            msg = f"{others[0]} is set for another server than that of profile {profile.name!r}, and is not sent there."
            raise CommandError(msg, hint=f"Take the server out of the variables, or {_own_credential(profile)}.")
    return Account(service=chosen, profile=profile, variables=environ, origins=origins, keyring_note=keyring_note)


def _no_service(chosen: str) -> str:
    names = ", ".join(SERVICES)
    if chosen:
        return f"There is no service {chosen!r}; give one of {names}."
    return f"No service is named: give --service or set {SERVICE_VARIABLE} to one of {names}, or write a profile."


def _variables_of(service: ServiceSettings) -> list[str]:
    return [*service.settings.values(), *service.secrets.values()]


def _is_elsewhere(environ: Mapping[str, str], origins: Mapping[str, str], profile: Profile) -> bool:
    """Whether the environment names another server than the profile, whose credentials are not for it."""
    return any(
        origins.get(name) == "variable" and environ[name] != profile.variables.get(name)
        for name in SERVICES[profile.service].servers
    )


def _take_out_others(environ: dict[str, str], origins: dict[str, str], profile: Profile) -> list[str]:
    """Take out the credentials that are set for another server; what the profile itself asks for stays."""
    taken = set(profile.secret_variables.values())
    others = [name for name in SERVICES[profile.service].secrets.values() if origins.get(name) and name not in taken]
    for name in others:
        del environ[name], origins[name]
    return others


def _own_credential(profile: Profile) -> str:
    if profile.is_project:
        return "leave the profile out"
    return "give the profile one of its own: with _env, or in the keyring"


def _add_settings(environ: dict[str, str], origins: dict[str, str], profile: Profile, *, wins: bool) -> None:
    """Add what a profile says. Of variables that exclude each other, one side has both or none."""
    groups = SERVICES[profile.service].exclusive
    for variable, value in profile.variables.items():
        rivals = next((group for group in groups if variable in group), (variable,))
        present = [name for name in rivals if environ.get(name) and origins.get(name) == "variable"]
        if present and not wins:
            continue
        for name in present:
            del environ[name], origins[name]
        environ[variable], origins[variable] = value, "profile"


def _add_credentials(environ: dict[str, str], origins: dict[str, str], profile: Profile, *, wins: bool) -> None:
    """Add the credentials that a profile takes from variables of other names; never one beside another one's."""
    service = SERVICES[profile.service]
    values: dict[str, str] = {}
    present = [name for name in service.credentials if origins.get(name) == "variable"]
    for variable, source in profile.secret_variables.items():
        rivals = present if variable in service.credentials else [variable] if origins.get(variable) else []
        if rivals and not wins:
            continue
        credential = environ.get(source)
        if not credential:
            msg = f"Profile {profile.name!r} takes a credential from {source}, and that variable is not set."
            raise CommandError(msg)
        values[variable] = credential
    if any(variable in service.credentials for variable in values):
        for name in present:
            del environ[name], origins[name]
    environ.update(values)
    origins.update(dict.fromkeys(values, "variable"))


def _add_keyring(environ: dict[str, str], origins: dict[str, str], profile: Profile, *, wins: bool) -> str:
    """Add the keyring's credentials: where the environment has none, or in their place; the two are never mixed.

    Returns a sentence about why it has no credential; none where it has one or was not asked.

    A profile that is named says whose account it is: a credential that happens to be set is another's, and would be
    sent to the profile's server. The keyring is not asked for a project's profile, which may have the name of one of
    the user's own, nor for what the profile takes from a variable.
    """
    if profile.is_project:
        return ""
    service = SERVICES[profile.service]
    if not is_installed("keyring"):
        return f"No keyring was asked: the package keyring is not installed ({INSTALL_KEYRING})."
    present = [name for name in service.secrets.values() if environ.get(name)]
    settled = list(profile.secret_variables) if wins else present
    has_credential = any(name in service.credentials for name in settled)
    names = [
        name
        for name in service.secrets.values()
        if name not in settled and not (has_credential and name in service.credentials)
    ]
    stored, refusal = _from_keyring(keyring_service(profile.name), names)
    if any(name in service.credentials for name in stored):
        for name in present:
            if name in service.credentials:
                del environ[name], origins[name]
    environ.update(stored)
    origins.update(dict.fromkeys(stored, "keyring"))
    if refusal:
        return f"The keyring could not be read: {refusal}."
    return f"The keyring has none: `keyring set {keyring_service(profile.name)} {service.credentials[0]}` stores one."


def _from_keyring(service: str, names: Sequence[str]) -> tuple[dict[str, str], str]:
    """Return what a keyring has of these, and why it gave nothing where it is locked or there is none."""
    if not names:
        return {}, ""
    import keyring
    import keyring.errors

    try:
        return {name: value for name in names if (value := keyring.get_password(service, name))}, ""
    except keyring.errors.KeyringError as error:
        return {}, " ".join(f"{error}".split()).rstrip(".") or type(error).__name__
