// Keys, and pieces of pages put in place without a load. Every page works without this file.
"use strict";
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // Pieces. The server sends markup in which all text is escaped; nothing is built from text here.

  async function piece(url, { body, signal } = {}) {
    const method = body ? "POST" : "GET";
    const response = await fetch(url, { method, body, signal, headers: { "X-Fragment": "1" } });
    return response.text();
  }

  function put(target, markup) {
    target.innerHTML = markup;
    target.removeAttribute("aria-busy");
    load(target);
    const again = find("[data-again]", target);
    if (again) ask(Number(again.dataset.again));
  }

  // A page whose work goes on behind it asks again.
  async function ask(milliseconds) {
    await wait(milliseconds);
    put(find("#main"), await piece(location.href));
  }

  // Each part of a page waits for one answer: a newer question takes the place of the one before it.
  const questions = new WeakMap();

  function question(target) {
    questions.get(target)?.abort();
    const stop = new AbortController();
    questions.set(target, stop);
    return stop.signal;
  }

  async function load(root) {
    await Promise.all(all("[data-load]", root).map(async (target) => {
      const url = target.dataset.load;
      target.removeAttribute("data-load");
      target.setAttribute("aria-busy", "true");
      try {
        put(target, await piece(url, { signal: question(target) }));
      } catch (error) {
        if (error.name !== "AbortError") target.textContent = "This part did not come. Load the page again.";
      }
    }));
  }

  // Rows: lines of a text, documents and rules of a list.

  const rows = () => all("[data-row]");
  const rowOf = (element) => element?.closest?.("[data-row]") ?? null;
  const handle = (row) => find("[data-open]", row) ?? row;
  let lastRow = null;

  function currentRow() {
    const row = rowOf(document.activeElement) ?? lastRow;
    return row?.isConnected ? row : null;
  }

  function step(by) {
    const list = rows();
    const at = list.indexOf(currentRow());
    const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by];
    if (!next) return;
    handle(next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  // One line of the text is in the order of the Tab key: the one that was in focus last.
  function rove(row) {
    all(".line[tabindex='0']").forEach((line) => line.setAttribute("tabindex", "-1"));
    row.setAttribute("tabindex", "0");
  }

  // The inspector beside a document.

  const seen = new Map();
  let looking = { line: null, ready: Promise.resolve() };

  function inspect(line) {
    const inspector = find("#inspector");
    if (!inspector || looking.line === line) return looking.ready;
    const url = `/doc/${line.closest("ol").dataset.document}/line/${line.dataset.line}${location.search}`;
    const ready = (async () => {
      if (!seen.has(url)) {
        await wait(40); // a pointer that passes by asks for nothing
        if (looking.line !== line) return;
        seen.set(url, await piece(url));
      }
      if (looking.line === line) {
        put(inspector, seen.get(url));
        all(".line.looked").forEach((other) => other.classList.remove("looked"));
        line.classList.add("looked");
      }
    })().catch(() => seen.delete(url));
    looking = { line, ready };
    return ready;
  }

  document.addEventListener("focusin", (event) => {
    const row = rowOf(event.target);
    if (!row) return;
    lastRow = row;
    if (row.matches(".line")) {
      rove(row);
      inspect(row);
    }
  });

  // The pointer looks at a line until one is chosen by a click or a key.
  document.addEventListener("mousemove", (event) => {
    const line = event.target.closest?.(".line");
    if (line && !document.activeElement?.closest(".line, #inspector")) inspect(line);
  });

  // The number of a line leads to a page about it, which stands beside the text already.
  document.addEventListener("click", (event) => {
    const number = event.target.closest?.("a.no");
    if (!number || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    rowOf(number).focus();
  });

  // Forms.

  async function label(form, submitter) {
    const body = new URLSearchParams(new FormData(form, submitter));
    const line = find(`.line[data-line="${Number(body.get("line"))}"]`);
    const answer = document.createElement("template");
    answer.innerHTML = await piece(form.action, { body });
    const row = find("template[data-for=row]", answer.content);
    seen.clear();
    if (row && line) {
      const anew = row.content.firstElementChild;
      line.replaceWith(anew);
      row.remove();
      looking = { line: anew, ready: Promise.resolve() };
      anew.classList.add("looked");
      anew.focus({ preventScroll: true });
    }
    find("#inspector").replaceChildren(answer.content);
  }

  // A form that is tried as it is typed: the piece beside it follows the fields.
  async function follow(form) {
    const target = find(form.dataset.target);
    const signal = question(target);
    try {
      await wait(250);
      if (signal.aborted) return;
      target.setAttribute("aria-busy", "true");
      const fields = new URLSearchParams(new FormData(form));
      const post = form.method === "post";
      const url = post ? form.dataset.live : `${form.dataset.live}?${fields}`;
      put(target, await piece(url, { body: post ? fields : undefined, signal }));
      if (!post) history.replaceState(null, "", `${new URL(form.action).pathname}?${fields}`);
    } catch (error) {
      if (error.name !== "AbortError") target.textContent = "The answer did not come. Is copydesk still running?";
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.dataset.live) {
      form.dataset.dirty = "true";
      follow(form);
    }
  });

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-live-form]") && event.target.matches("select")) form.requestSubmit();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-label]")) {
      event.preventDefault();
      label(form, event.submitter);
    } else if (form.method === "get") {
      // Fields that say nothing do not stand in the address.
      const empty = all("input, select", form).filter((field) => field.name && !field.value);
      empty.forEach((field) => (field.disabled = true));
      setTimeout(() => empty.forEach((field) => (field.disabled = false)));
    }
    delete form.dataset.dirty;
  });

  // Keys.

  const press = (selector, root = document) => {
    const element = root && find(selector, root);
    element?.click();
    return Boolean(element);
  };

  async function judge(selector) {
    const line = currentRow();
    if (!line?.matches(".line")) return;
    await inspect(line);
    press(selector, find("#inspector"));
  }

  async function beside(selector, otherwise) {
    const row = currentRow();
    if (row?.matches(".line")) await inspect(row);
    press(selector, row) || press(selector, find("#inspector")) || press(otherwise ?? selector);
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => find("[data-search]")?.focus(),
    "?": () => find("#help").showModal(),
    n: () => press("a[rel=next]"),
    p: () => press("a[rel=prev]"),
    u: () => press("[data-up]"),
    a: () => judge("[data-accept]"),
    r: () => judge("[data-reject]"),
    e: () => beside("[data-edit]"),
    t: () => beside("[data-try]", "nav [data-key=t]"),
    Enter: () => press(".by a", currentRow()),
  };

  let going = false;

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("input, textarea, select");
    if (event.key === "Escape") {
      if (field) field.blur();
      else if (!find("#help").open) document.activeElement?.blur();
      return;
    }
    if (field && (event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      press("[data-save]", field.form);
    }
    if (field || event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return;
    if (event.key === "Enter" && !event.target.matches?.(".line")) return;
    if (going) {
      going = false;
      if (press(`nav [data-key="${CSS.escape(event.key)}"]`)) event.preventDefault();
      return;
    }
    if (event.key === "g") {
      going = true;
      setTimeout(() => (going = false), 1500);
    } else if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  // Changes on disk: the page follows, unless something is being written on it.

  async function refresh() {
    const at = rows().indexOf(currentRow());
    const hadFocus = Boolean(rowOf(document.activeElement));
    put(find("#main"), await piece(location.href));
    seen.clear();
    looking = { line: null, ready: Promise.resolve() };
    const row = rows()[at];
    if (row && hadFocus) handle(row).focus({ preventScroll: true });
  }

  async function watch() {
    let pause = 1500;
    for (;;) {
      await wait(pause);
      if (document.hidden) continue;
      try {
        const answer = document.createElement("template");
        answer.innerHTML = await piece("/pulse");
        const pulse = find("#status", answer.content);
        const busy = pulse.hasAttribute("data-busy");
        pause = busy ? 400 : 1500;
        const status = find("#status");
        const version = pulse.dataset.version;
        if (version === document.body.dataset.version) {
          if (!status.dataset.news || busy) status.textContent = pulse.textContent;
          continue;
        }
        if (busy) {
          status.textContent = pulse.textContent;
          continue;
        }
        document.body.dataset.version = version;
        status.dataset.news = "true";
        if (find("form[data-dirty]")) {
          status.textContent = "The rules have changed on disk; what you are writing is kept.";
        } else {
          await refresh();
          status.textContent = "The rules have changed; this page is of the new ones.";
        }
        setTimeout(() => delete status.dataset.news, 8000);
      } catch {
        find("#status").textContent = "copydesk does not answer: it has ended, or is very busy.";
        pause = 3000;
      }
    }
  }

  find("#help-button").addEventListener("click", () => find("#help").showModal());
  load(document);
  const again = find("[data-again]");
  if (again) ask(Number(again.dataset.again));
  if (location.hash.startsWith("#L")) find(`.line${CSS.escape(location.hash).replace(/^\\#/, "#")}`)?.focus();
  watch();
})();
