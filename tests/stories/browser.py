"""A browser without a window, driven over a pipe: pages opened, looked at, clicked and typed into.

Chromium speaks its DevTools protocol over two pipes, one JSON message after another with a zero
byte between them, so nothing but Chromium itself is needed.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
"""The browser, None where there is none."""

_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)


class Page(Struct, dict=True):
    """An open page. `said` gathers what the console was told, and `asked` every address that was
    requested and not kept from it by the page itself."""

    sending: int
    receiving: int
    session: str | None = None
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _requests: dict[str, str] = field(default_factory=dict)
    _number: int = 0
    _read: bytes = b""
    _loaded: bool = False

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """Sends a command, and gives its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self.session is not None:
            message["sessionId"] = self.session
        os.write(self.sending, json.dumps(message).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self._number:
                assert "error" not in found, found["error"]
                result: dict[str, Any] = found["result"]
                return result

    def open(self, file: Path | str) -> None:
        """Opens a file or an address, and waits until it is loaded."""
        self._loaded = False
        self.do("Page.navigate", url=file.as_uri() if isinstance(file, Path) else file)
        while not self._loaded:
            self._next()

    def run(self, script: str) -> Any:
        """Gives what an expression comes to on the page, awaited where it is a promise."""
        found = self.do(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """Presses a key."""
        text = {"text": "\r"} if key == "Enter" else {}
        press = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self.do("Input.dispatchKeyEvent", type="keyDown", **press, **text)
        self.do("Input.dispatchKeyEvent", type="keyUp", **press)

    def shape(self, width: int, height: int, *, dark: bool = False, media: str = "") -> None:
        """Makes the page so wide and high, dark or light, on a screen or on paper."""
        metrics = {"deviceScaleFactor": 1, "mobile": False}
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=height, **metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.do("Emulation.setEmulatedMedia", media=media, features=[scheme, still])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            got = os.read(self.receiving, 1 << 16)
            assert got, "the browser has gone away"
            self._read += got
        line, _, self._read = self._read.partition(b"\0")
        found: dict[str, Any] = json.loads(line)
        self._note(found.get("method", ""), found.get("params", {}))
        return found

    def _note(self, method: str, params: dict[str, Any]) -> None:
        match method:
            case "Runtime.consoleAPICalled":
                self.said.append(str([each.get("value") for each in params["args"]]))
            case "Runtime.exceptionThrown":
                self.said.append(str(params["exceptionDetails"]))
            case "Log.entryAdded":
                self.said.append(str(params["entry"]["text"]))
            case "Page.javascriptDialogOpening":
                self.said.append(f"dialog: {params['message']}")
            case "Network.requestWillBeSent":
                self.asked.append(str(params["request"]["url"]))
                self._requests[str(params["requestId"])] = self.asked[-1]
            case "Network.loadingFailed" if params.get("blockedReason"):
                self.asked.remove(self._requests[str(params["requestId"])])
            case "Page.loadEventFired":
                self._loaded = True


@contextlib.contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """Gives a page of a fresh browser, whose own files are in the folder."""
    assert CHROMIUM is not None
    (theirs, ours), (mine, its) = os.pipe(), os.pipe()

    # Chromium reads from descriptor 3 and writes to 4, which may be taken here.
    def wired() -> None:
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs, its)]
        os.dup2(ends[0], 3)
        os.dup2(ends[1], 4)

    process = subprocess.Popen(
        [CHROMIUM, *_QUIET, f"--user-data-dir={folder}"],
        preexec_fn=wired,
        close_fds=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    os.close(its)
    page = Page(ours, mine)
    try:
        target = page.do("Target.createTarget", url="about:blank")["targetId"]
        page.session = page.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for part in ("Page", "Runtime", "Log", "Network"):
            page.do(f"{part}.enable")
        yield page
    finally:
        process.kill()
        process.wait()
        os.close(ours)
        os.close(mine)


def choose(page: Page, control: str, value: str) -> None:
    """Chooses an option by what it says."""
    page.run(
        f"(() => {{ const control = document.getElementById({json.dumps(control)});"
        "const option = [...control.options]"
        f".find(each => each.text.startsWith({json.dumps(value)}));"
        "control.value = option.value; control.dispatchEvent(new Event('change')); })()"
    )


def search(page: Page, words: str) -> None:
    """Types into the search, and waits until the page has looked."""
    page.run(
        f"(async () => {{ const field = document.getElementById('search');"
        f"field.value = {json.dumps(words)}; field.dispatchEvent(new Event('input'));"
        "await new Promise(done => setTimeout(done, 200)); })()"
    )


def shut_out(page: Page, axe: str) -> list[object]:
    """Gives what of the open page shuts people out, by the script of axe-core."""
    page.run(f"{axe}; 0")
    found: list[object] = page.run(
        "axe.run().then(result => result.violations.map(each => "
        "[each.id, each.help, each.nodes.slice(0, 3).map(node => node.html)]))"
    )
    return found
