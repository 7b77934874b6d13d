/* The picture on the page: vis-network holds nodes and edges, finds what is pointed at and keeps
   the view; every mark and word is drawn from our own list of shapes. */

const nodes = new vis.DataSet();
const edges = new vis.DataSet();

const network = new vis.Network(graph, { nodes, edges }, {
  physics: false, layout: { improvedLayout: false }, autoResize: false,
  nodes: { shape: "box", labelHighlightBold: false, font: { size: 1, color: "rgba(0,0,0,0)" }, scaling: { label: { drawThreshold: 1 } } },
  edges: { smooth: false, hidden: true, physics: false },
  interaction: {
    dragNodes: false, dragView: false, zoomView: false, hover: true, keyboard: false,
    selectConnectedEdges: false, hoverConnectedEdges: false,
  },
});
const frame = graph.querySelector(".vis-network");
frame.removeAttribute("tabindex");

/* Browsers, those on phones first, leave a canvas blank that is too large: draw it coarser then. */
const own = network.canvas._determinePixelRatio;
if (own) {
  network.canvas._determinePixelRatio = () => {
    const [wide, tall] = [graph.clientWidth || 1, graph.clientHeight || 1];
    return Math.min(own.call(network.canvas), 16000 / tall, Math.sqrt(16e6 / (wide * tall)));
  };
}

const pickable = (id) => {
  const node = now.nodes.get(id);
  return Boolean(node) && node.type !== "group";
};

/* What is looked at: a thing with its roles, a role with its things, or the members of a set. */
function lookAt(id) {
  const look = { active: null, bright: new Set(), matches, chosen: state.chosen, role: null, slugs: null, dims: false };
  if (!id) return look;
  look.active = id;
  look.dims = Boolean(hovered) || isSet(id);
  look.bright.add(id);
  const brighten = (members) => {
    for (const iri of members) look.bright.add(iri);
    for (const [one] of placed.boxes) {
      const node = now.nodes.get(one);
      if (node && (node.type === "cluster" || node.type === "fold" || node.met) && membersOf(one).some((iri) => look.bright.has(iri))) look.bright.add(one);
    }
  };
  if (roles.has(id)) {
    look.role = roles.get(id).slug;
    brighten(comparison.traits.filter((trait) => trait.roles.includes(look.role)).map((trait) => trait.iri));
    return look;
  }
  const members = membersOf(id);
  brighten(members);
  const slugs = new Set(members.flatMap((iri) => traits.get(iri).roles));
  if (isSet(id)) look.slugs = slugs;
  for (const slug of slugs) { look.bright.add(roleOf.get(slug).iri); look.bright.add("echo:" + slug); }
  return look;
}

function isDim(look, id) {
  const { type } = now.nodes.get(id);
  if (type === "region" || type === "group") return false;
  if (look.dims && look.active && !look.bright.has(id) && !(look.role && type === "echo" && id === "echo:" + look.role)) return true;
  if (!matches || type === "role" || type === "echo") return false;
  return !matches.has(id) && !membersOf(id).some((one) => matches.has(one));
}

let shapes = [];
network.on("afterDrawing", (ctx) => {
  if (!view) return;
  const look = lookAt(hovered || state.chosen);
  tint = {};
  shapes = draw(view, placed, now, look);
  paint(ctx, shapes, themeNow(), look);
  const box = focused && byKeys && document.activeElement === graph && placed.boxes.get(focused);
  if (box) {
    ctx.beginPath();
    ctx.roundRect(box[0] - box[2] / 2 - 3.5, box[1] - box[3] / 2 - 3.5, box[2] + 7, box[3] + 7, 7);
    ctx.strokeStyle = themeNow().accent;
    ctx.lineWidth = 3;
    ctx.stroke();
  }
});

/* vis-network knows every box that can be pointed at, unseen: its own drawing would hide the words. */
const CLEAR = "rgba(0,0,0,0)";
const clear = { background: CLEAR, border: CLEAR, highlight: { background: CLEAR, border: CLEAR }, hover: { background: CLEAR, border: CLEAR } };
function carry() {
  const wanted = [...placed.boxes].map(([id, [x, y, width, height]]) => ({
    id, label: " ", shape: "box", physics: false, fixed: true, x, y, color: clear, borderWidth: 0,
    margin: { top: 0, right: 0, bottom: 0, left: 0 }, chosen: false,
    widthConstraint: { minimum: width }, heightConstraint: { minimum: height },
  }));
  const gone = nodes.getIds().filter((id) => !placed.boxes.has(id));
  if (gone.length) nodes.remove(gone);
  nodes.update(wanted);
  const there = (id) => placed.boxes.has(id);
  const kept = now.edges.filter((edge) => there(edge.from) && there(edge.to));
  const ids = new Set(kept.map((edge) => edge.id));
  edges.remove(edges.getIds().filter((id) => !ids.has(id)));
  edges.update(kept.map(({ id, from, to }) => ({ id, from, to })));
}

function change() {
  const next = state.merge && merged ? merged : exact;
  if (next === now) return;
  now = next;
  view = null;
  gathered.clear();
  edges.clear();
}

function fit() {
  const room = graph.parentElement.clientWidth;
  const next = now.screens.find((one) => one.width * 0.94 <= room) || now.screens[now.screens.length - 1];
  const changed = next !== view;
  view = next;
  scale = Math.max(0.9, Math.min(view.shape === "columns" || view.shape === "network" ? 1.06 : 1.12, room / view.width));
  placed = stack(view, hidden, openFolds());
  const width = Math.max(room, view.width * scale);
  const tall = Math.ceil(placed.height * scale);
  graph.style.width = width + "px";
  graph.style.height = tall + "px";
  carry();
  network.setSize(width + "px", tall + "px");
  const centre = width > view.width * scale ? view.width / 2 : width / scale / 2;
  network.moveTo({ position: { x: centre, y: placed.height / 2 }, scale, animation: false });
  describeWhole();
  if (changed) network.redraw();
}

/* What the picture gathers is said beside it: nothing is left out in silence. */
const foldsNow = () => [...placed.boxes.keys()].filter((id) => now.nodes.get(id).type === "fold");
function describeWhole() {
  const folds = foldsNow();
  const open = openFolds();
  const closed = folds.filter((id) => !open.has(id));
  const inside = closed.reduce((sum, id) => sum + membersOf(id).filter((iri) => !hidden.has(iri)).length, 0);
  const said = [];
  if (view.note) said.push(view.note);
  if (inside) said.push(`${plural(inside, "trait")} ${inside === 1 ? "stands" : "stand"} folded in ${closed.length === 1 ? "a box" : `${closed.length} boxes`}; select one to unfold it.`);
  if (now === merged) {
    const met = [...terms.values()].filter((term) => placed.boxes.has(term.iri));
    const only = met.filter((term) => !term.exact).length;
    said.push(`Doubled boxes are broader terms for several traits${only ? `; in ${only} of them roles meet that share none of these traits` : ""}.`);
  }
  find("shown").textContent = said.join(" ");
  find("unfold").hidden = !folds.length;
  find("unfold").textContent = inside ? "Unfold all" : "Fold again";
}
find("unfold").addEventListener("click", () => {
  const folds = foldsNow();
  const all = folds.every((id) => state.unfolded.has(id));
  for (const id of folds) if (all) state.unfolded.delete(id); else state.unfolded.add(id);
  filter();
});

let knownWidth = graph.parentElement.clientWidth;
new ResizeObserver(() => {
  const wide = graph.parentElement.clientWidth;
  if (wide !== knownWidth) { knownWidth = wide; requestAnimationFrame(fit); }
  find("overview").hidden = Boolean(state.chosen) && innerWidth >= 1100;
}).observe(graph.parentElement);
dark.addEventListener("change", () => network.redraw());

function activate(id, from) {
  const node = now.nodes.get(id);
  if (node.type === "fold") {
    if (state.unfolded.has(id)) state.unfolded.delete(id); else state.unfolded.add(id);
    filter();
    tell(`${node.label} ${state.unfolded.has(id) ? "unfolded" : "folded"}`);
  }
  select(node.type === "echo" ? roleOf.get(node.slug).iri : id, from);
}

network.on("click", (event) => {
  const id = event.nodes[0];
  if (id && pickable(id)) { focused = id; activate(id); } else if (state.chosen) close();
});
network.on("hoverNode", ({ node }) => {
  if (!pickable(node)) return;
  hovered = node.startsWith("echo:") ? roleOf.get(node.slice(5)).iri : node;
  graph.style.cursor = "pointer";
  network.redraw();
});
network.on("blurNode", () => { hovered = null; graph.style.cursor = ""; network.redraw(); });
/* vis-network takes no notice of a pointer that leaves the picture: a far one tells it. */
graph.addEventListener("pointerleave", (event) => network.selectionHandler.hoverObject(event, { x: -1e6, y: -1e6 }));

function reveal(id) {
  const spot = placed.boxes.get(id) || [...placed.boxes].filter(([one]) => ["cluster", "fold"].includes(now.nodes.get(one).type) && membersOf(one).includes(id)).map(([, one]) => one)[0];
  if (!spot) return;
  const top = graph.getBoundingClientRect().top;
  const from = top + (spot[1] - spot[3] / 2) * scale - 90;
  const to = top + (spot[1] + spot[3] / 2) * scale + 30 - innerHeight;
  const behavior = still.matches ? "auto" : "smooth";
  if (from < 0) scrollBy({ top: from, behavior });
  else if (to > 0) scrollBy({ top: to, behavior });
}

function step(key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  const here = placed.boxes.get(focused);
  let best = null;
  let least = Infinity;
  for (const [id, [x, y]] of placed.boxes) {
    if (id === focused || !pickable(id)) continue;
    const ahead = (x - here[0]) * dx + (y - here[1]) * dy;
    const aside = Math.abs((x - here[0]) * dy) + Math.abs((y - here[1]) * dx);
    if (ahead > 4 && ahead + 3 * aside < least) { best = id; least = ahead + 3 * aside; }
  }
  return best;
}

function spoken(id) {
  const node = now.nodes.get(id);
  if (node.type === "role" || node.type === "echo") return `${node.label}, role`;
  if (node.type === "region") return `${node.label}, ${node.size}`;
  if (node.type !== "trait") return `${node.label}, ${plural(membersOf(id).length, "trait")}`;
  const one = termOf(id) || traits.get(id);
  return `${node.label}, ${rolesNamed(one.roles).join(", ")}`;
}

graph.addEventListener("keydown", (event) => {
  byKeys = true;
  if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    focused = focused && placed.boxes.has(focused) ? step(event.key) || focused : comparison.roles[0].iri;
    tell(spoken(focused));
    reveal(focused);
    network.redraw();
  } else if ((event.key === "Enter" || event.key === " ") && focused && placed.boxes.has(focused)) {
    event.preventDefault();
    activate(focused, graph);
  }
});
graph.addEventListener("pointerdown", () => { byKeys = false; }, true);
graph.addEventListener("focus", () => {
  if (!focused || !placed.boxes.has(focused)) focused = comparison.roles[0].iri;
  network.redraw();
});
graph.addEventListener("blur", () => { byKeys = true; network.redraw(); });

document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape") {
    const open = document.querySelector(".menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (state.query) {
      state.query = search.value = "";
      filter();
    } else if (state.chosen) close();
  }
});
for (const menu of document.querySelectorAll(".menu")) {
  menu.addEventListener("toggle", () => {
    if (menu.open) for (const other of document.querySelectorAll(".menu[open]")) if (other !== menu) other.open = false;
  });
}
document.addEventListener("pointerdown", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
find("close").addEventListener("click", close);

const matrix = find("upset") ? setUpUpset((id) => { select(id); }) : null;

addEventListener("hashchange", () => { if (!restoring && location.hash.slice(1) !== address()) restore(); });
restore();

window.rolegraph = {
  network, nodes, edges, select, state, address,
  places: () => placed.boxes, view: () => view, views: () => now.screens.concat(now.paper),
  shapes: (index) => { const one = now.screens[index]; return draw(one, stack(one, new Set(), new Set()), now, plain); },
  stacked: (index) => Object.fromEntries(stack(now.screens[index], new Set(), new Set()).boxes),
  svg: svgText, png: pngBlob, csv: csvText,
};
