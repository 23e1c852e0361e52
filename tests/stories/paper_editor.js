// An editor of paper: it runs an extension, answers whatever it is asked with something empty, and
// tells on standard output what it heard once the first diagnostics are there, or an error.
"use strict";

const Module = require("module");
const { pathToFileURL } = require("url");
const { readFileSync } = require("fs");

const { extension, folder, command, configured, trusted, open } = JSON.parse(readFileSync(0, "utf8"));
const heard = { commands: [], documents: [], providers: [], errors: [], diagnostics: [] };
let settle;
const settled = new Promise((done) => (settle = done));

function paper(name) {
  const thing = function () {};
  return new Proxy(thing, {
    get(own, key) {
      if (key === "then" || key === Symbol.toPrimitive) return undefined;
      if (key === "prototype") return own.prototype;
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      return paper(`${name}.${String(key)}`);
    },
    apply: () => paper(`${name}()`),
    construct: (own, words, made) => Reflect.construct(own, words, made),
  });
}

function over(given, name) {
  const under = paper(name);
  return new Proxy(given, { get: (own, key) => (key in own ? own[key] : under[key]) });
}

class Disposable {
  constructor(dispose) {
    this.dispose = dispose ?? (() => {});
  }
}

class EventEmitter {
  constructor() {
    this.listeners = [];
    this.event = (listener) => {
      this.listeners.push(listener);
      return new Disposable();
    };
  }
  fire(what) {
    this.listeners.forEach((listener) => listener(what));
  }
  dispose() {}
}

class Uri {
  constructor(text) {
    this.text = text;
    this.scheme = new URL(text).protocol.slice(0, -1);
    this.fsPath = decodeURIComponent(new URL(text).pathname);
  }
  toString() {
    return this.text;
  }
  static file(path) {
    return new Uri(pathToFileURL(path).href);
  }
  static parse(text) {
    return new Uri(text);
  }
}

class Diagnostic {
  constructor(range, message) {
    this.message = message;
  }
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
}

const texts = open.map(({ path, language, text }) => ({
  uri: Uri.file(path),
  languageId: language,
  version: 1,
  getText: () => text,
}));
const collection = {
  set(uri, found) {
    if (found.length === 0) return;
    heard.diagnostics.push(...found.map((each) => each.message));
    settle();
  },
};
const provided = { get: (own, key) => own[key] ?? provider(key) };
function provider(key) {
  if (!/^register.*Provider$/.test(String(key))) return paper(`vscode.languages.${String(key)}`);
  return (selector) => {
    heard.providers.push(key);
    for (const each of [selector].flat()) heard.documents.push(`${each.scheme} ${each.language}`);
    return new Disposable();
  };
}
const vscode = over(
  {
    Disposable,
    EventEmitter,
    Uri,
    Diagnostic,
    CancellationTokenSource,
    version: "1.90.0",
    env: over({ appName: "paper", language: "en" }, "vscode.env"),
    workspace: over(
      {
        isTrusted: trusted,
        workspaceFolders: [{ uri: Uri.file(folder), name: "here", index: 0 }],
        textDocuments: texts,
        findFiles: async () => configured.map((path) => Uri.file(path)),
        getConfiguration: () => ({ get: (name) => ({ command })[name] }),
      },
      "vscode.workspace",
    ),
    languages: new Proxy(
      {
        createDiagnosticCollection: () => over(collection, "collection"),
        match: (selector, text) =>
          [selector].flat().some((each) => each.language === text.languageId) ? 1 : 0,
      },
      provided,
    ),
    commands: over(
      {
        registerCommand(name) {
          heard.commands.push(name);
          return new Disposable();
        },
      },
      "vscode.commands",
    ),
    window: over(
      {
        async showErrorMessage(message) {
          heard.errors.push(message);
          settle();
        },
      },
      "vscode.window",
    ),
  },
  "vscode",
);

process.on("unhandledRejection", () => {}); // editors only log what an extension leaves unhandled

const load = Module._load;
Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));

async function story() {
  const { activate, deactivate } = require(extension);
  await activate({ subscriptions: [] });
  if (trusted) await settled;
  await deactivate();
  console.log(JSON.stringify(heard));
}

story().catch((error) => {
  console.error(error);
  process.exit(1);
});
