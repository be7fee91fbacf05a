"""What `esignkit send` was asked to send: read from its words, and shown before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from esignkit.agreements import Agreement, Anchor, Document, Party, Problem, Support, capability
from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.forms import moment, problem_json
from esignkit.cli.results import CommandError, Result, Table, Text
from esignkit.cli.service_settings import SERVICES
from esignkit.cli.wording import in_options
from esignkit.cli.words import Person, check_pdfs, one_for_each, read_expiry, read_person

if TYPE_CHECKING:
    from esignkit.agreements import Agreements
    from esignkit.cli.resuming import KeptSend
    from esignkit.types import JSONObject

__all__ = ["Order", "check_order", "order_json", "order_of", "preview"]


@frozen(kw_only=True)
class Order:
    """What is to be sent, as it was typed."""

    agreement: Agreement
    """The agreement."""
    files: Sequence[Path]
    """Its files."""
    allow_loss: Sequence[str] = ()
    """What may be left out, by name."""
    expires: str | None = None
    """When it expires, as it was typed."""
    resume: str | None = None
    """Name of what an earlier send had kept, from which this one goes on."""
    not_done: bool = False
    """Whether the user knows that the step in doubt was not done."""
    anew: bool = False
    """Whether it is sent although an earlier send of the same broke off."""

    def with_expiry_of(self, earlier: KeptSend) -> Order:
        """Return the order with the moment that the same `--expires` meant when an earlier send broke off.

        Args:
            earlier: What was kept of that send.
        """
        if self.expires is None or self.expires != earlier.expires:
            return self
        return evolve(self, agreement=evolve(self.agreement, expires_at=earlier.expires_at))


def order_of(
    files: Sequence[Path],
    to: Sequence[str],
    *,
    title: str | None = None,
    message: str | None = None,
    reference: str | None = None,
    expires: str | None = None,
    anchors: Sequence[str] = (),
    labels: Sequence[str] = (),
    in_order: bool = False,
    allow_loss: Sequence[str] = (),
    resume: str | None = None,
    not_done: bool = False,
    anew: bool = False,
) -> Order:
    """Read what was typed.

    Args:
        files: PDFs.
        to: People, as `Ada Byron <ada@example.com>`.
        title: Title; the reference or the first file's name when not given.
        message: Text of the invitations.
        reference: Reference of the user's own.
        expires: When it expires, as `30d`.
        anchors: Texts beside which people sign: one for all, or one for each.
        labels: Parts that people have: one for all, or one for each.
        in_order: Whether they sign one after the other.
        allow_loss: What may be left out, by name.
        resume: Name of what an earlier send had kept.
        not_done: Whether the user knows that the step in doubt was not done.
        anew: Whether it is sent although an earlier send of the same broke off.

    Raises:
        CommandError: Something is wrong.
    """
    if not_done and resume is None:
        msg = "--not-done is about a send that broke off; give its --resume NAME as well."
        raise CommandError(msg)
    if anew and resume is not None:
        msg = "--resume goes on with an earlier send, --anew leaves it behind; give one of them."
        raise CommandError(msg)
    check_pdfs(files)
    people = [read_person(text) for text in to]
    places = one_for_each("--anchor", anchors, len(people))
    parts = one_for_each("--label", labels, len(people))
    return Order(
        agreement=Agreement(
            title=title or reference or files[0].stem,
            documents=[Document(str(path)) for path in files],
            parties=[
                _party(person, places[number], parts[number], number + 1 if in_order else None)
                for number, person in enumerate(people)
            ],
            reference=reference,
            message=message,
            expires_at=None if expires is None else read_expiry(expires, datetime.now(UTC)),
        ),
        files=files,
        allow_loss=allow_loss,
        expires=expires,
        resume=resume,
        not_done=not_done,
        anew=anew,
    )


def _party(person: Person, anchor: str | None, label: str | None, step: int | None) -> Party:
    place = () if anchor is None else Anchor(anchor)
    return Party(person.name, person.email, sign=place, label=label, step=step)


# Without sending -----------------------------------------------------------------------------------------------------
def preview(agreements: Agreements, order: Order) -> Result:
    """Return what would be sent, and everything that the service cannot do; nothing is sent.

    Args:
        agreements: Where it would be sent.
        order: What was typed.
    """
    problems = agreements.check(order.agreement, allow_loss=order.allow_loss)
    title = SERVICES[agreements.service].title
    text: list[Text] = [f"Nothing was sent. {title} would get {order.agreement.title!r}:", *_tables(order)]
    return Result(
        data={
            **order_json(agreements.service, order),
            "dry_run": True,
            "problems": [problem_json(problem) for problem in problems],
        },
        text=text,
        code=_code_of(problems),
        note=_refusal(agreements.service, order, problems) if problems else "",
    )


def _code_of(problems: Sequence[Problem]) -> ExitCode:
    if not problems:
        return ExitCode.DONE
    is_wrong = all(problem.feature is None for problem in problems)
    return ExitCode.USAGE if is_wrong else ExitCode.UNSUPPORTED


def _refusal(service: str, order: Order, problems: Sequence[Problem]) -> str:
    """Return a sentence for each problem, in the words of the command line."""
    title = SERVICES[service].title
    lines = [f"{title} cannot take this; nothing was sent."]
    for problem in problems:
        nearest = f"; nearest: {problem.nearest}" if problem.nearest else ""
        reason = in_options(f"{problem.reason.removeprefix(f'{title}: ')}{nearest}")
        lines.append(f"  {_option(problem.path, order)}: {reason}.")
    features = sorted({feature for problem in problems if (feature := _may_be_left_out(service, problem))})
    if features:
        options = " ".join(f'--allow-loss "{feature}"' for feature in features)
        lines.append(f"  What may be left out is said with {options}.")
    return "\n".join(lines)


def _may_be_left_out(service: str, problem: Problem) -> str | None:
    """Return what `--allow-loss` takes; None for what goes beyond a limit, which is to be changed instead."""
    feature = problem.feature
    if feature is None or capability(service, feature).support is not Support.NO:
        return None
    return feature.value


_OPTIONS = {"expires_at": "--expires", "message": "--message", "reference": "--reference", "title": "--title"}
_PARTY_OPTIONS = {"sign": "--anchor", "label": "--label", "step": "--order"}


def _option(path: str, order: Order) -> str:
    """Return the option that a member of the agreement comes from."""
    first, _, rest = path.partition(".")
    if first.startswith("parties[") and first[8:-1].isdecimal():
        party = order.agreement.parties[int(first[8:-1])]
        option = _PARTY_OPTIONS.get(rest.partition(".")[0].partition("[")[0], "--to")
        return f"{option} of {party.email}"
    if first.startswith("documents"):
        return "the files"
    return _OPTIONS.get(first, path)


def order_json(service: str, order: Order) -> JSONObject:
    """Return what is to be sent, for programs."""
    agreement = order.agreement
    return {
        "service": service,
        "title": agreement.title,
        "reference": agreement.reference,
        "expires_at": _expiry(agreement.expires_at),
        "documents": [{"path": str(path), "bytes": path.stat().st_size} for path in order.files],
        "parties": [
            {
                "name": party.name,
                "email": party.email,
                "label": party.label,
                "step": party.step,
                "anchor": _anchor(party),
            }
            for party in agreement.parties
        ],
    }


def _expiry(value: datetime | date | None) -> str | None:
    return moment(value) if isinstance(value, datetime) else None if value is None else value.isoformat()


def _anchor(party: Party) -> str | None:
    places = [one.at for one in party.sign]
    return next((place.text for place in places if isinstance(place, Anchor)), None)


def _tables(order: Order) -> list[Text]:
    people = [
        (party.name, party.email, "-" if party.step is None else str(party.step), _anchor(party) or "by default")
        for party in order.agreement.parties
    ]
    return [
        Table(("document", "bytes"), [(str(path), f"{path.stat().st_size:,}") for path in order.files]),
        Table(("party", "e-mail", "turn", "signs at"), people),
    ]


def check_order(agreements: Agreements, order: Order) -> None:
    """Check that the service can do what is asked for.

    Raises:
        CommandError: It cannot, or the agreement is wrong; all problems are named.
    """
    problems = agreements.check(order.agreement, allow_loss=order.allow_loss)
    if problems:
        refusal = _refusal(agreements.service, order, problems)
        data: JSONObject = {"problems": [problem_json(problem) for problem in problems]}
        raise CommandError(refusal, _code_of(problems), data=data)
