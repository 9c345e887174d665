// The guard sees what it is there to see, and the payloads are what they are said to be.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { elements, folder, jsonLines, open, openBrowser, run } from "./harness.mjs";
import { asRead, inToml, payloads } from "./payloads.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

/** Opens a page of this markup from disk and returns what the guard saw. */
async function seen(markup, act = async () => {}) {
  const file = join(folder(), "page.html");
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><title>x</title>${markup}`);
  const { context, page, guard } = await open(browser, { allow: [file] });
  await page.goto(`file://${file}`);
  await act(page);
  await page.waitForTimeout(200);
  await context.close();
  return guard.take();
}

test("a quiet page is quiet", async () => {
  assert.deepEqual(await seen(`<p>x</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`), []);
});

for (const [what, markup, expected] of [
  ["a script error", `<script>nothing.here</script>`, /^script error: ReferenceError/],
  ["a payload", `<img src=data:x onerror=pwned()>`, /^console error: a payload ran/],
  ["a dialog", `<script>alert(1)</script>`, /^dialog: alert 1/],
  ["a request to elsewhere", `<img src="http://evil.example/x">`, /^request: http:\/\/evil\.example\/x/],
  ["a request to another file", `<iframe src="/etc/hostname"></iframe>`, /^request: file:\/\/\/etc\/hostname/],
  ["what a policy refused", `<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><img src="http://evil.example/">`,
    /^console error: .*Content Security Policy/],
]) {
  test(`the guard sees ${what}`, async () => {
    const found = await seen(markup);
    assert.ok(found.some((one) => expected.test(one)), JSON.stringify(found));
  });
}

test("the guard sees a pop-up", async () => {
  const found = await seen(`<a href="about:blank" target="_blank" rel="opener">x</a>`, (page) => page.click("a"));
  assert.ok(found.some((one) => one.startsWith("pop-up")), JSON.stringify(found));
});

test("the payloads are hostile: as markup, half of them change the elements of a page", async () => {
  const { context, page } = await open(browser);
  const counts = await page.evaluate((texts) => texts.map((text) => {
    const parsed = new DOMParser().parseFromString(`<title>${text}</title><p title="${text}">${text}</p>`, "text/html");
    return parsed.querySelectorAll("*").length;
  }), payloads.map(({ text }) => text));
  await context.close();
  const hostile = counts.filter((count) => count !== 5).length; // html, head, title, body, p
  assert.ok(hostile >= 70, `${hostile} of ${payloads.length}`);
});

test("there are 120 payloads and more, all different, and JSON lines and TOML can carry them", () => {
  assert.ok(payloads.length >= 120);
  assert.equal(new Set(payloads.map(({ text }) => text)).size, payloads.length);
  for (const { name, text } of payloads) {
    assert.equal(JSON.parse(JSON.stringify(text)), text, name);
    assert.equal(JSON.parse(inToml(text)), asRead(text), name); // these escapes mean the same in JSON
  }
});

test("the program runs, and says how it ended", async () => {
  const corpus = jsonLines(join(folder(), "a.jsonl"), [{ id: "a", text: "The ferry sails at nine." }]);
  const { status, stdout } = await run(["clean", corpus]);
  assert.equal(status, 0);
  assert.equal(JSON.parse(stdout).id, "a");
  assert.equal((await run(["clean", "/nowhere.jsonl"])).status === 0, false);
});

test("there are fonts for the scripts of the sample", async () => {
  // A character without a font has the width of any other without one.
  const { context, page } = await open(browser);
  const widths = await page.evaluate(() => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = "40px sans-serif";
    const wide = (text) => pen.measureText(text).width;
    return { none: wide("\u{10ABCD}"), scripts: ["\u0639", "\u067E", "\u6F22", "\u3042", "\uD55C", "\u0416", "\u03A9", "\u0E01"].map(wide) };
  });
  await context.close();
  assert.ok(widths.scripts.filter((width) => width === widths.none).length <= 1, JSON.stringify(widths));
});
