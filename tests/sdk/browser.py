"""A real browser without a window, driven by the DevTools protocol; it reaches this machine alone."""

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_SECONDS = 60
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",  # it shows our own page alone, and a sandbox cannot be had in every container
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
)
_KEYS = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, ""), "ArrowDown": (40, "")}
_WAIT = """new Promise((done, fail) => {
  const end = performance.now() + %d;
  (function look() {
    let found;
    try { found = %s; } catch (error) { found = null; }
    if (found) done(found);
    else if (performance.now() > end) fail(new Error("waited in vain"));
    else setTimeout(look, 15);
  })();
})"""


def find_browser() -> str | None:
    """The path of a Chromium, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass(slots=True)
class Page:
    """One tab; `complaints` are what its console said of errors, and what nobody caught."""

    wire: ClientConnection
    complaints: list[str] = field(default_factory=list)
    sent: int = 0

    def call(self, method: str, **given: Any) -> Any:
        """One command of the protocol, and its result."""
        self.sent += 1
        self.wire.send(json.dumps({"id": self.sent, "method": method, "params": given}))
        while True:
            message = json.loads(self.wire.recv(timeout=2 * PATIENCE_SECONDS))
            if message.get("id") == self.sent:
                assert "error" not in message, f"{method}: {message['error']}"
                return message["result"]
            self._hear(message)

    def run(self, script: str) -> Any:
        """The value of an expression in the page, waited for where it is a promise."""
        told = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, f"{script}: {told['exceptionDetails']} in\n{self.text()}"
        return told["result"].get("value")

    def wait(self, script: str) -> Any:
        """The value of an expression as soon as it is true."""
        return self.run(_WAIT % (PATIENCE_SECONDS * 1_000, script))

    def open(self, url: str, width: int = 1_280, height: int = 800) -> None:
        """Show an address in a window of this size."""
        phone = width < 600
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        self.call("Page.navigate", url=url)
        self.wait(f"location.href.startsWith({json.dumps(url)}) && document.readyState === 'complete'")

    def type(self, selector: str, text: str) -> None:
        """Put the cursor into a field, and text in the place of what is there."""
        self.wait(f"(document.querySelector({json.dumps(selector)})?.focus(), true)")
        self.run("document.activeElement.select?.()")
        self.call("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """Press and let go one key of the keyboard."""
        code, text = _KEYS[key]
        pressed = {"key": key, "code": key, "windowsVirtualKeyCode": code, **({"text": text} if text else {})}
        self.call("Input.dispatchKeyEvent", type="keyDown", **pressed)
        self.call("Input.dispatchKeyEvent", type="keyUp", **pressed)

    def click(self, selector: str) -> None:
        """Click with the mouse where an element is, once it can be seen."""
        place = f"document.querySelector({json.dumps(selector)})"
        x, y = self.wait(
            f"(({place}.scrollIntoView({{block: 'nearest'}})), ((r) => r.width && "
            f"[r.x + r.width / 2, r.y + r.height / 2])({place}.getBoundingClientRect()))"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def text(self) -> str:
        """What can be read on it."""
        return str(self.call("Runtime.evaluate", expression="document.body.innerText")["result"].get("value"))

    def picture(self) -> bytes:
        """What it looks like, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def _hear(self, message: dict[str, Any]) -> None:
        kind, told = message["method"], message["params"]
        if kind == "Runtime.exceptionThrown":
            self.complaints.append(str(told["exceptionDetails"]))
        elif kind == "Runtime.consoleAPICalled" and told["type"] == "error":
            self.complaints.append(str(told["args"]))
        elif kind == "Page.javascriptDialogOpening":
            self.complaints.append(f"a dialog of a script: {told['message']}")
            self.call("Page.handleJavaScriptDialog", accept=False)


@contextmanager
def browse(program: str, folder: Path) -> Iterator[Page]:
    """One tab of a new browser, whose profile is kept in a folder."""
    with (folder / "browser.log").open("wb") as log:
        command = [program, *_OPTIONS, f"--user-data-dir={folder}", "about:blank"]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            port = _read_port(folder / "DevToolsActivePort", process)
            with httpx2.Client(timeout=60, trust_env=False) as http:
                tabs = http.get(f"http://127.0.0.1:{port}/json/list").json()
            address = next(one["webSocketDebuggerUrl"] for one in tabs if one["type"] == "page")
            with connect(address, max_size=None, proxy=None) as wire:
                page = Page(wire)
                for part in ("Page", "Runtime", "Accessibility"):
                    page.call(f"{part}.enable")
                yield page
                page.call("Browser.close")
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _read_port(file: Path, process: subprocess.Popen[bytes]) -> int:
    """The port that the browser listens on, once it has written it down."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not (file.is_file() and (lines := file.read_text().splitlines())):
        assert process.poll() is None, f"the browser ended with {process.returncode}"
        assert time.monotonic() < give_up, "the browser did not start"
        time.sleep(0.02)
    return int(lines[0])
