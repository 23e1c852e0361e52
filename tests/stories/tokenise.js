// Tokenises texts by a TextMate grammar, and tells how many characters have which scopes.
"use strict";

const { readFileSync } = require("fs");

const { grammar, modules, texts } = JSON.parse(readFileSync(0, "utf8"));
const textmate = require(`${modules}/vscode-textmate`);
const oniguruma = require(`${modules}/vscode-oniguruma`);

async function tokenise() {
  await oniguruma.loadWASM(readFileSync(`${modules}/vscode-oniguruma/release/onig.wasm`).buffer);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(grammar, "utf8"), grammar),
  });
  const read = await registry.loadGrammar("source.remit");
  const found = {};
  for (const [name, text] of Object.entries(texts)) found[name] = scopes(read, text);
  console.log(JSON.stringify(found));
}

function scopes(read, text) {
  const all = [];
  let state = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = read.tokenizeLine(line, state);
    for (const { startIndex, endIndex, scopes } of tokens) {
      all.push([[...line.slice(startIndex, endIndex)].length, scopes]);
    }
    all.push([1, []]); // the end of the line
    state = ruleStack;
  }
  return all.slice(0, -1);
}

tokenise().catch((error) => {
  console.error(error);
  process.exit(1);
});
