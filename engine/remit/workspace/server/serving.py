"""Serving: the language server over standard input and output, and what it answers."""

from __future__ import annotations

import io
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from datetime import date
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

import remit
from remit.text.inert import inert
from remit.workbench.editing.colouring import MODIFIERS, TYPES
from remit.workspace.server import answers, commands, lenses, suggesting
from remit.workspace.server import session as sessions
from remit.workspace.server.buffers import path_of
from remit.workspace.server.session import Session

_STRANGE = (JsonRpcInvalidParams, JsonRpcInvalidRequest, JsonRpcMethodNotFound, JsonRpcParseError)


class _Protocol(LanguageServerProtocol):
    """The protocol with our own buffers: a line ends at LF, CR LF or CR, and at nothing else."""

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        if params.capabilities.general is not None:
            params.capabilities.general.position_encodings = None  # UTF-16, which all editors speak
        return (yield from super().lsp_initialize(params))

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(
        self, params: types.DidOpenTextDocumentParams
    ) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(
        self, params: types.DidCloseTextDocumentParams
    ) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None


class _Server(LanguageServer):
    def report_server_error(self, error: Exception, source: Any) -> None:
        """Says that there is a bug, where the editor logs such things; in the editor itself where
        it has sent something strange."""
        if isinstance(error, answers.RefusedError):
            return
        message = f"this is a bug in remit {remit.__version__} ({type(error).__name__})"
        if isinstance(error, _STRANGE):
            message = "the editor sent something that the protocol doesn't know"
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))


class _Input(io.BufferedReader):
    """Standard input, which notes when something comes."""

    def __init__(self, session: Session) -> None:
        super().__init__(io.FileIO(sys.stdin.fileno(), closefd=False))
        self.session = session

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        self.session.heard = time.monotonic()
        return line


def serve(today: Callable[[], date]) -> None:
    """Answers the editor at standard input and output until it says good-bye."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    sessions.prepare()
    server = _Server(
        "remit",
        remit.__version__,
        types.TextDocumentSyncKind.Incremental,
        protocol_cls=_Protocol,
    )
    session = Session(server, today)
    for method, (answer, options) in FEATURES.items():
        server.feature(method, options)(_bound(answer, session))
    for name, command in COMMANDS.items():
        server.command(name)(_bound(command, session))
    # what pygls does with commands goes on after they were cancelled
    features = server.protocol.fm
    features.add_builtin_feature(types.WORKSPACE_EXECUTE_COMMAND, _executing(session))
    server.start_io(_Input(session))
    session.worker.shutdown(wait=False, cancel_futures=True)


def _bound(answer: Callable[..., Any], session: Session) -> Callable[..., Any]:
    bound = partial(answer, session)
    return bound


def _executing(session: Session) -> Callable[[types.ExecuteCommandParams], Awaitable[Any]]:
    async def execute(params: types.ExecuteCommandParams) -> Any:
        command = COMMANDS.get(params.command)
        if command is None:
            raise answers.RefusedError(f"there is no command `{inert(params.command)}`")
        return await command(session, *(params.arguments or ()))

    return execute


# -- the life of a session -------------------------------------------------------------------------


def _initialize(session: Session, params: types.InitializeParams) -> None:
    folders = [folder.uri for folder in params.workspace_folders or []]
    roots = folders or ([params.root_uri] if params.root_uri else [])
    session.roots = [path for uri in roots if (path := path_of(uri)) is not None]
    match params.initialization_options:
        case {"grammar": False}:
            session.has_grammar = False


def _initialized(session: Session, params: types.InitializedParams) -> None:
    workspace = session.server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace is not None else None
    if watching is None or not watching.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(pattern) for pattern in ("**/*.remit", "**/*.{yaml,yml}")]
    session.server.client_register_capability(
        types.RegistrationParams(
            [
                types.Registration(
                    "remit-files",
                    types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                    types.DidChangeWatchedFilesRegistrationOptions(watchers),
                )
            ]
        )
    )


def _folders(session: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    gone = {path_of(folder.uri) for folder in params.event.removed}
    new = [path for folder in params.event.added if (path := path_of(folder.uri)) is not None]
    session.roots = [root for root in session.roots if root not in gone] + new


def _did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    session.buffers.open(params.text_document)
    sessions.opened(session, params.text_document.uri)


def _did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    session.buffers.change(params.text_document, params.content_changes)
    sessions.changed(session, params.text_document.uri)


def _did_save(session: Session, params: types.DidSaveTextDocumentParams) -> None:
    sessions.opened(session, params.text_document.uri)


def _did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    sessions.closed(session, params.text_document.uri)


def _did_change_files(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    sessions.later(session, "reread", sessions.QUIET,
                   lambda: sessions.reread(session, session.rooms.values()))  # fmt: skip


FEATURES: dict[str, tuple[Callable[..., Any], Any]] = {
    types.INITIALIZE: (_initialize, None),
    types.INITIALIZED: (_initialized, None),
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (_folders, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_did_change_files, None),
    types.TEXT_DOCUMENT_DID_OPEN: (_did_open, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (_did_change, None),
    types.TEXT_DOCUMENT_DID_SAVE: (_did_save, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (_did_close, None),
    types.TEXT_DOCUMENT_COMPLETION: (answers.suggest, suggesting.OPTIONS),
    types.TEXT_DOCUMENT_HOVER: (answers.hover, None),
    types.TEXT_DOCUMENT_DEFINITION: (answers.define, None),
    types.TEXT_DOCUMENT_REFERENCES: (answers.refer, None),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (answers.highlight, None),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (answers.prepare_rename, None),
    types.TEXT_DOCUMENT_RENAME: (answers.rename, types.RenameOptions(prepare_provider=True)),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (answers.symbols, None),
    types.WORKSPACE_SYMBOL: (answers.workspace_symbols, None),
    types.TEXT_DOCUMENT_FOLDING_RANGE: (answers.fold, None),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: (
        answers.colour,
        types.SemanticTokensLegend(list(TYPES), list(MODIFIERS)),
    ),
    types.TEXT_DOCUMENT_FORMATTING: (answers.format, None),
    types.TEXT_DOCUMENT_CODE_LENS: (lenses.lenses, types.CodeLensOptions()),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        answers.act,
        types.CodeActionOptions([types.CodeActionKind.QuickFix]),
    ),
}
"""Every method that is answered: the function that answers it, and its options."""

COMMANDS: dict[str, Callable[..., Any]] = {
    lenses.RUN: commands.run_tests,
    lenses.SHOW: commands.show_failures,
}
"""Every command that code lenses name."""
