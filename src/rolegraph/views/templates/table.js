/* The table: sorted by its headers, walked by the arrow keys, in step with the picture. */

for (const row of rows) {
  row.addEventListener("click", (event) => {
    select(row.dataset.iri, event.detail === 0 ? row.querySelector("button") : null);
  });
  row.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    let next = row;
    do next = event.key === "ArrowDown" ? next.nextElementSibling : next.previousElementSibling;
    while (next && next.hidden);
    if (next) next.querySelector("button").focus();
  });
}

const headers = [...document.querySelectorAll("#table thead th")];

function valueOf(row, header, column) {
  const key = header.querySelector("button").dataset.key;
  if (key === "rank") return Number(row.dataset.rank);
  const text = row.cells[column].textContent.trim();
  if (header.classList.contains("num")) return Number(text);
  if (header.classList.contains("role")) return text.startsWith("✓") ? 0 : text.startsWith("–") ? 2 : 1;
  return text.toLowerCase();
}

let sorted = false;

/* "claims" sorts the way that suits numbers, most first; "-claims" the other way. */
function sortBy(how) {
  const column = headers.findIndex((header) => header.querySelector("button").dataset.key === how.replace(/^-/, ""));
  state.sort = column < 0 ? "" : how;
  for (const header of headers) header.setAttribute("aria-sort", "none");
  const body = document.querySelector("#table tbody");
  if (column < 0) {
    if (sorted) body.append(...rows);
    sorted = false;
    return;
  }
  sorted = true;
  const down = headers[column].classList.contains("num") !== how.startsWith("-");
  headers[column].setAttribute("aria-sort", down ? "descending" : "ascending");
  const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "en"));
  const keys = new Map(rows.map((row) => [row, valueOf(row, headers[column], column)]));
  body.append(...[...rows].sort((a, b) => (down ? -1 : 1) * compare(keys.get(a), keys.get(b))));
}

for (const header of headers) {
  const button = header.querySelector("button");
  button.addEventListener("click", () => {
    const key = button.dataset.key;
    sortBy(state.sort === key ? "-" + key : key);
    remember();
  });
}
