/* The panel: what is known about what is chosen, with links to everything near it. */

function origin(slug, lineNumber) {
  const box = make("span", null, "from");
  const source = sources.get(slug);
  const title = source ? source.title : slug;
  box.append(source && /^https?:\/\//.test(source.url || "") ? outside(source.url, title) : title);
  const rest = [source && source.publisher, source && source.issued, lineNumber && `line ${lineNumber}`];
  box.append(rest.filter(Boolean).map((part) => ", " + part).join(""));
  return box;
}

function outside(url, text) {
  const link = make("a", text);
  link.href = url;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  return link;
}

function jump(id, text) {
  const button = make("button", text || labelOf(id), "jump");
  button.type = "button";
  button.addEventListener("click", () => { select(id, button); reveal(id); });
  return button;
}

function claimLine(claim, named) {
  const item = make("li", null, claim.denied ? "denied" : "");
  item.append(make("span", claim.denied ? "Says no" : drawing.modalities[claim.modality] || claim.modality, "how"));
  const where = [named && labelOf(claim.thing), claim.section, claim.category].filter(Boolean).join(" › ");
  if (where) item.append(` · ${where}`);
  item.append(origin(claim.source, claim.line));
  return item;
}

function list(body, title, entries, name) {
  const heading = make("h3", title);
  heading.append(make("span", String(entries.length)));
  const items = make("ul", null, name || "claims");
  items.append(...entries);
  body.append(heading, items);
}

function pairs(body, entries) {
  const box = make("dl");
  for (const [term, value] of entries) {
    if (!value || (Array.isArray(value) && !value.length)) continue;
    const cell = make("dd");
    cell.append(...(Array.isArray(value) ? value.flatMap((one, index) => (index && one.className !== "way" ? [", ", one] : [one])) : [value]));
    box.append(make("dt", term), cell);
  }
  if (box.childElementCount) body.append(box);
}

/* The broader terms above a thing, one line for each way up; a circle ends where it closes. */
function waysUp(iri, seen) {
  const known = details.things[iri] || details.terms[iri] || {};
  const above = (known.broader || []).filter((term) => !seen.includes(term) && details.terms[term]);
  if (!above.length) return [[]];
  return above.flatMap((term) => waysUp(term, [...seen, term]).map((way) => [term, ...way])).slice(0, 4);
}

function broader(iri) {
  return waysUp(iri, [iri]).filter((way) => way.length).map((way) => {
    const box = make("span", null, "way");
    way.forEach((term, index) => {
      if (index) box.append(" › ");
      box.append(traits.has(term) || termOf(term) ? jump(term) : labelOf(term));
    });
    return box;
  });
}

function links(things) {
  return things.filter((link) => /^https?:\/\//.test(link.url)).map((link) => outside(link.url, `${link.scheme}${link.relation === "same" || link.relation === "exact" ? "" : ` (${link.relation})`}`));
}

function near(iri) {
  const above = new Set((details.things[iri] || {}).broader || []);
  return comparison.traits.filter((trait) => trait.iri !== iri &&
    ((details.things[trait.iri] || {}).broader || []).some((term) => above.has(term) || term === iri)).slice(0, 12);
}

function describeTrait(body, trait) {
  const thing = details.things[trait.iri] || {};
  if (thing.definition) body.append(make("p", thing.definition));
  pairs(body, [
    ["Roles", trait.roles.map((slug) => jump(roleOf.get(slug).iri))],
    ["Broader", broader(trait.iri)],
    ["Near it", near(trait.iri).map((one) => jump(one.iri))],
    ["Also", (thing.alt || []).join(", ")],
    ["Elsewhere", links(thing.links || [])],
    ["Support", `${plural(trait.claims, "claim")} in ${plural(trait.sources, "source")}`],
  ]);
  for (const role of comparison.roles) {
    const known = said.get(trait.iri).filter((claim) => claim.role === role.slug);
    if (known.length) list(body, role.label, known.map((claim) => claimLine(claim)));
  }
}

function describeTerm(body, term) {
  const thing = details.terms[term.iri] || {};
  if (thing.definition) body.append(make("p", thing.definition));
  body.append(make("p", term.exact ? "A broader term; some of what it covers is shared exactly."
    : "A broader term in which these roles meet: none of them shares the same thing here.", "note"));
  pairs(body, [["Broader", broader(term.iri)], ["Elsewhere", links(thing.links || [])]]);
  for (const role of comparison.roles) {
    const own = term.members.filter((iri) => traits.get(iri).roles.includes(role.slug));
    if (own.length) list(body, role.label, own.map((iri) => { const item = make("li"); item.append(jump(iri)); return item; }), "names");
  }
}

function describeRole(body, role) {
  const own = comparison.traits.filter((trait) => trait.roles.length === 1 && trait.roles[0] === role.slug);
  pairs(body, [
    ["Traits", String(role.traits)],
    ["Only here", comparison.roles.length > 1 && String(own.length)],
    ["Elsewhere", links((details.roles[role.slug] || {}).links || [])],
  ]);
  for (const [part, title] of [["definitions", "Definitions"], ["outlook", "Outlook"], ["salary", "Pay"], ["advice", "Advice"]]) {
    const known = (details[part] || []).filter((one) => one.role === role.slug);
    if (!known.length) continue;
    const items = new Map();
    for (const one of known) {
      const text = one.text || one.label;
      if (!items.has(text)) items.set(text, make("li", text));
      if (one.source) items.get(text).append(origin(one.source, one.line));
    }
    list(body, title, [...items.values()]);
  }
}

/* A region, a row of the matrix, a cluster or a fold: its members, by kind. */
function describeSet(body, id) {
  const members = membersOf(id).map((iri) => traits.get(iri)).filter(Boolean);
  for (const kind of Object.keys(drawing.marks)) {
    const ones = members.filter((trait) => trait.kind === kind);
    if (!ones.length) continue;
    list(body, drawing.kinds[kind][1], ones.map((trait) => {
      const item = make("li");
      item.append(badge(kind), jump(trait.iri));
      if (trait.sources > 1) item.append(make("small", ` ${trait.sources} sources`));
      return item;
    }), "names");
  }
  return members.length;
}

const badge = (kind) => {
  const icon = drawn("svg", { viewBox: "0 0 14 14", width: "14", height: "14", "aria-hidden": "true", class: `mark k-${kind}` });
  icon.append(drawn("path", { d: drawing.marks[kind] }));
  return icon;
};

function isSet(id) {
  if (traits.has(id) || roles.has(id) || termOf(id)) return false;
  const node = now.nodes.get(id);
  return Boolean(node && ["region", "cluster", "fold"].includes(node.type)) || membersOf(id).length > 0;
}

function titleOf(id) {
  if (!id.startsWith("region:")) return labelOf(id);
  const slugs = id.slice(7).split("+").filter((slug) => roleOf.has(slug));
  if (!slugs.length) return labelOf(id);
  const names = rolesNamed(slugs);
  const text = names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
  return slugs.length === comparison.roles.length ? "Shared by all" : `Only ${text}`;
}

function select(id, from) {
  const known = id && (traits.has(id) || roles.has(id) || termOf(id) || isSet(id));
  state.chosen = known ? id : null;
  hovered = null;
  for (const row of rows) row.classList.toggle("on", row.dataset.iri === state.chosen);
  if (state.chosen && placed.boxes.has(state.chosen)) network.selectNodes([state.chosen], false); else network.unselectAll();
  find("overview").hidden = Boolean(state.chosen) && innerWidth >= 1100;
  find("chosen").hidden = !state.chosen;
  if (matrix) matrix.choose(state.chosen);
  network.redraw();
  remember();
  if (!state.chosen) return;
  const body = find("chosen-body");
  const kind = find("chosen-kind");
  body.replaceChildren();
  kind.replaceChildren();
  const one = termOf(id) || traits.get(id);
  if (one) {
    kind.append(badge(one.kind), drawing.kinds[one.kind][0]);
    if (termOf(id)) describeTerm(body, one); else describeTrait(body, one);
  } else if (roles.has(id)) {
    kind.append("Role");
    describeRole(body, roles.get(id));
  } else {
    kind.append(plural(describeSet(body, id), "trait"));
  }
  find("chosen-title").textContent = one || roles.has(id) ? labelOf(id) : titleOf(id);
  const spoken = [...document.querySelectorAll("[data-spoken]")].some((other) => other.dataset.spoken === id);
  if (spoken) find("chosen-title").lang = document.body.dataset.lang;
  else find("chosen-title").removeAttribute("lang");
  find("chosen").scrollTop = 0;
  tell(`${find("chosen-title").textContent} selected`);
  if (from) {
    opener = from.isConnected ? from : opener;
    find("chosen-title").focus({ preventScroll: true });
  }
}

function close() {
  const inside = find("chosen").contains(document.activeElement);
  select(null);
  if (inside && opener && opener.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}
