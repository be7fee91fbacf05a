"""The overview: transactions by service and stage, with search."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from esignkit.sandbox.directory import front_page
from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.web.console.layout import Pager, console_page, services
from esignkit.sandbox.web.rendering import redirect
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.emulators.call import Call

ROUTES = PageRoutes()


@ROUTES.get("/", "console.overview")
def show(call: Call, app: SandboxApp) -> Response:
    """Show how many transactions each service has in each stage, and a page of those looked for.

    A program that does not ask for HTML is told what is where.
    """
    if "text/html" not in call.headers.get("accept", ""):
        return front_page(call, app.addresses, app.emulators)
    providers = [emulator.provider for emulator in services(app)]
    provider, stage, tenant = call.query("service"), _stage(call.query("stage")), call.query("tenant")
    words, pager = call.query("q") or "", Pager(call)
    overview = call.work.overview
    overview_page = overview.transactions(provider, stage, tenant, words, first=pager.first, size=pager.size)
    counts = overview.counts(tenant)

    def link(service: str, stage_name: str | None) -> str:
        return "/?" + urlencode(
            {
                name: value
                for name, value in (("service", service), ("stage", stage_name), ("tenant", tenant))
                if value is not None
            }
        )

    return console_page(
        call,
        app,
        "console_overview.html",
        at="/",
        providers=providers,
        stages=list(Stage),
        counts=counts,
        tenants=[account.tenant for account in call.work.accounts.all()],
        filters={"service": provider, "stage": stage, "tenant": tenant, "q": words},
        link=link,
        rows=overview_page.rows,
        pager=pager.links(overview_page.total),
    )


@ROUTES.get("/console", "console.start")
def start(call: Call, app: SandboxApp) -> Response:
    """Lead to the overview, with which the console starts."""
    del call, app
    return redirect("/")


def _stage(text: str | None) -> Stage | None:
    return next((stage for stage in Stage if stage.value == text), None)
