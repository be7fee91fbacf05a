"""Profiles: where they are, what they may say, and who wins."""

from __future__ import annotations

import sys
from pathlib import Path

import attrs
import pytest

from esignkit.cli.account import Account, find_account
from esignkit.cli.profiles import config_path, project_path
from esignkit.cli.results import CommandError
from esignkit.cli.service_settings import SERVICES
from esignkit.errors import ConfigurationError

WORK = """
default = "work"

[profiles.work]
service = "esignlive"
environment = "us2"

[profiles.test]
service = "esignlive"
base_url = "https://esign.example.com/api"
api_key_env = "TEST_KEY"
"""


@attrs.frozen
class Files:
    """Configuration files in a folder of the test's own."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        return {"XDG_CONFIG_HOME": str(self.folder / "config")}

    def own(self, text: str) -> None:
        path = config_path(self.env)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def project(self, text: str) -> None:
        (self.folder / "esignkit.toml").write_text(text)

    def account(self, profile: str | None = None, service: str | None = None, **env: str):
        below = self.folder / "a" / "b"
        below.mkdir(parents=True, exist_ok=True)
        return find_account(profile, service, {**self.env, **env}, below)


@pytest.fixture
def files(tmp_path, monkeypatch) -> Files:
    for module in ("account", "profiles"):
        monkeypatch.setattr(f"esignkit.cli.{module}.is_installed", lambda name: False)
    return Files(tmp_path)


def test_the_users_own_file_is_where_the_system_expects_it(monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/ada"))
    for platform, env, path in (
        ("linux", {}, "/home/ada/.config/esignkit/config.toml"),
        ("linux", {"XDG_CONFIG_HOME": "/xdg"}, "/xdg/esignkit/config.toml"),
        ("darwin", {}, "/home/ada/Library/Application Support/esignkit/config.toml"),
        ("win32", {"APPDATA": "/data"}, "/data/esignkit/config.toml"),
        ("win32", {}, "/home/ada/AppData/Roaming/esignkit/config.toml"),
        ("linux", {"ESIGNKIT_CONFIG": "/else/where.toml"}, "/else/where.toml"),
    ):
        monkeypatch.setattr(sys, "platform", platform)
        assert config_path(env) == Path(path)


def test_a_profile_names_service_and_server(files):
    files.own(WORK)
    account = files.account("work", ESIGNLIVE_API_KEY="key")
    assert account.service == "esignlive"
    assert account.variables["ESIGNLIVE_ENVIRONMENT"] == "us2"
    assert account.origins == {"ESIGNLIVE_ENVIRONMENT": "profile", "ESIGNLIVE_API_KEY": "variable"}
    assert files.account().profile.name == "work"
    assert files.account(ESIGNKIT_PROFILE="test", TEST_KEY="key").profile.name == "test"


def test_a_profile_takes_a_credential_from_a_variable_of_another_name(files):
    files.own(WORK)
    account = files.account("test", TEST_KEY="their key", ESIGNLIVE_API_KEY="another")
    assert account.variables["ESIGNLIVE_API_KEY"] == "their key"
    with pytest.raises(CommandError, match="TEST_KEY, and that variable is not set"):
        files.account("test")


def test_a_profile_that_is_named_wins_over_variables_and_the_default_one_does_not(files):
    files.own(WORK)
    elsewhere = {"ESIGNLIVE_BASE_URL": "http://127.0.0.1:1/api"}
    named = files.account("work", **elsewhere).variables
    assert (named.get("ESIGNLIVE_BASE_URL"), named["ESIGNLIVE_ENVIRONMENT"]) == (None, "us2")
    default = files.account(**elsewhere).variables
    assert (default["ESIGNLIVE_BASE_URL"], default.get("ESIGNLIVE_ENVIRONMENT")) == (*elsewhere.values(), None)


def test_a_credential_that_is_set_for_another_server_is_not_sent_to_that_of_a_named_profile(files):
    files.own(WORK + '[profiles.own]\nservice = "esignlive"\nenvironment = "us2"\napi_key_env = "ESIGNLIVE_API_KEY"\n')
    elsewhere = {"ESIGNLIVE_BASE_URL": "http://127.0.0.1:1/api", "ESIGNLIVE_API_KEY": "for that server"}
    with pytest.raises(CommandError, match="ESIGNLIVE_API_KEY is set for another server than that of profile 'work'"):
        files.account("work", **elsewhere)
    assert files.account("test", TEST_KEY="its own", **elsewhere).variables["ESIGNLIVE_API_KEY"] == "its own"
    assert files.account("own", **elsewhere).variables["ESIGNLIVE_API_KEY"] == "for that server"
    same = {**elsewhere, "ESIGNLIVE_ENVIRONMENT": "us2"}
    del same["ESIGNLIVE_BASE_URL"]
    assert files.account("work", **same).variables["ESIGNLIVE_API_KEY"] == "for that server"


DEFAULT = """
default = "work"

[profiles.work]
service = "esignlive"
environment = "us2"
api_key_env = "WORK_KEY"
callback_key_env = "WORK_CALLBACKS"
"""
BOTH = {"WORK_KEY": "work's", "WORK_CALLBACKS": "work's callbacks"}


@pytest.mark.parametrize(
    ("env", "variables"),
    [
        (BOTH, {"ENVIRONMENT": "us2", "API_KEY": "work's", "CALLBACK_KEY": "work's callbacks"}),
        ({"ESIGNLIVE_API_KEY": "mine", **BOTH}, {"ENVIRONMENT": "us2", "API_KEY": "mine"}),
        ({"ESIGNLIVE_API_KEY": "mine", "WORK_CALLBACKS": "x"}, {"API_KEY": "mine", "CALLBACK_KEY": "x"}),
        ({"ESIGNLIVE_CALLBACK_KEY": "mine", **BOTH}, {"CALLBACK_KEY": "mine", "API_KEY": "work's"}),
        ({"ESIGNLIVE_SESSION_ID": "mine", **BOTH}, {"SESSION_ID": "mine", "API_KEY": None}),
        (
            {"ESIGNLIVE_BASE_URL": "https://other.example", **BOTH},
            {"BASE_URL": "https://other.example", "ENVIRONMENT": None, "API_KEY": None, "CALLBACK_KEY": None},
        ),
        ({"ESIGNLIVE_BASE_URL": "https://other.example"}, {"BASE_URL": "https://other.example", "API_KEY": None}),
        ({"ESIGNLIVE_ENVIRONMENT": "eu", **BOTH}, {"ENVIRONMENT": "eu", "API_KEY": None}),
        ({"ESIGNLIVE_ENVIRONMENT": "us2", **BOTH}, {"ENVIRONMENT": "us2", "API_KEY": "work's"}),
        ({"ESIGNLIVE_OAUTH_TOKEN_URL": "https://other.example", **BOTH}, {"API_KEY": None}),
    ],
)
def test_the_default_profiles_credentials_take_the_place_of_none_and_go_to_no_other_server(env, variables, files):
    files.own(DEFAULT)
    account = files.account(**env)
    assert {name: account.variables.get(f"ESIGNLIVE_{name}") for name in variables} == variables


def test_a_named_profiles_credential_stands_alone(files):
    files.own(DEFAULT)
    account = files.account("work", ESIGNLIVE_SESSION_ID="mine", ESIGNLIVE_BASE_URL="https://other.example", **BOTH)
    assert {name: value for name, value in account.variables.items() if name.startswith("ESIGNLIVE")} == {
        "ESIGNLIVE_ENVIRONMENT": "us2",
        "ESIGNLIVE_API_KEY": "work's",
        "ESIGNLIVE_CALLBACK_KEY": "work's callbacks",
    }


def test_the_keyring_is_not_asked_for_another_server_or_for_a_projects_profile(files, keyring):
    files.own(WORK)
    keyring["esignkit/work", "ESIGNLIVE_API_KEY"] = "from the keyring"
    assert files.account().variables["ESIGNLIVE_API_KEY"] == "from the keyring"
    assert "ESIGNLIVE_API_KEY" not in files.account(ESIGNLIVE_BASE_URL="https://other.example").variables
    files.project('default = "work"\n[profiles.work]\nservice = "esignlive"\nbase_url = "http://127.0.0.1:1"\n')
    assert "ESIGNLIVE_API_KEY" not in files.account().variables


@pytest.mark.parametrize("source", ["AWS_SECRET_ACCESS_KEY", "ESIGNLIVE_API_KEY"])
def test_a_projects_file_names_no_variable_as_a_credential(source, files):
    files.project(f'default = "x"\n[profiles.x]\nservice = "esignlive"\napi_key_env = "{source}"\n')
    with pytest.raises(CommandError, match="api_key_env names a variable as a credential"):
        files.account(AWS_SECRET_ACCESS_KEY="CANARY")


def test_the_default_profile_is_left_when_another_service_is_named(files):
    files.own(WORK)
    assert files.account(service="ignisign").profile is None
    assert files.account(ESIGNKIT_SERVICE="ignisign").service == "ignisign"
    with pytest.raises(CommandError, match="'work' is for esignlive, and --service says ignisign"):
        files.account("work", "ignisign")


def test_a_projects_file_is_found_above_and_comes_first(files):
    files.own(WORK)
    files.project('default = "lease"\n[profiles.lease]\nservice = "ignisign"\napp_env = "STAGING"\n')
    account = files.account()
    assert (account.service, account.variables["IGNISIGN_APP_ENV"]) == ("ignisign", "STAGING")
    assert files.account("work").service == "esignlive"
    assert project_path(files.folder / "a" / "b") == files.folder / "esignkit.toml"


@pytest.mark.parametrize(
    ("service", "setting"), [(name, one) for name, service in SERVICES.items() for one in service.addresses]
)
def test_a_projects_file_cannot_send_credentials_to_a_server_of_its_own(service, setting, files):
    text = f'[profiles.trap]\nservice = "{service}"\n{setting} = "https://evil.example.com/{{token}}"\n'
    files.project(text)
    with pytest.raises(CommandError, match="your credentials would be sent there"):
        files.account("trap")
    files.project(text.replace("https://evil.example.com", "http://127.0.0.1:8642"))
    assert files.account("trap").service == service
    (files.folder / "esignkit.toml").unlink()
    files.own(text)
    assert files.account("trap").service == service


@pytest.mark.parametrize(
    ("service", "secret"), [(name, one) for name, service in SERVICES.items() for one in service.secrets]
)
def test_what_a_projects_file_is_advised_to_do_works(service, secret, files, keyring):
    """Neither the keyring nor another variable does: both are refused to a project's file."""
    variable = SERVICES[service].secrets[secret]
    files.project(f'default = "team"\n[profiles.team]\nservice = "{service}"\n{secret} = "CANARY"\n')
    with pytest.raises(CommandError) as error:
        files.account()
    advice = error.value.message
    assert f"set {variable}, or put the profile into {config_path()}" in advice
    assert not [word for word in ("CANARY", "keyring set", f"{secret}_env names") if word in advice]
    files.project(f'default = "team"\n[profiles.team]\nservice = "{service}"\n')
    assert files.account(**{variable: "mine"}).variables[variable] == "mine"
    (files.folder / "esignkit.toml").unlink()
    files.own(f'[profiles.team]\nservice = "{service}"\n{secret}_env = "MINE"\n')
    assert files.account("team", MINE="mine").variables[variable] == "mine"
    files.project(f'[profiles.team]\nservice = "{service}"\nnonsense = "x"\n')
    with pytest.raises(CommandError) as error:
        files.account("team")
    assert f"{secret}_env" not in error.value.message


@pytest.mark.parametrize(
    ("service", "secret"), [(name, one) for name, service in SERVICES.items() for one in service.secrets]
)
def test_a_credential_in_a_file_is_refused_and_not_repeated(service, secret, files):
    files.own(f'[profiles.work]\nservice = "{service}"\n{secret} = "CANARY"\n')
    with pytest.raises(CommandError) as error:
        files.account("work")
    variable = SERVICES[service].secrets[secret]
    assert f"{secret} is a credential" in error.value.message
    assert f"keyring set esignkit/work {variable}" in error.value.message
    assert "CANARY" not in error.value.message


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("api_key = CANARY", "is not TOML"),
        ('[profiles.work]\nenvironment = "us2"', "names no service"),
        ('[profiles.work]\nservice = "docusign"', "names no service"),
        ('[profiles.work]\nservice = "esignlive"\nenviroment = "us2"', "did you mean 'environment'?"),
        ('[profiles.work]\nservice = "esignlive"\nzzz = "us2"', "it takes service, environment"),
        ('[profiles.work]\nservice = "esignlive"\nenvironment = 2', "environment is of type int"),
        ('[profiles.work]\nservice = "esignlive"\nenvironment = ""', "environment is empty"),
        ('[profiles]\nwork = "us2"', "is no table"),
        ('[work]\nservice = "esignlive"', "'work' is unknown there"),
        ("profiles = 3", "of the wrong kind"),
        ("default = 3", "of the wrong kind"),
        ("", "There is no profile 'work', which --profile names: there is none; write one into"),
        (
            '[profiles.home]\nservice = "esignlive"',
            "There is no profile 'work', which --profile names: there are home.",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told(text, complaint, files):
    files.own(text)
    with pytest.raises(CommandError) as error:
        files.account("work")
    assert complaint in error.value.message
    assert "CANARY" not in error.value.message


def test_a_file_that_is_named_must_be_there(files):
    with pytest.raises(CommandError, match="ESIGNKIT_CONFIG names it"):
        files.account(ESIGNKIT_CONFIG=str(files.folder / "gone.toml"))


@pytest.fixture
def keyring(files, monkeypatch) -> dict[tuple[str, str], str]:
    """A keyring in memory."""
    module = pytest.importorskip("keyring", reason="keyring is in no extra: people install it beside the command line")
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr("esignkit.cli.account.is_installed", lambda name: True)
    monkeypatch.setattr(module, "get_password", lambda service, name: kept.get((service, name)))
    return kept


def test_credentials_come_from_the_keyring_where_the_environment_has_none(files, keyring):
    files.own(WORK)
    keyring["esignkit/work", "ESIGNLIVE_API_KEY"] = "from the keyring"
    keyring["esignkit/work", "ESIGNLIVE_CALLBACK_KEY"] = "callbacks"
    account = files.account("work")
    assert account.variables["ESIGNLIVE_API_KEY"] == "from the keyring"
    assert account.origins["ESIGNLIVE_API_KEY"] == "keyring"
    mixed = files.account(ESIGNLIVE_SESSION_ID="session")
    assert "ESIGNLIVE_API_KEY" not in mixed.variables
    assert mixed.variables["ESIGNLIVE_CALLBACK_KEY"] == "callbacks"


@pytest.mark.parametrize("variable", ["ESIGNLIVE_API_KEY", "ESIGNLIVE_SESSION_ID"])
def test_a_credential_that_happens_to_be_set_is_not_sent_to_the_server_of_a_named_profile(variable, files, keyring):
    files.own(WORK)
    keyring["esignkit/work", "ESIGNLIVE_API_KEY"] = "from the keyring"
    account = files.account("work", **{variable: "another account's"})
    assert "another account's" not in account.variables.values()
    assert account.variables["ESIGNLIVE_API_KEY"] == "from the keyring"
    assert account.origins["ESIGNLIVE_API_KEY"] == "keyring"
    assert files.account(**{variable: "mine"}).variables[variable] == "mine"
    keyring["esignkit/test", "ESIGNLIVE_API_KEY"] = "not asked for"
    named = files.account("test", TEST_KEY="of the profile's variable", **{variable: "another account's"})
    assert named.variables["ESIGNLIVE_API_KEY"] == "of the profile's variable"


def test_a_keyring_that_cannot_be_read_is_as_good_as_none(files, keyring, monkeypatch):
    import keyring as module
    import keyring.errors

    def locked(service: str, name: str) -> str:
        raise keyring_errors.KeyringLocked("unlock it first")

    keyring_errors = module.errors
    monkeypatch.setattr(module, "get_password", locked)
    files.own(WORK)
    account = files.account("work")
    assert "ESIGNLIVE_API_KEY" not in account.variables
    assert notes_of(account) == ["The keyring could not be read: unlock it first."]
    assert notes_of(files.account("work", ESIGNLIVE_API_KEY="a2V5")) == []


def notes_of(account: Account) -> list[str]:
    """What an account without a credential is told besides; nothing where it has one."""
    try:
        account.open().close()
    except ConfigurationError as error:
        return error.__notes__
    return []


def test_an_account_without_a_credential_is_told_what_the_keyring_has_to_do_with_it(files, keyring, monkeypatch):
    files.own(WORK)
    assert notes_of(files.account("work")) == [
        "The keyring has none: `keyring set esignkit/work ESIGNLIVE_API_KEY` stores one."
    ]
    keyring["esignkit/work", "ESIGNLIVE_API_KEY"] = "a2V5"
    assert notes_of(files.account("work")) == []


def test_where_the_package_is_missing_a_keyring_is_advised_with_it(files):
    files.own(WORK)
    assert notes_of(files.account("work")) == [
        "No keyring was asked: the package keyring is not installed (python -m pip install keyring)."
    ]
    files.own('[profiles.work]\nservice = "esignlive"\napi_key = "CANARY"\n')
    with pytest.raises(CommandError, match=r"ESIGNLIVE_API_KEY` \(after python -m pip install keyring\); api_key_env"):
        files.account("work")


def test_commands_use_a_profile(bare, account):
    path = config_path()
    path.parent.mkdir(parents=True)
    path.write_text(
        f'[profiles.here]\nservice = "esignlive"\nbase_url = "{account.esignlive.base_url}"\napi_key_env = "HERE_KEY"\n'
    )
    bare.set(HERE_KEY=account.esignlive.api_key)
    assert bare("list", "--profile", "here").code == 0
    assert bare("list").code == 2
    bare.set(ESIGNKIT_PROFILE="here")
    assert bare.json("list").code == 0
    gone = bare("list", "--profile", "gone")
    missing = "esignkit: There is no profile 'gone', which {} names: there are here.\n"
    assert (gone.code, gone.err) == (2, missing.format("--profile"))
    bare.set(ESIGNKIT_PROFILE="gone")
    assert bare("list").err == missing.format("ESIGNKIT_PROFILE")
    bare.set(ESIGNKIT_PROFILE="")
    path.write_text(f'default = "gone"\n{path.read_text()}')
    assert bare("list").err == missing.format(f"`default` in {path}")
    for option in ("--profile", "-p"):
        before = bare(option, "here", "list")
        assert (before.code, "Options come behind the command; `esignkit COMMAND --help`" in before.err) == (2, True)
