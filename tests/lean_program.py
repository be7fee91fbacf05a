"""What one process loads, builds and calls for its first answers; prints it as JSON. Run by `test_lean.py`.

The server is a thread of this process that answers from memory, so that nothing else is loaded.
"""

from __future__ import annotations

import sys

sys.modules["orjson"] = None  # as if it were not installed: it loads a dozen modules
BEFORE = set(sys.modules)
import esignkit  # noqa: E402 - what comes before is not counted

IMPORTED = set(sys.modules) - BEFORE

import gc  # noqa: E402 - as above
import json  # noqa: E402 - as above
import socket  # noqa: E402 - as above
import threading  # noqa: E402 - as above

PACKAGE = {
    "id": "p",
    "name": "Lease",
    "status": "SENT",
    "roles": [{"id": "r", "name": "r", "signers": [{"id": "s", "email": "a@b.example", "firstName": "A"}]}],
    "documents": [{"id": "d", "name": "Lease", "approvals": [{"id": "a", "role": "r"}]}],
}
LISTED = sys.stdin.buffer.read()
"""The answer of a list."""


def serve(listener: socket.socket) -> None:
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection: socket.socket) -> None:
    buffer = bytearray(65536)  # made before anything is measured: what this server holds is not what is kept
    while size := connection.recv_into(buffer):
        request = bytes(buffer[:size])
        body = LISTED
        if request.startswith(b"POST ") or b"/packages/p " in request:
            body = json.dumps({"id": "p"} if request.startswith(b"POST ") else PACKAGE).encode()
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
        connection.sendall(head + body)


def types() -> set[int]:
    """The classes of this package: those of the libraries differ with what has loaded them before."""
    gc.collect()  # attrs makes each class anew, and the first one waits for the garbage collector
    return {id(one) for one in gc.get_objects() if isinstance(one, type) and one.__module__.startswith("esignkit")}


def function_calls(call: object) -> int:
    """Count the function calls, of Python and of C, that a call makes."""
    count = 0

    def count_one(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_one)
    try:
        call()
    finally:
        sys.setprofile(None)
    return count


def kept(make: object) -> int:
    """Return how many bytes stay allocated for what a function returns."""
    import tracemalloc  # after what is counted

    gc.collect()
    tracemalloc.start()
    result = make()
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del result
    return size


def over_httpx(base_url: str) -> tuple[int, int]:
    """Count the function calls of a GET over a client of the caller's, and of the same GET by httpx alone."""
    import httpx  # after what is counted

    with httpx.Client(trust_env=False) as own:
        client = esignkit.ESignLive(api_key="a2V5", base_url=base_url, http_client=own)
        ours = [function_calls(lambda: client.packages.get("p")) for _ in range(3)]
        headers = {"Authorization": "Basic a2V5", "Accept": "application/json"}
        theirs = [function_calls(lambda: own.get(f"{base_url}/packages/p", headers=headers).content) for _ in range(3)]
    return ours[-1], theirs[-1]


def calls_of_first_use() -> int:
    """Count the function calls by which the classes of a package become known, some of which were used before."""
    import importlib
    import pkgutil

    from esignkit.esignlive import Package, models

    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"{models.__name__}.{module.name}")
    value = json.loads(LISTED)["results"][0]
    first, later = [function_calls(lambda: Package.from_wire(value)) for _ in range(2)]
    return first - later


def calls_of_text(package: object) -> int:
    """Count the function calls by which a package becomes a body, once its classes came often."""
    from esignkit.core.model_text import WORTH
    from esignkit.core.operation import Json
    from esignkit.core.request_body import compile_body
    from esignkit.core.serialization import Writer

    for _ in range(WORTH // 150):  # the smallest of its models counts for a little more than that
        compile_body(Json(package), Writer())
    return function_calls(lambda: compile_body(Json(package), Writer()))


def calls_of_create(client: esignkit.ESignLive) -> list[int]:
    """Count the function calls of a create, under a journal and without one."""
    import tempfile

    from esignkit.durable import Journal
    from esignkit.esignlive import Package

    plan = client.packages.plan.create(Package(name="Lease"))
    with tempfile.TemporaryDirectory() as folder, Journal(f"{folder}/runs.sqlite") as journal:
        client.run(plan, journal=journal, key="first")
        recorded = function_calls(lambda: client.run(plan, journal=journal, key="second"))
    return [recorded, function_calls(lambda: client.run(plan))]


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    modules, classes = set(sys.modules), types()
    base_url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    with esignkit.ESignLive(api_key="a2V5", base_url=base_url) as client:
        client.packages.get("p")
        loaded, built = set(sys.modules) - modules, len(types() - classes)
        calls = [function_calls(lambda: client.packages.get("p")) for _ in range(3)]
        first_use = calls_of_first_use()
        *_, package = client.packages.list(limit=100)
        package.to_wire()
        written = function_calls(package.to_wire)
        text = calls_of_text(package)
        models = kept(lambda: list(client.packages.list(limit=100)))
        dicts = kept(lambda: json.loads(LISTED))
        recorded, unrecorded = calls_of_create(client)
    over_own_client, by_httpx = over_httpx(base_url)
    found = {
        "imported": sorted(IMPORTED),
        "loaded": sorted(loaded),
        "built": built,
        "calls": calls[-1],
        "first_use": first_use,
        "written": written,
        "over_own_client": over_own_client,
        "by_httpx": by_httpx,
        "recorded": recorded - unrecorded,
        "text": text,
        "models": models,
        "dicts": dicts,
    }
    print(json.dumps(found))


main()
