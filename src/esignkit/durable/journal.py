"""Journals: what was about to be sent and what was answered, so that a run goes on after a crash."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from esignkit.core.options import check_seconds
from esignkit.databases.network_drives import network_drive
from esignkit.databases.opening import is_postgres, open_database
from esignkit.databases.postgres import masked
from esignkit.databases.sqlite import Synchronous
from esignkit.durable.answers import begun_line, given_answer, is_given
from esignkit.durable.bindings import made_nothing
from esignkit.durable.claims import Claims
from esignkit.durable.clients import place_of
from esignkit.durable.clock_readings import read_clocks
from esignkit.durable.errors import JournalError
from esignkit.durable.keys import check_key
from esignkit.durable.runs import Lease, Runs
from esignkit.durable.sent_calls import may_be_repeated
from esignkit.durable.tables import SCHEMA, WRITE_STEP, row_of
from esignkit.durable.values import RunState, Step
from esignkit.errors import ConfigurationError
from esignkit.types import UNSET, Secret, Unset

if TYPE_CHECKING:
    from esignkit.core.context import Context
    from esignkit.core.flow import Flow, Steps
    from esignkit.databases.transaction import Transaction
    from esignkit.durable.clients import AsyncTakesPlans, TakesPlans
    from esignkit.types import JSON

__all__ = ["Journal"]

T = TypeVar("T")

_AT_ONCE = 200
"""Runs that are deleted in one transaction."""


class Journal(Runs):
    """Writes down what is about to be sent and what was answered, so that a run goes on after a crash.

        with ESignLive.from_env() as client, Journal("runs.sqlite") as journal:
            plan = client.packages.plan.create(Package(name="Lease 17"))
            package_id = client.run(plan, journal=journal, key="lease-17")

    Run it again with the same key, after a crash or when it is done, and nothing is sent twice. `bulk` does it with any
    number of plans. `runs`, `get`, `counts` and `unfinished` tell how runs stand; `resolve`, `retry` and `adopt` decide
    what becomes of them; `forget` and `purge` delete them.

    Threads, processes and forks may share one, and several may be open on one place. A journal can be pickled: it
    travels as its place and settings, with the password of its address, and connects when it is used.

    It holds your plans and the services' answers, so personal data, but no credentials: `forget` and `purge` delete
    them. It also holds what functions return that flows of your own call: one that returns a credential returns it as a
    `Secret`, which is not kept, so that the function is called again.

    Accounts of one server are told apart by who signs in. A session id or a finished token of eSignLive does not tell:
    give each of such accounts a journal of its own.

    In a SQLite file, the end of the process loses nothing, however it ends. A loss of power loses no intent: it is on
    the disk before the request is sent, so nothing is sent twice. With `synchronous="NORMAL"`, it may lose the last
    answers; those calls are then in doubt, and looked up as after a crash. `"FULL"` keeps them too, for one more wait
    for the disk at each write. In PostgreSQL, both are as the server is set up (`synchronous_commit`).

    A worker keeps its runs while its process lives. When the process has ended, another one of the same machine takes
    a run over at once (Linux), any other when the lease has run out. Leases go by a clock that all workers share: in a
    SQLite file by the time since the machine started, in PostgreSQL by the server's. A lease during which the server's
    clock was set, as far as the workers' own clocks tell, begins anew for the next one who wants the run.

    Args:
        where: The path of a SQLite file on a local disk, or a `postgresql://` address, which needs the extra
            `postgres`. A file is made when it is not there, readable by its owner alone.
        lease: Seconds after which a run of a worker that is not heard of may be taken over; longer than any call.
        settle: Seconds within which what a call made shows at the service: after them, a step in doubt that is not
            there is taken not to come any more.
        synchronous: `NORMAL` or `FULL`, see above.

    Raises:
        ConfigurationError: An argument is wrong, or a newer release has made the tables.
        JournalError: The journal cannot be opened; the text says what to do.
        MissingExtraError: The address is PostgreSQL's, and its driver is not installed.
    """

    def __init__(
        self,
        where: str | Secret | os.PathLike[str],
        *,
        lease: float = 60.0,
        settle: float = 10.0,
        synchronous: Synchronous = "NORMAL",
    ) -> None:
        check_seconds(lease, "lease")
        check_seconds(settle, "settle", zero=True)
        if synchronous not in ("NORMAL", "FULL"):
            msg = f"synchronous is {synchronous!r}; give 'NORMAL' or 'FULL'"
            raise ConfigurationError(msg)
        address = where.reveal() if isinstance(where, Secret) else os.fspath(where)
        if not is_postgres(address) and address not in ("", ":memory:"):
            address = str(Path(address).absolute())
            _check_drive(address)
        try:
            self._set_up(address, lease, settle, synchronous)
        except ValueError as error:
            raise ConfigurationError(str(error)) from None
        with self._transaction():
            """Connect now, so that a place that cannot be used shows at once."""

    def _set_up(self, address: str, lease: float, settle: float, synchronous: Synchronous) -> None:
        """Get ready, without a connection."""
        self.synchronous: Synchronous = synchronous
        self._where = Secret(address)
        database = open_database(address, SCHEMA, what="A journal", synchronous=synchronous)
        super().__init__(database, lease, settle)
        self._claims = Claims(database, lease, settle)

    def _record(
        self, plan: Flow[T] | None, key: str, context: Context, account: str, *, accept_orphans: bool
    ) -> Steps[T]:
        """Return the flow that carries a plan out once under a key; `client.run` asks for it."""
        from esignkit.durable.recorder import record

        return record(self._claims, plan, key, context, account, accept_orphans=accept_orphans)

    # Deciding --------------------------------------------------------------------------------------------------------
    def resolve(self, key: str, *, done: JSON | bytes | Unset = UNSET, again: bool = False) -> None:
        """Say what became of the step in doubt, after a look at the service; running it again goes on from there.

        What was said by mistake may be said anew, until something else was made with it.

        Args:
            key: The key of the run; `get` names the step.
            done: It was carried out: what the service would have answered, as JSON or as bytes. It is read when the run
                goes on; where it cannot be read, the step is in doubt again.
            again: It was not carried out: it is sent again.

        Raises:
            ConfigurationError: Neither or both were given, what was given is no JSON, or the key cannot be one.
            JournalError: There is no such run, or no step in doubt.
            RunBusyError: A worker is carrying it out.
        """
        if again is (done is not UNSET):
            msg = f"resolve({key!r}) needs one of done=… (the service did it) and again=True (it did not)"
            raise ConfigurationError(msg)
        content = _content_of(key, done)
        with self._transaction() as transaction:
            is_done = self._hold(transaction, key) is RunState.DONE
            step = None if is_done else _undecided(self._read_steps(transaction, key))
            if step is None:
                msg = f"the run {key!r} has no step in doubt"
                raise JournalError(msg)
            if is_given(step):  # what followed was read with the answer that was given before
                self._cut(transaction, key, step.number)
            if again:  # what a flow did after the doubt, as to clean up, was done all the same
                transaction.execute(
                    "DELETE FROM esignkit_journal_steps WHERE key = ? AND number = ?", (key, step.number)
                )
            else:
                transaction.execute(WRITE_STEP, (key, *row_of(given_answer(step, content))))
            self._stop(transaction, key)

    def retry(self, key: str) -> None:
        """Let a run that failed or that stopped go on when it is run again; a step in doubt is looked up once more.

        A failed run goes on at the error that ended it. Where it caught an error and then failed of itself, it is the
        same error again.

        Args:
            key: Its key.

        Raises:
            ConfigurationError: It cannot be a key.
            JournalError: There is no such run, or it is done.
            RunBusyError: A worker is carrying it out.
        """
        with self._transaction() as transaction:
            if self._hold(transaction, key) is RunState.DONE:
                msg = f"the run {key!r} is done; to do it once more, run the plan with a new key"
                raise JournalError(msg)
            steps = self._read_steps(transaction, key)
            last = steps[max(steps)] if steps else None
            if last is not None and last.state == "error":
                self._cut(transaction, key, last.number)
                if may_be_repeated(last.digest) and not made_nothing([last]):
                    transaction.execute(WRITE_STEP, (key, *row_of(begun_line(last))))
            self._stop(transaction, key)

    def adopt(self, client: TakesPlans | AsyncTakesPlans, account: str) -> int:
        """Let runs that were begun with other credentials of the same account be this client's, as after a new API key.

        A journal cannot see that two API keys are of one account. At another account, what was made would not be found,
        and would be made once more; so say it only of credentials that were replaced.

        Args:
            client: A client with the new credentials, or `Agreements`; async ones too.
            account: The account as the runs have it: `RunInfo.account`, which the error names as well.

        Returns:
            How many runs there were.

        Raises:
            ConfigurationError: It is no account of this client's server.
        """
        service, own = place_of(client)
        if not account or account.rpartition(" ")[0] != own.rpartition(" ")[0]:
            msg = f"{account!r} is no account of this client's server; give RunInfo.account of a run, such as {own!r}"
            raise ConfigurationError(msg)
        with self._transaction() as transaction:
            return transaction.execute(
                "UPDATE esignkit_journal_runs SET account = ? WHERE service = ? AND account = ?",
                (own, service, account),
            ).rowcount

    # Forgetting ------------------------------------------------------------------------------------------------------
    def forget(self, key: str) -> bool:
        """Delete a run with its plan and answers. The key is new then: the same plan would be sent once more.

        Of a SQLite file, nothing of it is left on the disk; PostgreSQL overwrites it when it vacuums.

        Args:
            key: Its key.

        Returns:
            Whether there was one.

        Raises:
            ConfigurationError: It cannot be a key.
            RunBusyError: A worker is carrying it out.
        """
        with self._transaction() as transaction:
            if self._hold(transaction, key, missing_ok=True) is None:
                return False
            self._delete(transaction, key)
        self._erase()
        return True

    def purge(self, age: timedelta) -> int:
        """Delete runs that are done or have failed, with their plans and answers; their keys are new then.

        Args:
            age: How long ago they ended, at least. Runs that have not ended stay, however old: see `unfinished`, and
                `runs` of the state `UNKNOWN`.

        Returns:
            How many they were.
        """
        with self._transaction(reads=True) as transaction:
            before = self._database.now(transaction) - age.total_seconds()
        number = 0
        while deleted := self._purge_some(before):
            number += deleted
        if number:
            self._erase()
        return number

    def _purge_some(self, before: float) -> int:
        """Delete some of the runs that ended before an instant, and let workers have their turn; return how many."""
        with self._transaction() as transaction:
            rows = transaction.execute(
                "SELECT key FROM esignkit_journal_runs"  # noqa: S608 - our own words
                f" WHERE state IN ('done', 'failed') AND changed_at < ? LIMIT {_AT_ONCE}{self._database.FOR_UPDATE}",
                (before,),
            ).fetchall()
            for (key,) in rows:
                self._delete(transaction, key)
            return len(rows)

    # Ours ------------------------------------------------------------------------------------------------------------
    def _hold(self, transaction: Transaction, key: str, *, missing_ok: bool = False) -> RunState | None:
        """Return how a run stands, and let nobody claim it until the transaction ends.

        Raises:
            ConfigurationError: It cannot be a key.
            JournalError: There is none.
            RunBusyError: A worker is carrying it out.
        """
        check_key(key)
        row = transaction.execute(
            "SELECT state, owner, leased_at, lease, clock FROM esignkit_journal_runs WHERE key = ?"  # noqa: S608 - our own
            f"{self._database.FOR_UPDATE}",
            (key,),
        ).fetchone()
        if row is None and missing_ok:
            return None
        if row is None:
            msg = f"there is no run {key!r} in this journal"
            raise JournalError(msg)
        self._check_idle(transaction, key, Lease(*row[1:5]), read_clocks(self._database, transaction))
        return RunState(row[0])

    def _delete(self, transaction: Transaction, key: str) -> None:
        transaction.execute("DELETE FROM esignkit_journal_steps WHERE key = ?", (key,))
        transaction.execute("DELETE FROM esignkit_journal_runs WHERE key = ?", (key,))

    def _cut(self, transaction: Transaction, key: str, number: int) -> None:
        transaction.execute("DELETE FROM esignkit_journal_steps WHERE key = ? AND number >= ?", (key, number))

    def _stop(self, transaction: Transaction, key: str) -> None:
        transaction.execute(
            "UPDATE esignkit_journal_runs SET state = 'stopped', note = '', owner = '', changed_at = ? WHERE key = ?",
            (self._database.now(transaction), key),
        )

    def _erase(self) -> None:
        try:
            self._database.erase()
        except self._database.errors as error:
            raise self._unusable(error) from None

    def close(self) -> None:
        """Close the connections; the next call opens another one."""
        self._claims.end()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        where = self._where.reveal()
        return f"Journal({masked(where) if is_postgres(where) else where!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return _travelled, (self._where.reveal(), self.lease, self.settle, self.synchronous)


def _travelled(address: str, lease: float, settle: float, synchronous: Synchronous) -> Journal:
    """Return a journal that was pickled. What unpickles it may be no more than on the way, as a scheduler is."""
    journal = Journal.__new__(Journal)
    journal._set_up(address, lease, settle, synchronous)  # pyright: ignore[reportPrivateUsage]  # our own
    return journal


def _content_of(key: str, done: JSON | bytes | Unset) -> bytes:
    if isinstance(done, bytes):
        return done
    try:
        return json.dumps(None if done is UNSET else done, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        msg = f"resolve({key!r}, done=…) takes the service's answer as JSON values or as bytes: {error}"
        raise ConfigurationError(msg) from None


def _undecided(steps: Mapping[int, Step]) -> Step | None:
    """Return the step in doubt, or one whose answer was given and with which nothing was made yet."""
    for number, step in sorted(steps.items(), reverse=True):
        later = [one for after, one in steps.items() if after > number]
        if step.state == "intent" or (is_given(step) and made_nothing(later)):
            return step
    return None


def _check_drive(path: str) -> None:
    """Refuse a network drive, where two machines would write at once."""
    kind = network_drive(path)
    if kind:
        msg = (
            f"the journal {path} would lie on a network drive ({kind}), where SQLite's locks fail;"
            " give a path on a local disk, or a postgresql:// address"
        )
        raise JournalError(msg)
