"""An editor for tests: a client of the protocol with a server of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from lsprotocol import types
from msgspec import Struct, field
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

PATIENCE = 60.0


class Editor(Struct, dict=True):
    """An editor that has a folder open, with the texts that are open in it, by address.

    `registered` is what the server wants to hear of, `asked` what it wants to be answered by a
    click (on the offer that begins as `choice`), `refreshed` how often it had lenses asked for.
    """

    client: LanguageClient
    folder: Path
    versions: dict[str, int] = field(default_factory=dict)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)
    told: dict[str, types.PublishDiagnosticsParams] = field(default_factory=dict)
    history: list[types.PublishDiagnosticsParams] = field(default_factory=list)
    tasks: list[asyncio.Future[None]] = field(default_factory=list)
    registered: list[types.Registration] = field(default_factory=list)
    asked: list[types.ShowMessageRequestParams] = field(default_factory=list)
    choice: str = ""
    refreshed: int = 0

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None, uri: str | None = None) -> str:
        """Opens a file, as it is on the disk or with another text."""
        uri = uri or self.uri(name)
        if text is None:
            text = (self.folder / name).read_text(encoding="utf-8")
        self.versions[uri] = 1
        language = "remit" if name.endswith(".remit") else "yaml"
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def edit(self, uri: str, *changes: types.TextDocumentContentChangeEvent) -> None:
        """Makes changes to a text that is open."""
        self.versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        params = types.DidChangeTextDocumentParams(document, list(changes))
        self.client.text_document_did_change(params)

    def write(self, uri: str, text: str) -> None:
        """Puts another text in the place of one that is open."""
        self.edit(uri, types.TextDocumentContentChangeWholeDocument(text))

    def put(self, uri: str, line: int, character: int, text: str, gone: int = 0) -> None:
        """Writes at a place, over so many units of its line."""
        start, end = types.Position(line, character), types.Position(line, character + gone)
        change = types.TextDocumentContentChangePartial(types.Range(start, end), text)
        self.edit(uri, change)

    def close(self, uri: str) -> None:
        document = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    async def diagnostics(self, uri: str, version: int | None = None) -> list[types.Diagnostic]:
        """Gives what the server says of a text as it is now, once it has said it."""
        wanted = self.versions.get(uri) if version is None else version

        def is_there() -> bool:
            known = self.told.get(uri)
            return known is not None and known.version == wanted

        async with self.heard:
            await asyncio.wait_for(self.heard.wait_for(is_there), PATIENCE)
        return list(self.told[uri].diagnostics)

    async def until(self, uri: str, codes: list[str], *, advice: bool = False) -> None:
        """Waits until the server says just this of a file, by codes; of errors, or of advice, too,
        which may come later."""

        def is_so() -> bool:
            known = self.told.get(uri)
            return known is not None and _codes(known.diagnostics, advice=advice) == codes

        async with self.heard:
            try:
                await asyncio.wait_for(self.heard.wait_for(is_so), PATIENCE)
            except TimeoutError:
                raise AssertionError(f"expected {codes}, told {self.told.get(uri)}") from None

    async def till(self, holds: Callable[[], bool]) -> None:
        """Waits until something holds that the server brings about."""
        for _ in range(int(PATIENCE / 0.02)):
            if holds():
                return
            await asyncio.sleep(0.02)
        raise AssertionError("it never came to hold")

    async def codes(self, uri: str) -> list[str]:
        """Gives the codes of the errors that the server tells of a text as it is now."""
        return _codes(await self.diagnostics(uri))


def _codes(diagnostics: Iterable[types.Diagnostic], *, advice: bool = False) -> list[str]:
    return [str(one.code) for one in diagnostics if advice or one.severity == 1]


@asynccontextmanager
async def editor(
    folder: Path,
    client: str = "visual-studio-code",
    *,
    grammar: bool = False,
    options: dict[str, object] | None = None,
) -> AsyncIterator[Editor]:
    """Gives an editor that has a folder open, and says good-bye at the end; it may say that it
    colours by grammars of its own, and start the server with options."""
    able = client_capabilities(client)
    if grammar and able.text_document is not None:
        assert able.text_document.semantic_tokens is not None
        able.text_document.semantic_tokens.augments_syntax_tokens = True
    made = make_test_lsp_client()
    await made.start_io(sys.executable, "-m", "remit", "lsp", cwd=str(folder))
    opened = Editor(made, folder)

    def hear(params: types.PublishDiagnosticsParams) -> None:
        opened.history.append(params)

        async def notify() -> None:
            async with opened.heard:
                opened.told[params.uri] = params
                opened.heard.notify_all()

        opened.tasks.append(asyncio.ensure_future(notify()))

    def register(params: types.RegistrationParams) -> None:
        opened.registered += params.registrations

    def refresh(params: None) -> None:
        opened.refreshed += 1

    def ask(params: types.ShowMessageRequestParams) -> types.MessageActionItem | None:
        opened.asked.append(params)
        offers = params.actions or []
        return next((one for one in offers if one.title.startswith(opened.choice)), None)

    made.protocol.fm.features.pop(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, None)
    made.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(hear)
    made.feature(types.CLIENT_REGISTER_CAPABILITY)(register)
    made.feature(types.WORKSPACE_CODE_LENS_REFRESH)(refresh)
    made.feature(types.WINDOW_SHOW_MESSAGE_REQUEST)(ask)
    await made.initialize_session(
        types.InitializeParams(
            capabilities=able,
            initialization_options=options,
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
        )
    )
    try:
        yield opened
    finally:
        await made.shutdown_session()
        await made.stop()


Scenario = Callable[[Editor], Awaitable[None]]


def play(
    folder: Path,
    scenario: Scenario,
    client: str = "visual-studio-code",
    *,
    grammar: bool = False,
    options: dict[str, object] | None = None,
) -> None:
    """Lets an editor that has a folder open act."""

    async def run() -> None:
        async with editor(folder, client, grammar=grammar, options=options) as it:
            await scenario(it)

    asyncio.run(run())
