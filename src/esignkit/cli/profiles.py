"""Profiles: names and servers in a file, credentials in variables or in the keyring."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from attrs import frozen

from esignkit.cli.results import CommandError
from esignkit.cli.service_settings import SERVICES, ServiceSettings
from esignkit.core.settings import is_loopback
from esignkit.extras import is_installed
from esignkit.names.near_names import did_you_mean

__all__ = ["CONFIG_VARIABLE", "PROFILE_VARIABLE", "Profile", "ProfileFile", "choose_profile", "config_path"]

CONFIG_VARIABLE = "ESIGNKIT_CONFIG"
"""Names another file in place of the user's own."""
PROFILE_VARIABLE = "ESIGNKIT_PROFILE"
"""Names a profile, as `--profile` does."""
PROJECT_FILE = "esignkit.toml"
INSTALL_KEYRING = "python -m pip install keyring"
"""Brings the package and its command, which is in none of the extras."""


@frozen
class Profile:
    """A service, its server and names, as a file has them."""

    name: str
    """Name of the profile."""
    path: Path
    """The file that it stands in."""
    service: str
    """The service: `constellation1`, `ignisign` or `esignlive`."""
    variables: Mapping[str, str]
    """Values, by the environment variable that they stand for."""
    secret_variables: Mapping[str, str]
    """Names of the variables that hold a credential, by the variable that the SDK reads."""
    is_project: bool
    """Whether it came with a project."""


@frozen
class ProfileFile:
    """The profiles of one file."""

    path: Path
    """The file."""
    default: str | None
    """The profile that is used when none is named."""
    profiles: Mapping[str, object]
    """The profiles as they are written."""
    is_project: bool
    """Whether it came with a project: it may choose neither credentials nor where they go."""

    def profile(self, name: str) -> Profile:
        """Return a profile.

        Raises:
            CommandError: Something in it is wrong.
        """
        where = f"{self.path}: profile {name!r}"
        members = self.profiles[name]
        if not isinstance(members, dict):
            msg = f"{where} is no table; write [profiles.{name}] and its settings below."
            raise CommandError(msg)
        settings = cast("dict[str, object]", members)
        service = settings.get("service")
        if not isinstance(service, str) or service not in SERVICES:
            msg = f"{where} names no service; add service = {' or '.join(repr(one) for one in SERVICES)}."
            raise CommandError(msg)
        reader = _Reader(where, name, SERVICES[service], self.is_project)
        variables: dict[str, str] = {}
        secret_variables: dict[str, str] = {}
        for key, value in settings.items():
            if key != "service":
                reader.read(key, value, variables, secret_variables)
        return Profile(name, self.path, service, variables, secret_variables, self.is_project)


@frozen
class _Reader:
    """Reads the settings of one profile."""

    where: str
    profile: str
    service: ServiceSettings
    is_project: bool

    def read(self, key: str, value: object, variables: dict[str, str], secret_variables: dict[str, str]) -> None:
        """Read one setting into the variables that it stands for.

        Raises:
            CommandError: It is a credential, unknown or of the wrong kind, or not allowed in a project's file.
        """
        if key in self.service.secrets:
            raise CommandError(self._secret(key))
        secret = key.removesuffix("_env")
        variable = self.service.settings.get(key)
        if variable is None and not (key.endswith("_env") and secret in self.service.secrets):
            raise CommandError(self._unknown(key))
        if not isinstance(value, str) or not value:
            msg = (
                f"{self.where}: {key} is {'empty' if value == '' else f'of type {type(value).__name__}'}; give a text."
            )
            raise CommandError(msg)
        if variable is None and self.is_project:
            msg = (
                f"{self.where}: {key} names a variable as a credential. A project's file comes with the project, and "
                f"may name any. Put the profile into {config_path()}, or set {self.service.secrets[secret]}."
            )
            raise CommandError(msg)
        if variable is None:
            secret_variables[self.service.secrets[secret]] = value
            return
        if self.is_project and key in self.service.addresses and not _stays_here(value):
            msg = (
                f"{self.where}: {key} names a server, and a project's file comes with the project: your credentials "
                f"would be sent there. Put the profile into {config_path()}, or set {variable}."
            )
            raise CommandError(msg)
        variables[variable] = value

    def _secret(self, key: str) -> str:
        variable = self.service.secrets[key]
        refused = f"{self.where}: {key} is a credential, and files are copied, shown and committed. Take it out, and "
        if self.is_project:
            return (
                f"{refused}set {variable}, or put the profile into {config_path()}, where {key}_env may name another "
                "variable and the keyring is asked."
            )
        first = "" if is_installed("keyring") else f" (after {INSTALL_KEYRING})"
        store = f"`keyring set {keyring_service(self.profile)} {variable}`{first}"
        return f"{refused}set {variable}, or store it with {store}; {key}_env names another variable."

    def _unknown(self, key: str) -> str:
        named = () if self.is_project else self.service.secrets  # a project's file may not
        known = ["service", *self.service.settings, *(f"{secret}_env" for secret in named)]
        hint = did_you_mean(key, known) or f"it takes {', '.join(known)}."
        return f"{self.where}: {key} is no setting of {self.service.title}; {hint}"


def _stays_here(address: str) -> bool:
    try:
        return is_loopback(urlsplit(address).hostname or "")
    except ValueError:
        return False


def keyring_service(profile: str) -> str:
    """Return the name under which the keyring has a profile's credentials."""
    return f"esignkit/{profile}"


def config_path(env: Mapping[str, str] | None = None) -> Path:
    """Return where the user's own file is, whether or not it is there.

    Args:
        env: Environment variables; the process's own when not given.
    """
    environ = os.environ if env is None else env
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named).expanduser()
    if xdg := environ.get("XDG_CONFIG_HOME"):
        return Path(xdg) / "esignkit" / "config.toml"
    if sys.platform == "win32":
        return Path(environ.get("APPDATA") or Path.home() / "AppData" / "Roaming") / "esignkit" / "config.toml"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "esignkit" / "config.toml"
    return Path.home() / ".config" / "esignkit" / "config.toml"


def project_path(folder: Path) -> Path | None:
    """Return the project's file in a folder or the nearest one above it."""
    return next((path for one in (folder, *folder.parents) if (path := one / PROJECT_FILE).is_file()), None)


def choose_profile(name: str | None, env: Mapping[str, str], folder: Path) -> Profile | None:
    """Return the profile that is to be used; None where there is none.

    Args:
        name: The profile that was named on the command line, if any.
        env: Environment variables.
        folder: The current folder.

    Raises:
        CommandError: There is no profile of that name, or a file is wrong.
    """
    files = profile_files(env, folder)
    asked_for = [("--profile", name), (PROFILE_VARIABLE, env.get(PROFILE_VARIABLE))]
    asked_for += [(f"`default` in {file.path}", file.default) for file in files]
    who, chosen = next(((who, one) for who, one in asked_for if one), ("", None))
    if chosen is None:
        return None
    for file in files:
        if chosen in file.profiles:
            return file.profile(chosen)
    known = sorted({one for file in files for one in file.profiles})
    there = f"there are {', '.join(known)}" if known else f"there is none; write one into {config_path(env)}"
    msg = f"There is no profile {chosen!r}, which {who} names: {there}."
    raise CommandError(msg)


def profile_files(env: Mapping[str, str], folder: Path) -> list[ProfileFile]:
    """Return the files that are there: the project's, then the user's own."""
    project, own = project_path(folder), config_path(env)
    files = [] if project is None else [_read(project, is_project=True)]
    if own.is_file():
        files.append(_read(own, is_project=False))
    elif env.get(CONFIG_VARIABLE):
        msg = f"{own} is not there; {CONFIG_VARIABLE} names it."
        raise CommandError(msg)
    return files


def _read(path: Path, *, is_project: bool) -> ProfileFile:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror or error}."
        raise CommandError(msg) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # the parser's own text may quote the line, and somebody may have put a credential there
        msg = f"{path} is not TOML; look at https://toml.io for how it is written."
        raise CommandError(msg) from None
    unknown = sorted(set(content) - {"default", "profiles"})
    profiles, default = content.get("profiles", {}), content.get("default")
    if unknown or not isinstance(profiles, dict) or not isinstance(default, str | None):
        what = f"{unknown[0]!r} is unknown there" if unknown else "a part is of the wrong kind"
        msg = f'{path}: {what}; write default = "work", and a table [profiles.work] for each profile.'
        raise CommandError(msg)
    return ProfileFile(path, default, cast("dict[str, object]", profiles), is_project)
