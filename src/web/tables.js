"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent.trim().toLowerCase() : Number(cell.dataset.v);
  };
  // Of a long table the first rows, until all are asked for or a word is looked for.
  const first = Number(table.dataset.first ?? rows.length);
  let whole = rows.length <= first;
  let wanted = "";
  const show = () => {
    rows.forEach((row, number) => {
      row.hidden = wanted ? !row.textContent.toLowerCase().includes(wanted) : !whole && number >= first;
    });
  };
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (head.dataset.sort === "no") return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", head.dataset.sort ?? "none");
    button.addEventListener("click", () => {
      const figures = rows.length > 0 && typeof value(rows[0], column) === "number";
      const now = head.getAttribute("aria-sort");
      const down = now === "none" ? figures : now === "ascending";
      for (const other of heads) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const order = (a, b) => {
        const [x, y] = [value(a, column), value(b, column)];
        return x < y ? -1 : x > y ? 1 : 0;
      };
      rows.sort((a, b) => (down ? order(b, a) : order(a, b)));
      body.append(...rows);
      show();
    });
  });
  if (!whole) {
    const all = document.createElement("button");
    all.type = "button";
    all.className = "all";
    all.textContent = `Show all ${rows.length}`;
    all.addEventListener("click", () => {
      whole = true;
      all.remove();
      show();
    });
    table.parentElement.after(all);
    show();
  }
  if (table.dataset.find === undefined) continue;
  const find = document.createElement("input");
  find.type = "search";
  find.className = "find";
  find.placeholder = table.dataset.find;
  find.setAttribute("aria-label", table.dataset.find);
  find.addEventListener("input", () => {
    wanted = find.value.trim().toLowerCase();
    show();
  });
  table.parentElement.before(find);
}
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details.print")) details.open = true;
});
