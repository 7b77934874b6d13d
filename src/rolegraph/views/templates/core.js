/* What the page holds, what is chosen in it, and small helpers. */

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const find = (id) => document.getElementById(id);
const comparison = read("comparison");
const details = read("details");
const drawing = read("network");
const graph = find("graph");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const FACE = getComputedStyle(document.body).fontFamily;
const BASE = "https://w3id.org/rolegraph/";

/* Numbers in the data stand for names: claims and arrangements would repeat them thousands of times. */
details.claims = details.claims.rows.map(([thing, line, denied, ...places]) => {
  const claim = { thing: comparison.traits[thing].iri, line, denied: Boolean(denied) };
  details.claims.columns.forEach((name, index) => { claim[name] = details.claims.words[places[index]]; });
  return claim;
});

const NAMED = ["id", "fold", "nodes", "members", "from", "to"];
function unpack(value, names, key) {
  if (Array.isArray(value)) return value.map((one) => unpack(one, names, key));
  if (value && typeof value === "object") {
    const keyed = ["heads", "lines", "under", "boxes"].includes(key);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [keyed ? names[name] : name, unpack(one, names, name)]));
  }
  return typeof value === "number" && NAMED.includes(key) ? names[value] : value;
}

const traits = new Map(comparison.traits.map((trait) => [trait.iri, trait]));
const terms = new Map((drawing.merged ? drawing.merged.traits : []).map((trait) => [trait.iri, trait]));
/* The exact picture, and the one in which broader terms stand for what they cover. */
function pictureOf(part) {
  const names = part.nodes.map((node) => node.id);
  const slugOf = new Map(part.nodes.filter((node) => node.type === "role").map((node) => [node.id, node.slug]));
  const nodes = new Map(part.nodes.map((node) => {
    const term = part === drawing.merged && terms.get(node.id);
    const one = node.type === "trait" && (term || traits.get(node.id));
    return [node.id, one ? { ...node, label: one.label, kind: one.kind, count: one.sources, met: Boolean(term) } : node];
  }));
  const edges = part.edges.map(([from, to, claims, optional], id) =>
    ({ id, from: names[from], to: names[to], role: slugOf.get(names[from]), claims, optional: Boolean(optional) }));
  const tied = new Map(edges.map((edge) => [edge.role + " " + edge.to, edge]));
  const views = part.views.map((one) => {
    const whole = unpack(one, names);
    whole.rails = one.rails.map(([slug, x, head]) => [slug, x, names[head]]);
    return whole;
  });
  return { nodes, edges, tied, screens: views.slice(0, -1), paper: views[views.length - 1] };
}
const exact = pictureOf(drawing);
const merged = drawing.merged && pictureOf(drawing.merged);

const roles = new Map(comparison.roles.map((role) => [role.iri, role]));
const roleOf = new Map(comparison.roles.map((role) => [role.slug, role]));
const sources = new Map(details.sources.map((source) => [source.slug, source]));
const said = new Map(comparison.traits.map((trait) => [trait.iri, []]));
for (const claim of details.claims) said.get(claim.thing).push(claim);
const rows = [...document.querySelectorAll("#table tbody tr")];
const rowOf = new Map(rows.map((row) => [row.dataset.iri, row]));

/* Everything that a link to this view carries. */
const state = {
  query: "", kinds: new Set(), sources: new Set(), modalities: new Set(),
  has: new Set(), lacks: new Set(), by: 1, least: 1, merge: false, unfolded: new Set(),
  chosen: null, sort: "",
};

let now = exact;
let view = null;
let placed = { boxes: new Map(), bands: [], height: 0 };
let scale = 1;
let hidden = new Set();
let matches = null;
let hovered = null;
let focused = null;
let byKeys = true;
let opener = null;

function make(tag, text, name) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = text;
  if (name) element.className = name;
  return element;
}

const labelOf = (id) => {
  const one = traits.get(id) || roles.get(id) || terms.get(id) || details.terms[id];
  return one ? one.label : (now.nodes.get(id) || { label: id }).label;
};
const rolesNamed = (slugs) => slugs.map((slug) => roleOf.get(slug).label);
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
/* As the names of the rows were folded in the library; ß and ς are what lower case leaves apart. */
const fold = (text) => text.toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ").replace(/[\s_\-–—]+/g, " ").trim();
const tell = (text) => { find("said").textContent = text; };

/* A broader term, where it stands for what it covers. */
const termOf = (id) => (now === merged ? terms.get(id) : undefined);

/* The traits that an id stands for: itself, or what it gathers. */
function membersOf(id) {
  if (termOf(id)) return termOf(id).members;
  if (traits.has(id)) return [id];
  if (!gathered.has(view)) gathered.set(view, gatheredIn(view));
  const known = gathered.get(view).get(id);
  if (known) return known;
  if (!id.startsWith("region:")) return [];
  const slugs = id.slice(7);
  return comparison.traits.filter((trait) => trait.roles.join("+") === slugs).map((trait) => trait.iri);
}

/* What clusters, folds and gathered regions of an arrangement hold, found once for each. */
const gathered = new Map();
function gatheredIn(one) {
  const found = new Map();
  if (!one) return found;
  const leaves = (names) => names.flatMap((name) => (typeof name === "string" ? membersOfTerm(name) : leaves(name.nodes)));
  const membersOfTerm = (name) => (termOf(name) ? termOf(name).members : [name]);
  for (const cluster of one.clusters || []) found.set(cluster.id, leaves(cluster.members));
  for (const band of one.bands) {
    for (const region of band.regions) {
      const groups = region.columns.flatMap((column) => column.groups);
      if (!region.slugs.length) found.set(region.id, groups.flatMap((group) => leaves(group.nodes)));
      for (const node of groups.flatMap((group) => group.nodes)) if (node.fold) found.set(node.fold, leaves(node.nodes));
    }
  }
  return found;
}
function columnsOf(one) {
  return one ? one.bands.flatMap((band) => band.regions.flatMap((region) => region.columns)) : [];
}
