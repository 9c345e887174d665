// The page about a run, opened from disk as a reader opens it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { elements, folder, jsonLines, open, openBrowser, runTo, sample, screenshot } from "./harness.mjs";
import { asRead, inToml, payloads } from "./payloads.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

/** A run and the page about it. */
async function made(inputs, { options = [], report = [], status = 0 } = {}) {
  const place = folder();
  const out = join(place, "out"), page = join(place, "out.html"), times = join(place, "times.json");
  await runTo(status, ["run", ...inputs, "--output", out, "--timings", times, "--quiet", ...options]);
  await runTo(0, ["report", out, "--timings", times, ...report]);
  return { out, page, times, report: JSON.parse(readFileSync(join(out, "report.json"))) };
}

/** Opens a page from disk. */
async function opened(file, options = {}) {
  const found = await open(browser, { allow: [file], ...options });
  await found.page.goto(`file://${file}`);
  return found;
}

const thousands = (number) => number.toLocaleString("en-US");

describe("the sample", () => {
  let run;
  before(async () => { run = await made([join(sample, "pages"), join(sample, "feeds")], { options: ["--passages"] }); });

  for (const scheme of ["light", "dark"]) {
    test(`opens from disk, ${scheme}, and asks for nothing`, async () => {
      const { context, page, guard } = await opened(run.page, { colorScheme: scheme });
      const [paper, ink] = await page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.documentElement);
        return [backgroundColor, color].map((one) => Number(one.match(/\d+/)[0]));
      });
      assert.equal(paper > ink, scheme === "light");
      await screenshot(page, `report-${scheme}`, { clip: { x: 0, y: 0, width: 1280, height: 1500 }, fullPage: true });
      await page.locator("#exchange").scrollIntoViewIfNeeded();
      await guard.assertQuiet();
      await context.close();
    });
  }

  test("has the figures of report.json", async () => {
    const { context, page } = await opened(run.page);
    const cell = (row, column) => page.locator("#removed table").last().locator("tr", { hasText: row }).locator("td").nth(column).innerText();
    assert.equal(await cell("read", 1), thousands(run.report.documents));
    assert.equal(await cell("read", 2), thousands(run.report.bytes.in));
    assert.equal(await cell("kept of the text", 2), thousands(run.report.bytes.kept));
    assert.equal(await cell("removed from it", 2), thousands(run.report.bytes.removed));
    const figures = (table, column) => page.locator(table).locator(`tbody tr td:nth-child(${column})`).evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.v)));
    const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
    assert.equal(sum(await figures("#removed table.sortable", 3)), run.report.bytes.removed);
    assert.equal(sum(await figures("#outlets table", 2)), run.report.documents);
    assert.equal(sum(await figures("#outlets table", 7)) + sum(await figures("#outlets table", 6)), run.report.grouped);
    assert.equal(sum(await figures("#rules table", 6)), sum(Object.values(run.report.rules).map((rule) => rule.bytes)));
    assert.equal((await figures("#rules table", 6)).length, Object.keys(run.report.rules).length);
    await context.close();
  });

  test("reads without script, and shows all rows then", async () => {
    const { context, page, guard } = await opened(run.page, { javaScriptEnabled: false });
    assert.match(await page.locator("h1").innerText(), /^99 documents, 24 stories/);
    assert.equal(await page.locator("#rules table").first().locator("tbody tr:visible").count(), Object.keys(run.report.rules).length);
    assert.equal(await page.locator("button, input").count(), 0);
    await guard.assertQuiet();
    await context.close();
  });

  test("sorts, finds and shows the rest", async () => {
    const { context, page, guard } = await opened(run.page);
    const bytes = () => page.locator("#rules table").first().locator("tbody tr:visible td:nth-child(6)").evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.v)));
    const first = await bytes();
    assert.equal(first.length, 30);
    assert.deepEqual(first, [...first].sort((a, b) => b - a));
    await page.locator("#rules table").first().locator("th", { hasText: "Bytes" }).getByRole("button").click();
    const up = await bytes();
    assert.deepEqual(up, [...up].sort((a, b) => a - b));
    assert.ok(up[0] < first[29]);
    await page.locator("#rules").getByRole("searchbox").fill("sandwich");
    assert.equal((await bytes()).length, 1);
    await page.locator("#rules").getByRole("searchbox").fill("");
    await page.locator("#rules").getByRole("button", { name: /^Show all/ }).click();
    assert.equal((await bytes()).length, Object.keys(run.report.rules).length);
    const names = () => page.locator("#outlets tbody tr td:first-child").allInnerTexts();
    await page.locator("#outlets th", { hasText: "Outlet" }).getByRole("button").focus();
    await page.keyboard.press("Enter");
    assert.deepEqual(await names(), (await names()).sort());
    await guard.assertQuiet();
    await context.close();
  });

  test("fits a telephone: nothing is wider than the screen", async () => {
    const { context, page, guard } = await opened(run.page, { viewport: { width: 390, height: 800 } });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    await guard.assertQuiet();
    await context.close();
  });

  test("prints: white paper, samples open, no buttons", async () => {
    const { context, page, guard } = await opened(run.page, { colorScheme: "dark" });
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
    assert.ok(pages >= 5 && pages <= 40, `${pages} pages`);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), "rgb(255, 255, 255)");
    assert.equal(await page.locator("nav:visible, input:visible, button.all:visible").count(), 0);
    assert.ok(await page.locator("#guards .losers, #guards details table").first().isVisible());
    await guard.assertQuiet();
    await context.close();
  });

  test("right-to-left text runs its own way, and the page does not", async () => {
    const { context, page } = await opened(run.page);
    const ways = await page.evaluate(() => [...document.querySelectorAll("bdi")]
      .filter((one) => /^[\u0600-\u06ff]/.test(one.textContent.trim()))
      .map((one) => getComputedStyle(one).direction));
    assert.ok(ways.length > 0 && ways.every((way) => way === "rtl"), ways.join());
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), "ltr");
    await context.close();
  });

  test("is the same, byte for byte, when it is made again", async () => {
    const before = readFileSync(run.page);
    await runTo(0, ["report", run.out, "--timings", run.times]);
    assert.ok(before.equals(readFileSync(run.page)));
  });
});

/** What a page is made of where no text of a run has become markup. */
const ELEMENTS = new Set(
  ("html head meta title style body header p h1 nav a dl div dt dd main section h2 h3 figure figcaption span svg rect line text circle path " +
   "ul li ol table thead tbody tr th td bdi i b br code details summary blockquote article footer script button input").split(" "));
const ATTRIBUTES = new Set(
  ("lang charset name content http-equiv class id href aria-label aria-hidden aria-sort role viewBox preserveAspectRatio x y x1 x2 y1 y2 cx cy r d width height " +
   "text-anchor dir scope type placeholder data-v data-sort data-first data-find hidden open").split(" "));

/** A corpus whose texts, titles, ids, outlets, addresses and dates are `hostile(payload, number)`. */
function corpus(place, hostile) {
  const records = payloads.flatMap((payload, number) => {
    const text = hostile(payload, number);
    const body = `${text}\nSHUT ${number} ${text}\nThe ferry number ${number} sailed from pier ${number * 7} at ${number % 24} hours with ${number * 3} crates of salt.\n${text}`;
    const record = { id: text, text: body, title: text, source: text, url: text, created: text, lang: text, [text]: text };
    // The outlet again, so that its lines repeat, and another outlet that runs its copy.
    return [record, { ...record, id: `${number} ${text}`, source: `${text} ${number}` }];
  });
  return jsonLines(join(place, "corpus.jsonl"), records);
}

/** A rule for every payload, with the payload as its reason, that takes the line with the payload. */
function pack(place) {
  const rules = payloads.map(({ text }, number) =>
    `[[rule]]\nid = "p${number}"\nwhy = ${inToml(text.slice(0, 2000))}\nline = 'SHUT ${number}\\b.*'\nmax-len = 1000000\nmatch = ["SHUT ${number} x"]\n`);
  const path = join(place, "pack.toml");
  writeFileSync(path, `[pack]\nformat = 1\nname = "hostile"\n[defaults]\nkind = "share"\nconfidence = "high"\n${rules.join("")}`);
  return path;
}

/** Inputs that are rejected, with payloads in their names and reasons. */
function rejects(place) {
  const inner = join(place, "rejects");
  mkdirSync(inner);
  for (const [number, { text }] of payloads.entries()) {
    const name = asRead(text).replace(/[\0/]/g, "_").slice(0, 60);
    writeFileSync(join(inner, `${number} ${name}.jsonl`), `{"id":${JSON.stringify(text)},"text":[1]}\n${text.slice(0, 500)}\n`);
  }
  return inner;
}

test("no payload becomes an element, runs, asks for anything or opens a dialog, in any field", async () => {
  const place = folder();
  const options = ["--no-builtin", "--rules", pack(place), "--passages", "--accept-loss"];
  const inputs = [corpus(place, ({ text }) => text), rejects(place)];
  const hostile = await made(inputs, { options, status: 3, report: ["--title", asRead(payloads[0].text)] });
  assert.ok(hostile.report.rejected >= payloads.length);
  assert.ok(Object.keys(hostile.report.rules).length >= 120);
  const { context, page, guard } = await opened(hostile.page);
  await page.locator("#rules").getByRole("button", { name: /^Show all/ }).click();
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    for (const one of document.querySelectorAll("td, bdi, rect")) one.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
  });
  const counts = await elements(page);
  assert.deepEqual(Object.keys(counts).filter((name) => !ELEMENTS.has(name)), []);
  assert.deepEqual([counts.script, counts.style, counts.meta, counts.h1], [1, 2, 5, 1]);
  const attributes = await page.evaluate(() => [...new Set([...document.querySelectorAll("*")].flatMap((one) => one.getAttributeNames()))]);
  assert.deepEqual(attributes.filter((name) => !ATTRIBUTES.has(name)), []);
  assert.ok(await page.evaluate(() => [...document.querySelectorAll("[href]")].every((one) => /^#[a-z]+$/.test(one.getAttribute("href")))));
  assert.equal(await page.locator("h1").innerText(), payloads[0].text);
  // The payloads are there, as text.
  const shown = await page.locator("body").innerText();
  for (const name of ["script", "img onerror", "entity script", "template literal", "formula"]) {
    assert.ok(shown.includes(payloads.find((one) => one.name === name).text), name);
  }
  // Nothing that turns or hides what stands around it.
  assert.equal(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(readFileSync(hostile.page, "utf8")), false);
  await page.pdf();
  await guard.assertQuiet(500);
  await context.close();

  // The same run with plain text in the payloads' places has the same elements.
  const plainPlace = folder();
  const letters = (text) => asRead(text).replace(/[^\n]/gu, "x").replace(/\n/g, " ").trim() || "x";
  const plain = await made([corpus(plainPlace, ({ text }, number) => `${number} ${letters(text)}`), rejects(plainPlace)], {
    options: ["--no-builtin", "--rules", pack(plainPlace), "--passages", "--accept-loss"], status: 3,
  });
  const twin = await opened(plain.page);
  const plainCounts = await elements(twin.page);
  assert.deepEqual(Object.keys(counts).filter((name) => !(name in plainCounts)), []);
  await twin.context.close();
});

describe("a hundred thousand documents", () => {
  let run, milliseconds;
  before(async () => {
    const place = folder();
    const words = "harbour council ferry budget strike school river minister market bridge winter storm police harvest union court museum railway doctor fishing".split(" ");
    let seed = 1;
    const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
    const story = () => Array.from({ length: 60 }, () => words[random(20)] + random(400)).join(" ");
    const outlets = Array.from({ length: 1000 }, (_, number) => `outlet-${number}.example`);
    const lines = [];
    let text = story();
    for (let number = 0; number < 100_000; number += 1) {
      if (random(3) > 0) text = story(); // else a copy of the one before
      const created = new Date(Date.UTC(2015, 0, 1) + random(3650) * 86_400_000).toISOString();
      lines.push(JSON.stringify({ id: `d${number}`, source: outlets[random(1000) * random(1000) % 1000], created, title: `Story ${number}`, text: `SHARE ${random(500)}\n${text}` }));
    }
    writeFileSync(join(place, "corpus.jsonl"), lines.join("\n") + "\n");
    const rules = Array.from({ length: 500 }, (_, number) => `[[rule]]\nid = "r${number}"\nexact = ["SHARE ${number}"]\n`).join("");
    const packFile = join(place, "pack.toml");
    writeFileSync(packFile, `[pack]\nformat = 1\nname = "many"\n[defaults]\nkind = "share"\n${rules}`);
    const out = join(place, "out");
    await runTo(0, ["run", join(place, "corpus.jsonl"), "--no-builtin", "--no-learn", "--rules", packFile, "--output", out, "--quiet"]);
    const start = performance.now();
    await runTo(0, ["report", out]);
    milliseconds = performance.now() - start;
    run = { page: join(place, "out.html") };
  });

  test("make a page that is written in seconds, small, and open at once", async () => {
    const bytes = statSync(run.page).size;
    const { context, page, guard } = await open(browser, { allow: [run.page] });
    const start = performance.now();
    await page.goto(`file://${run.page}`);
    const loaded = performance.now() - start;
    console.log(`# report of 100,000 documents: ${Math.round(milliseconds)} ms, ${bytes} bytes, opens in ${Math.round(loaded)} ms`);
    assert.ok(milliseconds < 20_000, `${milliseconds} ms`);
    assert.ok(bytes < 1_500_000, `${bytes} bytes`);
    assert.ok(loaded < 3_000, `${loaded} ms`);
    assert.match(await page.locator("h1").innerText(), /^100,000 documents/);
    assert.match(await page.locator("#rules").innerText(), /and 250 more rules/);
    assert.match(await page.locator("#outlets").innerText(), /and \d+ more outlets/);
    await guard.assertQuiet();
    await context.close();
  });
});
