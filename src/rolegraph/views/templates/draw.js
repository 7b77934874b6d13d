/* The picture as a list of shapes, by the rules of rolegraph/views/drawing.py; `look` has what is
   looked at: the things and roles that stay bright, and those that a search has found. */

const DASHES = [5, 4];
const weight = (claims) => Math.min(1.2 + 0.75 * (claims - 1), 4.6);
const sideOf = (one, x, rail) => rail + (x >= rail ? one.fork : -one.fork);

function draw(one, spots, picture, look) {
  const under = one.shape === "network" ? drawLinks(one, spots, look)
    : [...drawGrounds(one, spots), ...drawRails(one, spots, picture, look)];
  const over = [...spots.boxes].map(([id, box]) => drawBox(one, id, box, picture.nodes.get(id), look, spots.counts.get(id)));
  return [...under, ...over];
}

const line = (points, stroke, size, dash, of) => ({ is: "line", points, stroke, weight: size, dash: dash || [], of });
const circle = (x, y, radius, fill, stroke, size, of) => ({ is: "circle", x, y, radius, fill, stroke, weight: size, of });
const word = (x, y, text, more) => ({ is: "text", x, y, text, size: 14, bold: false, fill: "ink", anchor: "start", ...more });
const rect = (x, y, width, height, radius, fill, stroke, more) =>
  ({ is: "rect", x, y, width, height, radius, fill, stroke, weight: 1, dash: [], ...more });

function drawGrounds(one, spots) {
  const total = comparison.roles.length;
  return spots.bands.flatMap((band) => band.regions.map(({ region }) => {
    const all = total > 1 && region.slugs.length === total;
    return rect(region.x, band.top, region.width, band.height, 12, all ? "shared" : "card",
      all ? "accent:shared:0.35" : "line");
  }));
}

function drawRails(one, spots, picture, look) {
  const reach = new Map();
  const ticks = [];
  const dots = [];
  const extend = (rail, x, y, lit) => {
    const key = rail + " " + x;
    const known = reach.get(key) || { rail, x, y: 0, lit: 0 };
    known.y = Math.max(known.y, y);
    if (lit) known.lit = Math.max(known.lit, y);
    reach.set(key, known);
  };
  for (const band of spots.bands) {
    for (const { region, columns } of band.regions) {
      const middle = region.x + region.width / 2;
      const ends = columns.flatMap(([, names]) => names);
      for (const rail of region.ties) {
        const [slug, x] = one.rails[rail];
        if (region.bus) {
          extend(rail, sideOf(one, middle, x), band.bus, ends.some((id) => isLit(look, slug, id)));
          continue;
        }
        for (const id of ends) {
          const box = spots.boxes.get(id);
          const from = sideOf(one, box[0], x);
          extend(rail, from, box[1], isLit(look, slug, id));
          const edge = picture.tied.get(slug + " " + id);
          const end = box[0] > from ? box[0] - box[2] / 2 : box[0] + box[2] / 2;
          ticks.push(line([[from, box[1]], [end, box[1]]], "edge", edge ? weight(edge.claims) : 1.2,
            edge && edge.optional ? DASHES : [], [slug, id]));
          ticks.push(circle(from, box[1], 2.6, "edge", null, 1, [slug, id]));
        }
      }
      if (region.bus) {
        ticks.push(...drawBus(one, spots, band, region, columns));
        one.rails.forEach(([slug, x], rail) => {
          if (region.ties.includes(rail)) dots.push(circle(sideOf(one, middle, x), band.bus, 5.5, "role", null, 1, [slug, ends]));
          else if (one.lacks) dots.push(circle(x, band.bus, 3.2, "page", "edge", 1.2));
        });
      }
    }
  }
  const foot = ([, , id]) => { const box = spots.boxes.get(id); return box[1] + box[3] / 2; };
  const lines = [];
  if (one.lacks && spots.bands.length) {
    for (const rail of one.rails) lines.push(line([[rail[1], foot(rail)], [rail[1], spots.bands[spots.bands.length - 1].bus]], "line", 1.4));
  }
  for (const { rail, x, y, lit } of reach.values()) {
    lines.push(line([[x, foot(one.rails[rail])], [x, y]], "edge", 1.8));
    if (lit) lines.push(line([[x, foot(one.rails[rail])], [x, lit]], "edge", 2.6, [], [one.rails[rail][0], "lit"]));
  }
  return [...lines, ...ticks, ...dots];
}

function drawBus(one, spots, band, region, columns) {
  const middle = region.x + region.width / 2;
  const stops = region.ties.map((rail) => sideOf(one, middle, one.rails[rail][1]));
  stops.push(...(columns.length ? columns.map(([x]) => x - 12) : [one.fork ? middle : region.x]));
  const all = columns.flatMap(([, names]) => names);
  const shapes = [];
  if (region.ties.length) {
    shapes.push(line([[Math.min(...stops), band.bus], [Math.max(...stops), band.bus]], "edge", 1.6, [], [region.slugs, all]));
  }
  for (const [left, names] of columns) {
    const x = left - 12;
    const top = region.ties.length ? band.bus : spots.boxes.get(names[0])[1];
    shapes.push(line([[x, top], [x, spots.boxes.get(names[names.length - 1])[1]]], "edge", 1.4));
    for (const id of names) {
      const box = spots.boxes.get(id);
      shapes.push(line([[x, box[1]], [box[0] - box[2] / 2, box[1]]], "edge", 1.4, [], [region.slugs, id]));
    }
  }
  return shapes;
}

function drawLinks(one, spots, look) {
  return one.links.filter((link) => spots.boxes.has(link.from) && spots.boxes.has(link.to)).map((link) => {
    const [a, b] = [spots.boxes.get(link.from), spots.boxes.get(link.to)];
    return line([[a[0], a[1]], [b[0], b[1]]], "edge:page:0.85", weight(link.count), [], [link.role, link.to]);
  });
}

/* A line is lit when what it ties is looked at. */
function isLit(look, slugs, ids) {
  if (!look.active) return false;
  const roles = [].concat(slugs);
  const ends = [].concat(ids);
  if (look.role) return roles.includes(look.role);
  return ends.some((id) => id === "lit" || look.bright.has(id)) && (!look.slugs || roles.some((slug) => look.slugs.has(slug)));
}

const TEXT_START = { trait: 29, fold: 29, group: 20, region: 0 };

/* Where a filter hides something, a heading says how much of the whole is left. */
function leftOf(text, node, count) {
  if (!count || count[0] === count[1]) return text;
  if (node.type === "group") return text.replace(/ · \d+$/, ` · ${count[0]} of ${count[1]}`);
  return text.replace(node.size, `${count[0]}\u00a0of\u00a0${node.size}`);
}
function numberOf(node, id) {
  if (!hidden.size || (node.type !== "fold" && node.type !== "cluster")) return String(node.count);
  const left = membersOf(id).filter((iri) => !hidden.has(iri)).length;
  return left === node.count ? String(node.count) : `${left}/${node.count}`;
}

function drawBox(one, id, [x, y, width, height], node, look, count) {
  const [left, top] = [x - width / 2, y - height / 2];
  const lines = one.lines[id] || [node.label];
  const under = one.under[id];
  const base = y - ((lines.length - 1) * LINE) / 2 + 0.5 - (under ? UNDER / 2 : 0);
  const parts = [];
  if (node.type === "role" || node.type === "echo") {
    const hollow = node.type === "echo";
    parts.push(rect(left, top, width, height, 5, hollow ? "page" : "role", hollow ? "role" : null,
      { weight: 1.2, dash: hollow ? DASHES : [] }));
    lines.forEach((text, index) => parts.push(word(x, base + index * LINE, text,
      { size: 15, bold: true, fill: hollow ? "role" : "role-ink", anchor: "middle", width: width - 16 })));
    return { is: "group", id, parts };
  }
  if (["trait", "fold", "cluster"].includes(node.type)) {
    const kind = node.kind || "role";
    const found = look.matches && (look.matches.has(id) || membersOf(id).some((one) => look.matches.has(one)));
    const chosen = look.chosen === id;
    const style = { weight: chosen ? 2.6 : 1.2, dash: one.dashes && node.optional ? DASHES : [] };
    const frame = rect(left, top, width, height, 3.5, found ? "match" : `${kind}:card:0.07`,
      chosen ? "accent" : found ? kind : `${kind}:card:0.42`, style);
    if (node.type !== "trait" || node.met) {
      parts.push({ ...rect(left + 3, top + 3, width, height, 3.5, `${kind}:card:0.07`, `${kind}:card:0.42`), weight: 1.2 });
    }
    parts.push(frame);
    const number = numberOf(node, id);
    // A fraction takes more room than was kept for it: the last line is the shortest.
    const low = number.includes("/") && node.type === "cluster" ? base + (lines.length - 1) * LINE : y + 0.5;
    parts.push(word(left + width - 9, low, number, { size: 12, fill: "soft", anchor: "end" }));
  }
  if (node.type === "trait" || node.type === "fold") parts.push({ is: "mark", kind: node.kind, x: left + 9, y: base - 6.5, size: 12 });
  if (node.type === "group") parts.push({ is: "mark", kind: node.kind, x: left + 1, y: y - 6, size: 12 });
  const marks = node.marks || [];
  marks.forEach((kind, index) => { if (kind) parts.push({ is: "mark", kind, x: left + 9, y: base + index * LINE - 6.5, size: 12 }); });
  const start = TEXT_START[node.type] === undefined ? (marks.length ? 29 : 12) : TEXT_START[node.type];
  const digits = String(node.count || 0).length;
  const room = { group: width - start, region: width }[node.type] || width - start - 19 - 7 * digits;
  lines.forEach((text, index) => {
    const size = node.type === "region" && index > 0 && index === lines.length - 1 && node.size === text;
    parts.push(word(left + start, base + index * LINE, leftOf(text, node, count), {
      size: { group: 13, region: size ? 14 : 15 }[node.type] || 14,
      bold: node.type === "group" || (node.type === "region" && !size),
      fill: node.type === "group" ? node.kind : size ? "soft" : "ink", width: room,
    }));
  });
  if (under) parts.push(word(left + start, base + lines.length * LINE - 1, under, { size: 12, fill: "soft", width: width - start - 9 }));
  return { is: "group", id, parts };
}
