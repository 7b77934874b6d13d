/* Search and filters act on the picture, the matrix and the table alike; the address keeps them. */

const search = find("search");

/* A claim counts when its source and its strength are chosen: a trait stays while enough sources say so. */
function keeps(trait) {
  if (state.kinds.has(trait.kind)) return false;
  if ([...state.has].some((slug) => !trait.roles.includes(slug))) return false;
  if ([...state.lacks].some((slug) => trait.roles.includes(slug))) return false;
  if (trait.roles.length < state.by) return false;
  if (!state.sources.size && !state.modalities.size && state.least < 2) return true;
  const left = said.get(trait.iri).filter((claim) => !claim.denied &&
    !state.sources.has(claim.source) && !state.modalities.has(claim.modality));
  return new Set(left.map((claim) => claim.source)).size >= Math.max(state.least, 1);
}

function filter() {
  const words = fold(state.query);
  hidden = new Set();
  matches = words ? new Set() : null;
  let shown = 0;
  let kept = 0;
  let behind = 0;
  for (const row of rows) {
    const trait = traits.get(row.dataset.iri);
    const hit = !words || row.dataset.words.includes(words);
    const keep = keeps(trait);
    if (!keep) hidden.add(trait.iri); else kept += 1;
    if (words && hit) matches.add(trait.iri);
    if (hit && !keep) behind += 1;
    row.hidden = !(hit && keep);
    shown += hit && keep;
  }
  for (const [iri, term] of now === merged ? terms : []) {
    if (term.members.every((one) => hidden.has(one))) hidden.add(iri); else hidden.delete(iri);
  }
  const filtered = kept < rows.length;
  find("found").textContent = words && !shown && !behind ? `Nothing matches “${state.query.trim()}”.`
    : words ? `${shown} of ${rows.length} match${behind ? `, ${behind} more behind filters` : ""}`
      : filtered ? `${kept} of ${rows.length} shown` : "";
  find("reset").hidden = !filtered && !state.merge && !state.unfolded.size;
  if (matrix) matrix.update(countsOf);
  fit();
  remember();
}

/* How many traits of each kind an exact combination has left. */
function countsOf(id) {
  const counts = {};
  for (const iri of membersOf(id)) if (!hidden.has(iri)) counts[traits.get(iri).kind] = (counts[traits.get(iri).kind] || 0) + 1;
  return counts;
}

/* What a search finds in a fold opens it for as long as the search lasts. */
function openFolds() {
  const open = new Set(state.unfolded);
  if (!matches || matches.size > 80) return open;
  for (const column of columnsOf(view)) {
    for (const group of column.groups) {
      for (const node of group.nodes) {
        if (node.fold && node.nodes.some((id) => matches.has(id))) open.add(node.fold);
      }
    }
  }
  return open;
}

search.addEventListener("input", () => { state.query = search.value; filter(); });
search.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  const first = rows.find((row) => !row.hidden);
  if (first) { select(first.dataset.iri); reveal(state.chosen); }
});

function setToggle(set, value, on) { if (on) set.delete(value); else set.add(value); }

for (const button of document.querySelectorAll(".kind")) {
  button.addEventListener("click", () => {
    setToggle(state.kinds, button.dataset.kind, state.kinds.has(button.dataset.kind));
    showState();
    filter();
  });
}
for (const box of document.querySelectorAll("#filters input[type=checkbox]")) {
  box.addEventListener("change", () => {
    setToggle(state[box.name], box.value, box.checked);
    filter();
  });
}
for (const choice of document.querySelectorAll("#filters select")) {
  choice.addEventListener("change", () => {
    if (choice.dataset.role) {
      state.has.delete(choice.dataset.role);
      state.lacks.delete(choice.dataset.role);
      if (choice.value) state[choice.value].add(choice.dataset.role);
    } else {
      state[choice.name] = Number(choice.value);
    }
    filter();
  });
}
const mergeBox = find("merge");
if (mergeBox) mergeBox.addEventListener("change", () => { state.merge = mergeBox.checked; change(); filter(); });
find("reset").addEventListener("click", () => {
  for (const part of ["kinds", "sources", "modalities", "has", "lacks", "unfolded"]) state[part].clear();
  Object.assign(state, { by: 1, least: 1, merge: false, query: "" });
  showState();
  change();
  filter();
  search.focus();
});

/* The controls show the state, whoever set it. */
function showState() {
  search.value = state.query;
  for (const button of document.querySelectorAll(".kind")) button.setAttribute("aria-pressed", String(!state.kinds.has(button.dataset.kind)));
  for (const box of document.querySelectorAll("#filters input[type=checkbox]")) box.checked = !state[box.name].has(box.value);
  for (const choice of document.querySelectorAll("#filters select")) {
    const slug = choice.dataset.role;
    choice.value = slug ? (state.has.has(slug) ? "has" : state.lacks.has(slug) ? "lacks" : "") : String(state[choice.name]);
  }
  if (mergeBox) mergeBox.checked = state.merge;
}

/* The address: short names for things of ours, and only what differs from the start. */
const short = (id) => (id.startsWith(BASE) ? id.slice(BASE.length) : id);
const long = (id) => (/^(https?|urn|region|cluster):/.test(id) || id.includes(":in:") ? id : BASE + id);
let restoring = false;

function address() {
  const parts = new URLSearchParams();
  if (state.query) parts.set("q", state.query);
  for (const [key, part] of [["hide", "kinds"], ["without", "sources"], ["not", "modalities"], ["has", "has"], ["lacks", "lacks"]]) {
    if (state[part].size) parts.set(key, [...state[part]].sort().join(","));
  }
  if (state.by > 1) parts.set("by", state.by);
  if (state.least > 1) parts.set("least", state.least);
  if (state.merge) parts.set("merge", "1");
  if (state.sort) parts.set("sort", state.sort);
  for (const id of state.unfolded) parts.append("open", id);
  if (state.chosen) parts.set("on", short(state.chosen));
  return parts.toString();
}

function remember() {
  if (restoring) return;
  const text = address();
  try {
    // A page in a notebook's frame has no address of its own.
    history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  } catch { /* nothing to keep it in */ }
}

/* What an address says is taken only where this page knows it. */
function restore() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const known = {
    kinds: Object.keys(drawing.marks), sources: [...sources.keys()], modalities: Object.keys(drawing.modalities),
    has: [...roleOf.keys()], lacks: [...roleOf.keys()],
  };
  restoring = true;
  for (const [key, part] of [["hide", "kinds"], ["without", "sources"], ["not", "modalities"], ["has", "has"], ["lacks", "lacks"]]) {
    state[part] = new Set((parts.get(key) || "").split(",").filter((one) => known[part].includes(one)));
  }
  state.query = (parts.get("q") || "").slice(0, 200);
  const counted = (key, most) => (parts.get(key) > 1 && parts.get(key) <= most ? Math.floor(parts.get(key)) : 1);
  state.by = counted("by", comparison.roles.length);
  state.least = counted("least", Math.min(sources.size, 9));
  state.merge = parts.get("merge") === "1" && Boolean(merged);
  state.sort = parts.get("sort") || "";
  state.unfolded = new Set(parts.getAll("open").filter((id) => [exact, merged].some((one) => one && one.nodes.has(id) && one.nodes.get(id).type === "fold")));
  showState();
  change();
  sortBy(state.sort);
  filter();
  const on = parts.get("on") && long(parts.get("on"));
  select(on || null);
  restoring = false;
}
