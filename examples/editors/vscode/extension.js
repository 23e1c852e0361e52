// Starts `remit lsp` for rule files and, in a workspace with a remit.yaml, for its manifests.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const CONFIGURATION = "**/remit.yaml";

/** A client that logs what goes wrong while it starts, which is told once, with the way out. */
class Client extends LanguageClient {
  error(message, data, shown) {
    super.error(message, data, this.isRunning() && shown);
  }
}

let client;
let turn = Promise.resolve();

/** Starts the server, and again whenever what it was started by has changed. */
function activate(context) {
  const { workspace, commands } = vscode;
  const watcher = workspace.createFileSystemWatcher(CONFIGURATION, false, true, false);
  context.subscriptions.push(
    watcher,
    watcher.onDidCreate(restart),
    watcher.onDidDelete(restart),
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeConfiguration((change) =>
      change.affectsConfiguration("remit.command") ? restart() : undefined,
    ),
    commands.registerCommand("remit.restart", restart),
  );
  return restart();
}

/** Stops the server. */
function deactivate() {
  return inTurn(stop);
}

function restart() {
  return inTurn(async () => {
    await stop();
    await start();
  });
}

/** Does one thing after the other, as a client that is being started can't be stopped. */
function inTurn(act) {
  turn = turn.then(act, act);
  return turn;
}

async function start() {
  if (!vscode.workspace.isTrusted) return;
  const server = { command: command(), args: ["lsp"] };
  client = new Client("remit", "Remit", server, {
    documentSelector: await documents(),
    initializationFailedHandler: () => false, // it isn't tried again
  });
  try {
    await client.start();
  } catch {
    client = undefined;
    complain(server.command); // nobody waits for the answer
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running !== undefined) await running.dispose();
}

/** Gives which documents the server is asked about; it knows itself which YAML is a manifest. */
async function documents() {
  const found = await vscode.workspace.findFiles(CONFIGURATION, undefined, 1);
  const languages = found.length > 0 ? ["remit", "yaml"] : ["remit"];
  return languages.map((language) => ({ scheme: "file", language }));
}

function command() {
  const said = vscode.workspace.getConfiguration("remit").get("command").trim() || "remit";
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ".";
  return said.replaceAll("${workspaceFolder}", () => folder);
}

async function complain(name) {
  const settings = "Open Settings";
  const chosen = await vscode.window.showErrorMessage(
    `The language server \`${name} lsp\` doesn't start. Install it with \`pip install 'remit[lsp]'\`, ` +
      "or say in the setting `remit.command` where it is.",
    settings,
  );
  if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "remit.command");
  }
}

module.exports = { activate, deactivate };
