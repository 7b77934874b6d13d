/* The matrix of exact subsets: its order, how much of it is shown, and the row that is chosen. */

function setUpUpset(onSelect) {
  const FIRST = 20;
  const root = document.getElementById("upset");
  const body = root.querySelector("tbody");
  const sorts = [...root.querySelectorAll("[data-sort]")];
  const more = root.querySelector(".all");
  const rows = [...body.rows].map((row, place) => ({
    row, place, id: row.dataset.id, count: Number(row.dataset.count), button: row.querySelector("button"),
    columns: [...row.querySelectorAll("td")].flatMap((cell, index) => cell.className.startsWith("has") ? [index] : []),
  }));
  const byColumns = (a, b) => {
    for (let i = 0; i < Math.min(a.columns.length, b.columns.length); i += 1) {
      if (a.columns[i] !== b.columns[i]) return a.columns[i] - b.columns[i];
    }
    return b.columns.length - a.columns.length;
  };
  const orders = {
    count: (a, b) => a.place - b.place,
    roles: (a, b) => b.columns.length - a.columns.length || b.count - a.count || a.place - b.place,
    role: (a, b) => byColumns(a, b) || a.place - b.place,
  };
  let shown = [...rows];
  let whole = rows.length <= FIRST;
  let chosen = null;

  const visible = () => (whole ? shown : shown.slice(0, FIRST));

  /* One row takes the tab key; the arrows move from there. */
  function reach(one) {
    rows.forEach((other) => { other.button.tabIndex = other === one ? 0 : -1; });
  }

  function lay() {
    shown.forEach(({ row }, index) => row.classList.toggle("rest", !whole && index >= FIRST));
    more.hidden = rows.length <= FIRST;
    more.textContent = whole ? `Show the first ${FIRST}` : `Show all ${rows.length}`;
    more.setAttribute("aria-expanded", String(whole));
    const seen = visible();
    if (seen.length && !seen.some((one) => one.button.tabIndex === 0)) reach(seen[0]);
  }

  function choose(id) {
    chosen = rows.find((one) => one.id === id) || null;
    rows.forEach((one) => {
      one.row.classList.toggle("on", one === chosen);
      one.button.setAttribute("aria-pressed", String(one === chosen));
    });
    if (!chosen) return;
    reach(chosen);
    if (!visible().includes(chosen)) {
      whole = true;
      lay();
    }
  }

  function order(name) {
    shown = [...rows].sort(orders[name]);
    /* Moving what has the focus would take the focus away. */
    const focus = document.activeElement;
    body.append(...shown.map(({ row }) => row));
    if (focus && root.contains(focus)) focus.focus();
    sorts.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.sort === name)));
    if (chosen && !visible().includes(chosen)) whole = true;
    if (!visible().some((one) => one.button.tabIndex === 0)) reach(chosen || shown[0]);
    lay();
  }

  body.addEventListener("click", (event) => {
    const one = rows.find(({ row }) => row.contains(event.target));
    if (!one) return;
    choose(one === chosen ? null : one.id);
    reach(one);
    onSelect(chosen && chosen.id);
  });
  body.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const seen = visible();
    const at = seen.findIndex(({ row }) => row.contains(event.target));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: seen.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = seen[Math.min(Math.max(to, 0), seen.length - 1)];
    reach(next);
    next.button.focus();
  });
  sorts.forEach((button) => button.addEventListener("click", () => order(button.dataset.sort)));
  more.addEventListener("click", () => {
    whole = !whole;
    if (!whole && chosen && !visible().includes(chosen)) {
      choose(null);
      onSelect(null);
    }
    if (!visible().some((one) => one.button.tabIndex === 0)) reach(visible()[0]);
    lay();
  });
  /* A filter shortens the bars and says how many are left; the order stays, so that rows can be followed. */
  const largest = Math.max(...rows.map((one) => one.count), 1);
  function update(countsOf) {
    for (const { id, count, button, row } of rows) {
      const left = countsOf(id);
      const sum = Object.values(left).reduce((a, b) => a + b, 0);
      const text = sum === count ? String(count) : `${sum}/${count}`;
      const number = button.querySelector(".n");
      if (number.textContent === text) continue;
      number.textContent = text;
      const name = button.querySelector(".vh");
      name.textContent = name.textContent.replace(/: .*$/, `: ${sum === count ? "" : `${sum} of `}${count} ${count === 1 ? "trait" : "traits"}`);
      row.classList.toggle("none", !sum);
      let x = 0;
      for (const part of button.querySelectorAll("rect")) {
        const wide = (1000 * (left[part.getAttribute("class").slice(2)] || 0)) / largest;
        part.setAttribute("x", x.toFixed(1));
        part.setAttribute("width", wide.toFixed(1));
        x += wide;
      }
    }
  }
  root.querySelector(".sorts").hidden = rows.length < 2;
  if (rows.length) reach(rows[0]);
  lay();
  return { choose, update };
}
