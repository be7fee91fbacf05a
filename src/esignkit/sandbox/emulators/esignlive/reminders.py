"""The reminder schedule of a package: set before sending, planned when it is sent, sent on the sandbox's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, empty_response, json_response
from esignkit.sandbox.emulators.esignlive import mails
from esignkit.sandbox.emulators.esignlive.behaviour_switches import PROVIDER
from esignkit.sandbox.emulators.esignlive.dates import date_text
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.package import Package
from esignkit.sandbox.emulators.esignlive.packages import keep, open_package
from esignkit.sandbox.json_values import as_int, as_object, objects

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Job
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.json_values import JSONObject

ROUTES = Routes()

JOB = "reminder"

# Inferred: the service's own bounds are not published. From the clock's last day the last reminder still has a date.
_MOST = {"startInDaysDelay": 1000, "intervalInDays": 1000, "repetitionsCount": 100}

_PATH = "/api/packages/{packageId}/reminders"


def plan(work: UnitOfWork, package: Package) -> None:
    """Date the reminders of a package that has just been sent."""
    schedule = as_object(package.extras.get("reminders"))
    if not schedule:
        return
    planned: list[JSONObject] = []
    for number in range(as_int(schedule.get("repetitionsCount")) + 1):
        days = as_int(schedule.get("startInDaysDelay")) + number * as_int(schedule.get("intervalInDays"))
        due = work.now + timedelta(days=days)
        planned.append({"date": date_text(due), "sentDate": None})
        detail: JSONObject = {"package": package.id, "number": number, "sent": date_text(work.now)}
        work.schedule(due, PROVIDER, package.transaction.tenant, JOB, detail)
    package.extras["reminders"] = {**schedule, "reminders": planned}


def remind(work: UnitOfWork, job: Job) -> None:
    """Remind those whose turn it is, if the package still waits for them and has not been sent anew since."""
    package_id = str(job.detail["package"])
    transaction = work.saved(package_id) or work.transaction(package_id)
    if transaction is None or transaction.deleted or transaction.stage is not Stage.OPEN:
        return
    package = Package(transaction)
    schedule = as_object(package.extras.get("reminders"))
    planned = objects(schedule.get("reminders"))
    number = as_int(job.detail["number"])
    if number >= len(planned) or date_text(transaction.opened) != job.detail["sent"]:
        return
    planned[number]["sentDate"] = date_text(work.now)
    package.extras["reminders"] = {**schedule, "reminders": planned}
    due = transaction.due_parties()
    mails.remind(work, package, due, f"{date_text(transaction.opened)} {number}")
    for party in due:
        work.event(transaction, "notified", party=party.id)
    work.save(package.keep())


@ROUTES.get(_PATH, "reminders.get")
def get(call: Call) -> Response:
    """`GET /packages/{packageId}/reminders`: 204 when there are none."""
    schedule = open_package(call).extras.get("reminders")
    return json_response(schedule) if schedule else empty_response(204)


@ROUTES.post(_PATH, "reminders.create")
@ROUTES.put(_PATH, "reminders.update")
def put(call: Call) -> Response:
    """`POST` and `PUT /packages/{packageId}/reminders`."""
    package = open_package(call)
    current = as_object(package.extras.get("reminders")) if call.method == "PUT" else {}
    body = {**current, **call.json_object()}
    # A number too long for `as_int` is none that is left out.
    schedule: JSONObject = {name: as_int(body.get(name), 0 if body.get(name) is None else -1) for name in _MOST}
    if any(as_int(schedule[name]) < 0 for name in _MOST):
        raise invalid("reminders.negative", "Delays and counts of reminders are whole numbers, and not negative.")
    for name, most in _MOST.items():
        if as_int(schedule[name]) > most:
            raise invalid("reminders.tooLarge", f"{name} is at most {most}.")
    package.extras["reminders"] = {"packageId": package.id, **schedule, "reminders": []}
    keep(call, package)
    return json_response(package.extras["reminders"])


@ROUTES.delete(_PATH, "reminders.delete")
def delete(call: Call) -> Response:
    """`DELETE /packages/{packageId}/reminders`."""
    package = open_package(call)
    package.extras.pop("reminders", None)
    keep(call, package)
    return empty_response(204)
