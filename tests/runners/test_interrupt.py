"""Ctrl-C at every moment of an exchange: the client works afterwards.

The interpreter looks for signals when a function begins, after a call and at the end of a loop, so chance finds the
fatal ones of these moments only now and then. Here a tracer raises `KeyboardInterrupt` at one after another instead: in
our own modules, in the HTTP library's, and in the locks of the standard library that are written in Python. A child
process does it, since what a mistake leaves is a deadlock.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.runners.server import Running
from tests.tables import in_one_test

EVERYWHERE = r'''
import dis, functools, json, sys, threading, time
from tests.clocks import until
from tests.runners.calls import create, get, stream
from tests.runners.conftest import sync_client

base, stride, call = sys.argv[1], int(sys.argv[2]), sys.argv[3]
PLACES = ("esignkit/runners/", "/h11/", "/threading.py")
CHECKED = ("RESUME", "CALL", "CALL_KW", "CALL_FUNCTION_EX", "JUMP_BACKWARD")
wanted = [0]

@functools.cache
def moments(code):
    """Offsets of instructions before which the interpreter looks for signals, under the same exception handler."""
    body = dis.Bytecode(code)
    handlers = body.exception_entries

    def handler(offset):
        return next((h.target for h in handlers if h.start <= offset < h.end), None)

    pairs = zip([None, *body], body)
    return {b.offset for a, b in pairs if a and a.opname in CHECKED and handler(a.offset) == handler(b.offset)}

def strike(code, offset):
    if offset in moments(code):
        wanted[0] -= 1
        if wanted[0] == 0:
            watch(False)
            raise KeyboardInterrupt

def ours(code):
    return any(place in code.co_filename for place in PLACES)

if sys.version_info >= (3, 12):
    events = sys.monitoring
    events.use_tool_id(events.DEBUGGER_ID, "interrupts")

    def seen(code, offset):
        if not ours(code):
            return events.DISABLE
        if threading.current_thread() is threading.main_thread():  # no other is ever interrupted
            strike(code, offset)

    events.register_callback(events.DEBUGGER_ID, events.events.INSTRUCTION, seen)

    def watch(on):
        events.set_events(events.DEBUGGER_ID, events.events.INSTRUCTION if on else 0)

else:

    def trace(frame, event, arg):
        if not ours(frame.f_code):
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        return step

    def step(frame, event, arg):
        if event == "opcode":
            strike(frame.f_code, frame.f_lasti)
        return step

    def watch(on):
        sys.settrace(trace if on else None)

def interrupted_at(n, client, name):
    wanted[0] = n
    watch(True)
    try:
        if call == "download":
            with client.runner.stream(stream('/bytes/5000').with_options({'timeout': 8.0})) as chunks:
                list(chunks)
        else:
            chunks = {'x-answer': 'in chunks'}  # which h11 reads
            client.run(create({name: n}, options={'timeout': 8.0, 'extra_headers': chunks}))
    except KeyboardInterrupt:
        return True
    finally:
        watch(False)
    return wanted[0] <= 0

at, struck = 1, 0
with sync_client(base, limit=2) as client:
    while interrupted_at(at, client, "kept"):
        assert client.run(get(f"after-{at}", options={"timeout": 30.0})) == f"after-{at}"
        struck, at = struck + 1, at + stride
    # A fresh connection takes other ways than a kept one.
    for n in range(1, at, stride):
        client.connections.pool.idle.drain()
        interrupted_at(n, client, "fresh")
        assert client.run(get(f"fresh-{n}", options={"timeout": 30.0})) == f"fresh-{n}"
    pool = client.connections.pool
    def left_behind():
        return [one for one in list(pool.busy) if one() is not None]

    until(lambda: not left_behind())  # what an interrupt lost is let go at its deadline
    print(json.dumps([struck, pool.semaphore.free, len(left_behind())]))
'''


@in_one_test("call", ["create", "download"])
def test_an_interrupt_at_any_moment_leaves_a_client_that_works(server: Running, call: str) -> None:
    server.begin_again()
    stride = int(os.environ.get("ESIGNKIT_MOMENTS", "11"))
    named = server.base.replace("127.0.0.1", "localhost")  # so that a name is looked up as well
    child = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", EVERYWHERE, named, str(stride), call],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert child.returncode == 0, child.stderr
    struck, free, busy = json.loads(child.stdout)
    assert struck * stride > 300, "the tracer reached too little to prove anything"
    assert free == 2, "a permit was lost"
    assert busy == 0, "an entry outlived its deadline"
    whole = [body for body in server.state.ledger if body]
    assert len(set(whole)) == len(whole), "a create was executed twice"
