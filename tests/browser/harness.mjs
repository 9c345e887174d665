// Drives the program and Chromium for the tests of pages, and watches what a page does.
//
//   const browser = await openBrowser();
//   const tune = await serve(["tune", "pages/"]);                  // prints a URL on 127.0.0.1
//   const { page, guard } = await open(browser, { allow: [tune.origin] });
//   await page.goto(tune.url);
//   …
//   await guard.assertQuiet();  // no script error, dialog, console error, pop-up, outside request
//   await tune.stop();
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const sample = join(root, "tests/sample");

/** The program under test: `COPYDESK`, as `tests/run` sets it, else the release build. */
export const binary = resolve(process.env.COPYDESK ?? join(root, "target/release/copydesk"));

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  // A page that asks for another host is told that there is none; the guard has seen it ask.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/** Chromium with a new, empty profile. */
export async function openBrowser() {
  assert.ok(existsSync(CHROMIUM), `no Chromium at ${CHROMIUM}; tests/run installs it`);
  assert.ok(existsSync(binary), `no program at ${binary}; run cargo build --release`);
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS, headless: true });
}

/**
 * A page in a context of its own, and the guard over it.
 *
 * `allow` has the origins (`http://127.0.0.1:8080`) and files (`file:///…/report.html`) that may be asked for;
 * the other options are Playwright's for a context: `colorScheme`, `viewport`, `javaScriptEnabled`.
 */
export async function open(browser, { allow = [], ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const guard = new Guard(allow);
  await context.addInitScript(MARK);
  context.on("request", (request) => guard.asked(request.url()));
  context.on("page", (opened) => guard.watch(opened));
  const page = await context.newPage();
  return { context, page, guard };
}

/** What every payload that is a script calls (see payloads.mjs). */
const MARK = `globalThis.pwned = () => console.error("a payload ran");`;

/** Records what no page of ours may do. */
class Guard {
  /** @type {string[]} */
  seen = [];
  pages = 0;
  #allow;
  #expected = [];

  constructor(allow) {
    this.#allow = allow.map((one) => (one.startsWith("/") ? pathToFileURL(one).href : one));
  }

  /** Lets one kind of record pass: a test that asks for a wrong page sees Chromium report the status. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  asked(url) {
    const { protocol, origin, href } = new URL(url);
    const inside = ["data:", "blob:", "about:"].includes(protocol);
    const file = href.split(/[?#]/)[0];
    if (!inside && !this.#allow.includes(origin) && !this.#allow.includes(file)) {
      this.seen.push(`request: ${url}`);
    }
  }

  watch(page) {
    this.pages += 1;
    if (this.pages > 1) this.seen.push(`pop-up: ${page.url()}`);
    page.on("pageerror", (error) => this.seen.push(`script error: ${error}`));
    page.on("crash", () => this.seen.push("crash"));
    page.on("download", (download) => this.seen.push(`download: ${download.url()}`));
    page.on("websocket", (socket) => this.asked(socket.url()));
    page.on("dialog", async (dialog) => {
      this.seen.push(`dialog: ${dialog.type()} ${dialog.message()}`);
      await dialog.dismiss().catch(() => {});
    });
    page.on("console", (message) => {
      if (["error", "warning", "assert"].includes(message.type())) {
        this.seen.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
  }

  /** Forgets and returns what was seen so far. */
  take() {
    return this.seen.splice(0);
  }

  /** Fails with all that was seen. Waits a moment first: what a page starts it may do later. */
  async assertQuiet(milliseconds = 100) {
    await new Promise((done) => setTimeout(done, milliseconds));
    const seen = this.take().filter((one) => !this.#expected.some((pattern) => pattern.test(one)));
    assert.deepEqual(seen, [], "the page did what it may not");
  }
}

/** Runs the program to its end. `input` is its stdin. */
export function run(args, { input = "", env = {}, cwd } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(binary, args, { env: { ...process.env, ...env }, cwd });
    const out = [], err = [];
    child.stdout.on("data", (bytes) => out.push(bytes));
    child.stderr.on("data", (bytes) => err.push(bytes));
    child.on("error", failed);
    child.on("close", (status) => {
      const [stdout, stderr] = [out, err].map((parts) => Buffer.concat(parts).toString());
      done({ status, stdout, stderr });
    });
    child.stdin.on("error", () => {}); // it need not read to the end
    child.stdin.end(input);
  });
}

/** Runs the program to its end, which must be `status`. */
export async function runTo(status, args, options) {
  const result = await run(args, options);
  assert.equal(result.status, status, `copydesk ${args.join(" ")}\n${result.stderr}`);
  return result;
}

/** Starts the program as a server, and reads the URL that it prints. */
export function serve(args, { env = {}, cwd, milliseconds = 60_000 } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(binary, args, { env: { ...process.env, ...env }, cwd, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    let printed = "";
    const ended = new Promise((end) => child.on("close", (status) => (running.delete(child), end(status))));
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      failed(new Error(`no URL in ${milliseconds} ms:\n${printed}`));
    }, milliseconds);
    const read = (bytes) => {
      printed += bytes;
      const url = printed.match(/http:\/\/[^\s"'<>]+(?=\s)/)?.[0];
      if (!url) return;
      clearTimeout(late);
      const stop = () => (child.kill("SIGINT"), ended);
      done({ url, origin: new URL(url).origin, child, ended, stop, printed: () => printed });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", failed);
    ended.then((status) => {
      clearTimeout(late);
      failed(new Error(`copydesk ${args.join(" ")} ended with ${status}:\n${printed}`));
    });
  });
}

const running = new Set();
const scratch = [];
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, gone at the end. */
export function folder() {
  scratch.push(mkdtempSync(join(tmpdir(), "copydesk-browser-")));
  return scratch.at(-1);
}

/** Writes records as JSON lines; lone surrogates become escapes. */
export function jsonLines(path, records) {
  writeFileSync(path, records.map((record) => JSON.stringify(record) + "\n").join(""));
  return path;
}

/** Writes a picture: for the repository with `UPDATE_SCREENSHOTS` set, else beside the build. */
export async function screenshot(page, name, options = {}) {
  const shots = join(root, process.env.UPDATE_SCREENSHOTS ? "tests/screenshots" : "target/screenshots");
  mkdirSync(shots, { recursive: true });
  const path = join(shots, `${name}.png`);
  await page.screenshot({ path, animations: "disabled", ...options });
  return path;
}

/** Elements of the page by name, sorted: what a payload would add to. */
export function elements(page) {
  return page.evaluate(() => {
    const counts = {};
    for (const element of document.querySelectorAll("*")) counts[element.localName] = (counts[element.localName] ?? 0) + 1;
    return Object.fromEntries(Object.entries(counts).sort());
  });
}
