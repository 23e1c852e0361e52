"""Running `remit` in processes that have imported it already.

Most of what a short command costs is the import of Remit and what it uses. One server imports that
once, and forks a process for each command: with the folder, environment, arguments and streams that
it is given. What the start of a process itself does is tested where processes are really started.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from remit.cli import entry
from remit.cli.main import COMMANDS
from remit.syntax.grammar import grammar

_CLIENT = """\
#!{python} -ISE
import json, os, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
told = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode("utf-8", "surrogateescape")
socket.send_fds(server, [len(told).to_bytes(8, "big")], [0, 1, 2])
server.sendall(told)
status = server.recv(1)
os._exit(status[0] if status else 70)
"""


@cache
def remit() -> Path:
    """Gives the command that asks the server, which is started; it ends with this process."""
    folder = Path(tempfile.mkdtemp(prefix="remit-forked-"))
    words = [sys.executable, "-m", "tests.forked", str(folder)]
    root = str(Path(__file__).parent.parent)
    server = subprocess.Popen(words, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    _SERVERS.append(server)
    script = folder / "remit"
    script.write_text(_CLIENT.format(python=sys.executable, address=str(folder / "socket")))
    script.chmod(0o755)
    return script


_SERVERS: list[subprocess.Popen[bytes]] = []
"""Servers that run: a server ends when its standard input does."""


def _serve(folder: str) -> None:
    for module, _ in COMMANDS.values():
        importlib.import_module(module)
    grammar()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(os.path.join(folder, "socket"))
    listening.listen()
    print("ready", flush=True)
    while sys.stdin not in select.select([listening, sys.stdin], [], [])[0]:
        asked, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            asked.sendall(bytes([_run(asked)]))
            os._exit(0)
        asked.close()
        _reap()
    shutil.rmtree(folder)


def _reap() -> None:
    """Takes leave of the processes that have ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _run(asked: socket.socket) -> int:
    """Runs a command as it was asked for, and gives its exit status."""
    size, streams, _, _ = socket.recv_fds(asked, 8, 3)
    left, told = int.from_bytes(size, "big"), b""
    while len(told) < left:
        told += asked.recv(left - len(told))
    words, folder, environment = json.loads(told.decode("utf-8", "surrogateescape"))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = words
    try:
        return entry.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
