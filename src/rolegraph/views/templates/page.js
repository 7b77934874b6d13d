"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const find = (id) => document.getElementById(id);
  const comparison = read("comparison");
  const details = read("details");
  const drawing = read("network");
  const graph = find("graph");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const FACE = getComputedStyle(document.body).fontFamily;
  const LINE = 18;
  const MODALITY = {
    required: "Required", preferred: "Preferred", alternative: "One of several",
    example: "Given as an example", mentioned: "Named",
  };

  const at = new Map(drawing.nodes.map((node, index) => [node.id, index]));
  const members = new Map();
  for (const node of drawing.nodes) {
    if (node.type === "group") members.set(node.id, [node.id]);
    if (node.type === "trait") members.get(node.group).push(node.id);
  }
  const records = new Map(drawing.nodes.map((node) => [node.id, node]));
  const traits = new Map(comparison.traits.map((trait) => [trait.iri, trait]));
  const roles = new Map(comparison.roles.map((role) => [role.iri, role]));
  const roleOf = new Map(comparison.roles.map((role) => [role.slug, role]));
  const sources = new Map(details.sources.map((source) => [source.slug, source]));
  const rows = [...document.querySelectorAll("#table tbody tr")];
  const rowOf = new Map(rows.map((row) => [row.dataset.iri, row]));
  const paths = Object.fromEntries(
    Object.entries(drawing.marks).map(([kind, path]) => [kind, new Path2D(path)]));

  const off = new Set();
  let matches = null;
  let chosen = null;
  let hovered = null;
  let focused = null;
  let byKeys = true;
  let opener = null;
  let view = null;
  let scale = 1;
  let place = new Map();
  let bands = [];
  let tint = {};
  let printing = false;

  const make = (tag, text, name) => {
    const element = document.createElement(tag);
    if (text !== undefined && text !== null) element.textContent = text;
    if (name) element.className = name;
    return element;
  };

  /* Colours: the style sheet has them, in both themes; the canvas reads them from there. */

  const mix = (over, under, part) => {
    const parse = (hex) => [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));
    const [a, b] = [parse(over), parse(under)];
    return `rgb(${a.map((value, i) => Math.round(value * part + b[i] * (1 - part))).join(",")})`;
  };
  const wide = (hex) => (hex.length === 4 ? "#" + [...hex.slice(1)].map((c) => c + c).join("") : hex);
  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    tint = {};
    for (const name of ["page", "card", "sunk", "shared", "ink", "soft", "line", "edge", "accent",
      "role", "role-ink", "match", ...Object.keys(drawing.marks)]) {
      tint[name] = wide(style.getPropertyValue("--" + name).trim());
    }
  }

  function colours(node) {
    const clear = "rgba(0,0,0,0)";
    const pair = (background, border, strong) => ({
      background, border, highlight: { background, border: strong }, hover: { background, border: strong },
    });
    if (node.type === "role") return pair(tint.role, tint.role, tint.accent);
    if (node.type !== "trait") return pair(clear, clear, clear);
    const kind = tint[node.kind];
    return pair(mix(kind, tint.card, 0.07), mix(kind, tint.card, 0.42), kind);
  }

  /* Where things are: the numbers come with the page; hiding a kind closes the gap it leaves. */

  function arrange() {
    place = new Map();
    bands = [];
    let shift = 0;
    for (const role of comparison.roles) place.set(role.iri, view.boxes[at.get(role.iri)]);
    for (const band of view.bands) {
      let most = 0;
      let left = 0;
      const spots = [];
      for (const region of band.regions) {
        for (const column of region.columns) {
          let up = 0;
          for (const group of column.groups) {
            if (off.has(group.kind)) { up += group.height; continue; }
            for (const id of members.get(group.id)) {
              const [x, y, w, h] = view.boxes[at.get(id)];
              spots.push([id, [x, y + shift - up, w, h]]);
            }
          }
          most = Math.max(most, column.height);
          left = Math.max(left, column.height - up);
        }
      }
      if (view.mode === "rails" && most && !left) { shift -= band.height + 12; continue; }
      for (const [id, box] of spots) place.set(id, box);
      for (const region of band.regions) {
        const [x, y, w, h] = view.boxes[at.get(region.id)];
        place.set(region.id, [x, y + shift, w, h]);
      }
      bands.push({
        top: band.top + shift, height: band.height - most + left, bus: band.top + band.head - 5 + shift,
        regions: band.regions.map((region) => ({
          ...region,
          columns: region.columns.map((column) => ({
            x: column.x,
            ids: column.groups.flatMap((group) => members.get(group.id))
              .filter((id) => traits.has(id) && place.has(id)),
          })).filter((column) => column.ids.length),
        })),
      });
      shift += left - most;
    }
    return view.height + shift;
  }

  function boxes() {
    return drawing.nodes.map((node) => {
      const box = place.get(node.id);
      const dim = matches && node.type === "trait" && !matches.has(node.id);
      const spot = box || view.boxes[at.get(node.id)];
      return {
        id: node.id, label: node.label, shape: "box", physics: false, fixed: true,
        x: spot[0], y: spot[1], hidden: !box, margin: { top: 0, right: 0, bottom: 0, left: 0 },
        widthConstraint: { minimum: spot[2] }, heightConstraint: { minimum: spot[3] },
        shapeProperties: {
          borderRadius: { role: 5, trait: 3.5 }[node.type] || 0,
          borderDashes: view.mode === "rails" && node.type === "trait" && node.optional ? [5, 4] : false,
        },
        borderWidth: node.type === "trait" ? 1.2 : 0, borderWidthSelected: 2.4,
        color: colours(node), opacity: dim ? 0.3 : 1, font: { size: 1, color: "rgba(0,0,0,0)" },
        chosen: node.type === "trait" || node.type === "role",
      };
    });
  }

  /* Drawing under the boxes (regions, edges) and over them (marks, words). */

  const widthOf = (claims) => Math.min(1.2 + 0.75 * (claims - 1), 4.6);
  const active = () => hovered || chosen;
  const activeRoles = () => {
    const id = active();
    if (!id) return [];
    if (roles.has(id)) return [roles.get(id).slug];
    return traits.has(id) ? traits.get(id).roles : [];
  };

  function stroke(ctx, points, colour, width, dashed) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.lineCap = dashed ? "butt" : "round";
    ctx.setLineDash(dashed ? [5, 4] : []);
    ctx.beginPath();
    ctx.moveTo(...points[0]);
    for (const point of points.slice(1)) ctx.lineTo(...point);
    ctx.stroke();
    ctx.setLineDash([]);
  }

  function dot(ctx, x, y, radius, fill, border) {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = fill;
    ctx.fill();
    if (border) { ctx.strokeStyle = border; ctx.lineWidth = 1.2; ctx.stroke(); }
  }

  function drawUnder(ctx) {
    if (!view) return;
    for (const band of bands) {
      for (const region of band.regions) {
        const all = region.slugs.length === comparison.roles.length;
        ctx.beginPath();
        ctx.roundRect(region.x, band.top, region.width, band.height, 12);
        ctx.fillStyle = all ? tint.shared : tint.card;
        ctx.fill();
        ctx.strokeStyle = all ? mix(tint.accent, tint.shared, 0.35) : tint.line;
        ctx.lineWidth = 1;
        ctx.stroke();
      }
    }
    if (view.mode === "columns") drawSpines(ctx); else drawRails(ctx);
  }

  /* A spine per side of a gutter, so that a tick to the left never seems to go on to the right. */
  const FORK = 9;
  function drawSpines(ctx) {
    const lit = (edge) => active() === edge.to || active() === edge.from;
    for (const bright of [false, true]) {
      const ends = new Map();
      for (const edge of drawing.edges) {
        const box = place.get(edge.to);
        if (!box || lit(edge) !== bright) continue;
        const middle = view.spines[edge.role];
        const side = box[0] < middle ? -1 : 1;
        const x = middle + side * FORK;
        const key = `${edge.role} ${side}`;
        ends.set(key, { x, role: edge.role, y: Math.max(box[1], (ends.get(key) || { y: 0 }).y) });
        const faint = matches && !matches.has(edge.to);
        const colour = bright ? tint.accent : faint ? tint.line : tint.edge;
        stroke(ctx, [[x, box[1]], [box[0] - side * box[2] / 2, box[1]]], colour,
          widthOf(edge.claims) + (bright ? 0.6 : 0), edge.optional);
        dot(ctx, x, box[1], 2.6, colour);
      }
      for (const { x, role, y } of ends.values()) {
        const [, top, , tall] = place.get(roleOf.get(role).iri);
        stroke(ctx, [[x, top + tall / 2], [x, y]], bright ? tint.accent : tint.edge, bright ? 2.8 : 1.8);
      }
    }
  }

  function drawRails(ctx) {
    const lit = new Set(activeRoles());
    const id = active();
    const touched = (region) => traits.has(id)
      ? region.columns.some((column) => column.ids.includes(id))
      : region.slugs.some((slug) => lit.has(slug));
    for (const role of comparison.roles) {
      const x = view.spines[role.slug];
      const [, y, , h] = place.get(role.iri);
      const reach = (some) => bands.filter((band) => some(band.regions[0])).map((band) => band.bus).pop();
      const own = (region) => region.slugs.includes(role.slug);
      const end = reach(own);
      stroke(ctx, [[x, y + h / 2], [x, reach(() => true)]], tint.line, 1.4);
      if (end) stroke(ctx, [[x, y + h / 2], [x, end]], tint.edge, 2);
      const far = lit.has(role.slug) && reach((region) => own(region) && touched(region));
      if (far) stroke(ctx, [[x, y + h / 2], [x, far]], tint.accent, 3);
    }
    for (const band of bands) {
      const region = band.regions[0];
      const hot = id && touched(region);
      const members = region.slugs.map((slug) => view.spines[slug]);
      const last = region.columns[region.columns.length - 1];
      const end = last ? last.x - 12 : region.x;
      stroke(ctx, [[members[0], band.bus], [end, band.bus]], tint.edge, 1.6);
      if (hot) {
        const column = region.columns.find((one) => one.ids.includes(id)) || last;
        stroke(ctx, [[members[0], band.bus], [column ? column.x - 12 : end, band.bus]], tint.accent, 2.6);
      }
      for (const [slug, x] of Object.entries(view.spines)) {
        if (region.slugs.includes(slug)) dot(ctx, x, band.bus, 5.5, hot && lit.has(slug) ? tint.accent : tint.role);
        else dot(ctx, x, band.bus, 3.2, tint.page, tint.edge);
      }
      for (const column of region.columns) {
        const x = column.x - 12;
        const bottom = place.get(column.ids[column.ids.length - 1])[1];
        stroke(ctx, [[x, band.bus], [x, bottom]], tint.edge, 1.4);
        if (column.ids.includes(id)) stroke(ctx, [[x, band.bus], [x, place.get(id)[1]]], tint.accent, 2.6);
        for (const one of column.ids) {
          const box = place.get(one);
          const bright = one === id || (roles.has(id) && hot);
          stroke(ctx, [[x, box[1]], [box[0] - box[2] / 2, box[1]]], bright ? tint.accent : tint.edge,
            bright ? 2.6 : 1.4);
        }
      }
    }
  }

  function drawOver(ctx) {
    if (!view) return;
    ctx.textBaseline = "middle";
    for (const [id, [x, y, w, h]] of place) {
      const node = records.get(id);
      const lines = view.lines[at.get(id)];
      const left = x - w / 2;
      let base = y - ((lines.length - 1) * LINE) / 2 + 0.5;
      ctx.globalAlpha = matches && node.type === "trait" && !matches.has(id) ? 0.3 : 1;
      if (node.type === "trait") {
        if (matches && matches.has(id)) {
          ctx.beginPath();
          ctx.roundRect(left, y - h / 2, w, h, 3.5);
          ctx.fillStyle = tint.match;
          ctx.fill();
          ctx.strokeStyle = tint[node.kind];
          ctx.lineWidth = 2;
          ctx.stroke();
        }
        mark(ctx, node.kind, left + 9, y - 6, 12);
        ctx.fillStyle = tint.soft;
        ctx.font = `12px ${FACE}`;
        ctx.textAlign = "right";
        ctx.fillText(String(node.sources), left + w - 9, y + 0.5);
      }
      if (node.type === "group") mark(ctx, node.kind, left + 1, y - 6, 12);
      ctx.textAlign = node.type === "role" ? "center" : "left";
      const start = { trait: 29, group: 20, region: 0, role: w / 2 }[node.type];
      const room = { trait: w - 29 - 26, group: w - 20, region: w, role: w - 16 }[node.type];
      lines.forEach((line, index) => {
        const size = node.type === "region" && view.mode === "columns" && index === lines.length - 1;
        ctx.font = {
          trait: `14px ${FACE}`, group: `600 13px ${FACE}`, role: `700 15px ${FACE}`,
          region: size ? `14px ${FACE}` : `700 15px ${FACE}`,
        }[node.type];
        ctx.fillStyle = node.type === "role" ? tint["role-ink"]
          : node.type === "group" ? tint[node.kind] : size ? tint.soft : tint.ink;
        ctx.fillText(line, left + start, base, room);
        base += LINE;
      });
      ctx.globalAlpha = 1;
      if (id === focused && byKeys && document.activeElement === graph) ring(ctx, left, y - h / 2, w, h);
    }
  }

  function mark(ctx, kind, x, y, size) {
    ctx.save();
    ctx.translate(x, y);
    ctx.scale(size / 14, size / 14);
    ctx.fillStyle = tint[kind];
    ctx.fill(paths[kind]);
    ctx.restore();
  }

  function ring(ctx, x, y, w, h) {
    ctx.beginPath();
    ctx.roundRect(x - 3.5, y - 3.5, w + 7, h + 7, 9);
    ctx.strokeStyle = tint.accent;
    ctx.lineWidth = 3;
    ctx.stroke();
  }

  /* The network itself. */

  readTheme();
  view = drawing.views[0];
  let height = arrange();
  const nodes = new vis.DataSet(boxes());
  const edges = new vis.DataSet(drawing.edges.map(({ id, from, to }) => ({ id, from, to, hidden: true })));
  const network = new vis.Network(graph, { nodes, edges }, {
    autoResize: false,
    physics: false,
    layout: { improvedLayout: false },
    nodes: { shape: "box", scaling: { label: { drawThreshold: 1 } } },
    edges: { smooth: false },
    interaction: {
      dragNodes: false, dragView: false, zoomView: false, hover: true, keyboard: false,
      selectConnectedEdges: false, hoverConnectedEdges: false,
    },
  });
  network.on("beforeDrawing", drawUnder);
  network.on("afterDrawing", drawOver);
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

  function fit() {
    if (printing) return;
    const room = graph.parentElement.clientWidth;
    const next = drawing.views.find((one) => one.width * 0.94 <= room) || drawing.views[drawing.views.length - 1];
    const changed = next !== view;
    view = next;
    scale = Math.max(0.9, Math.min(view.mode === "columns" ? 1.06 : 1.12, room / view.width));
    height = arrange();
    const width = Math.max(room, view.width * scale);
    graph.style.width = width + "px";
    graph.style.height = Math.ceil(height * scale) + "px";
    nodes.update(boxes());
    network.setSize(width + "px", Math.ceil(height * scale) + "px");
    const centre = width > view.width * scale ? view.width / 2 : width / scale / 2;
    network.moveTo({ position: { x: centre, y: height / 2 }, scale, animation: false });
    if (changed) network.redraw();
  }
  fit();
  let known = graph.parentElement.clientWidth;
  new ResizeObserver(() => {
    const now = graph.parentElement.clientWidth;
    if (now !== known) { known = now; requestAnimationFrame(fit); }
  }).observe(graph.parentElement);

  function repaint() {
    readTheme();
    nodes.update(boxes());
    network.redraw();
  }
  dark.addEventListener("change", repaint);

  /* Paper gets pictures in the light colours, cut where the fewest boxes are, page by page. */
  const paper = make("div");
  paper.id = "paper";
  graph.after(paper);
  function cuts() {
    const boxes = [...place.values()].map(([, y, , h]) => [y - h / 2, y + h / 2]);
    const found = [0];
    const tall = height * scale;
    for (let room = 1000; tall - found[found.length - 1] > room; room = 1300) {
      const from = found[found.length - 1];
      let best = [Infinity, from + room];
      for (let y = from + room; y > from + room - 220; y -= 1) {
        const hit = boxes.filter(([top, end]) => top < y / scale && y / scale < end).length;
        if (hit < best[0]) best = [hit, y];
      }
      found.push(best[1]);
    }
    return [...found, tall];
  }
  addEventListener("beforeprint", () => {
    printing = true;
    document.documentElement.dataset.print = "";
    repaint();
    const whole = graph.querySelector("canvas");
    const ratio = whole.width / whole.clientWidth;
    const edges = cuts().map((y) => Math.round(y * ratio));
    paper.replaceChildren(...edges.slice(1).map((end, index) => {
      const part = make("canvas");
      part.width = whole.width;
      part.height = end - edges[index];
      part.getContext("2d").drawImage(whole, 0, -edges[index]);
      const image = make("img");
      image.alt = "";
      image.src = part.toDataURL();
      return image;
    }));
  });
  addEventListener("afterprint", () => {
    printing = false;
    paper.replaceChildren();
    delete document.documentElement.dataset.print;
    repaint();
    fit();
  });

  /* Choosing, and what is known about what is chosen. */

  const badge = (kind) => {
    const own = document.querySelector(`.kind[data-kind="${kind}"] svg`);
    return own ? own.cloneNode(true) : make("span");
  };

  function origin(slug, line) {
    const box = make("span", null, "from");
    const source = sources.get(slug);
    const title = source ? source.title : slug;
    if (source && /^https?:\/\//.test(source.url || "")) {
      const link = make("a", title);
      link.href = source.url;
      link.rel = "noopener noreferrer";
      box.append(link);
    } else {
      box.append(title);
    }
    const rest = [source && source.publisher, source && source.issued, line && `line ${line}`];
    box.append(rest.filter(Boolean).map((part) => ", " + part).join(""));
    return box;
  }

  function claimLine(claim) {
    const item = make("li", null, claim.denied ? "denied" : "");
    item.append(make("span", claim.denied ? "Says no" : MODALITY[claim.modality] || claim.modality, "how"));
    const where = [claim.section, claim.category].filter(Boolean).join(" › ");
    if (where) item.append(` · ${where}`);
    item.append(origin(claim.source, claim.line));
    return item;
  }

  function list(body, title, entries) {
    const heading = make("h3", title);
    heading.append(make("span", String(entries.length)));
    const items = make("ul", null, "claims");
    items.append(...entries);
    body.append(heading, items);
  }

  function pairs(body, entries) {
    const box = make("dl");
    for (const [term, text] of entries) if (text) box.append(make("dt", term), make("dd", text));
    if (box.childElementCount) body.append(box);
  }

  function describeTrait(body, trait) {
    const thing = details.things[trait.iri] || {};
    if (thing.definition) body.append(make("p", thing.definition));
    pairs(body, [
      ["Broader", (thing.broader || []).join(", ")],
      ["Also", (thing.alt || []).join(", ")],
      ["Roles", trait.roles.map((slug) => roleOf.get(slug).label).join(", ")],
      ["Support", `${trait.claims} claim${trait.claims === 1 ? "" : "s"} in ${trait.sources} source${trait.sources === 1 ? "" : "s"}`],
    ]);
    for (const role of comparison.roles) {
      const said = details.claims.filter((claim) => claim.thing === trait.iri && claim.role === role.slug);
      if (said.length) list(body, role.label, said.map(claimLine));
    }
  }

  function describeRole(body, role) {
    const own = comparison.traits.filter((trait) => trait.roles.length === 1 && trait.roles[0] === role.slug);
    pairs(body, [
      ["Traits", String(role.traits)],
      ["Only here", String(own.length)],
    ]);
    for (const [part, title] of [["definitions", "Definitions"], ["outlook", "Outlook"], ["salary", "Pay"], ["advice", "Advice"]]) {
      const said = (details[part] || []).filter((one) => one.role === role.slug);
      if (!said.length) continue;
      const items = new Map();
      for (const one of said) {
        const text = one.text || one.label;
        if (!items.has(text)) items.set(text, make("li", text));
        if (one.source) items.get(text).append(origin(one.source, one.line));
      }
      list(body, title, [...items.values()]);
    }
  }

  function select(id, from) {
    const known = traits.has(id) || roles.has(id);
    chosen = known ? id : null;
    hovered = null;
    for (const row of rows) row.classList.toggle("on", row.dataset.iri === chosen);
    if (chosen && place.has(chosen)) network.selectNodes([chosen], false); else network.unselectAll();
    find("overview").hidden = Boolean(chosen) && innerWidth >= 1100;
    find("chosen").hidden = !chosen;
    network.redraw();
    if (!chosen) return;
    const record = records.get(chosen);
    const body = find("chosen-body");
    const kind = find("chosen-kind");
    body.replaceChildren();
    kind.replaceChildren();
    if (traits.has(chosen)) {
      kind.append(badge(record.kind), rowOf.get(chosen).cells[1].textContent.trim());
      describeTrait(body, traits.get(chosen));
    } else {
      kind.append("Role");
      describeRole(body, roles.get(chosen));
    }
    find("chosen-title").textContent = record.label;
    find("chosen").scrollTop = 0;
    find("said").textContent = `${record.label} selected`;
    if (from) {
      opener = from;
      find("chosen-title").focus({ preventScroll: true });
    }
  }

  function close() {
    const inside = find("chosen").contains(document.activeElement);
    select(null);
    if (inside && opener) opener.focus({ preventScroll: true });
    opener = null;
  }
  find("close").addEventListener("click", close);

  network.on("click", (event) => {
    const id = event.nodes[0];
    if (id && (traits.has(id) || roles.has(id))) { focused = id; select(id); } else if (chosen) close();
  });
  network.on("hoverNode", ({ node }) => {
    if (!traits.has(node) && !roles.has(node)) return;
    hovered = node;
    graph.style.cursor = "pointer";
    network.redraw();
  });
  network.on("blurNode", () => { hovered = null; graph.style.cursor = ""; network.redraw(); });

  function reveal(id) {
    const box = place.get(id);
    if (!box) return;
    const top = graph.getBoundingClientRect().top;
    const from = top + (box[1] - box[3] / 2) * scale - 90;
    const to = top + (box[1] + box[3] / 2) * scale + 30 - innerHeight;
    const behavior = still.matches ? "auto" : "smooth";
    if (from < 0) scrollBy({ top: from, behavior });
    else if (to > 0) scrollBy({ top: to, behavior });
  }

  function step(direction) {
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[direction];
    const here = place.get(focused);
    let best = null;
    let least = Infinity;
    for (const [id, [x, y]] of place) {
      if (id === focused || !(traits.has(id) || roles.has(id))) continue;
      const ahead = (x - here[0]) * dx + (y - here[1]) * dy;
      const aside = Math.abs((x - here[0]) * dy) + Math.abs((y - here[1]) * dx);
      if (ahead > 4 && ahead + 3 * aside < least) { best = id; least = ahead + 3 * aside; }
    }
    return best;
  }

  graph.addEventListener("keydown", (event) => {
    byKeys = true;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      focused = focused && place.has(focused) ? step(event.key) || focused : comparison.roles[0].iri;
      const trait = traits.get(focused);
      find("said").textContent = records.get(focused).label +
        (trait ? `, ${trait.roles.map((slug) => roleOf.get(slug).label).join(", ")}` : ", role");
      reveal(focused);
      network.redraw();
    } else if ((event.key === "Enter" || event.key === " ") && focused) {
      event.preventDefault();
      select(focused, graph);
    }
  });
  graph.addEventListener("pointerdown", () => { byKeys = false; }, true);
  graph.addEventListener("focus", () => {
    if (!focused || !place.has(focused)) focused = comparison.roles[0].iri;
    network.redraw();
  });
  graph.addEventListener("blur", () => { byKeys = true; network.redraw(); });

  /* Search and legend act on the picture and the table alike. */

  const search = find("search");
  function filter() {
    const words = search.value.toLowerCase().replace(/[\s_\-–—]+/g, " ").trim();
    matches = words ? new Set() : null;
    let shown = 0;
    for (const row of rows) {
      const hit = !words || row.dataset.words.includes(words);
      const visible = hit && !off.has(row.dataset.kind);
      if (words && hit) matches.add(row.dataset.iri);
      row.hidden = !visible;
      shown += visible;
    }
    find("found").textContent = words && !shown ? `Nothing matches “${search.value.trim()}”.`
      : words || off.size ? `${shown} of ${rows.length} shown` : "";
    fit();
  }
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      const first = rows.find((row) => !row.hidden);
      if (first) { select(first.dataset.iri); reveal(chosen); }
    }
  });
  for (const button of document.querySelectorAll(".kind")) {
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!on));
      if (on) off.add(button.dataset.kind); else off.delete(button.dataset.kind);
      filter();
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape") {
      if (search.value) { search.value = ""; filter(); } else if (chosen) close();
    }
  });

  /* The table. */

  for (const row of rows) {
    row.addEventListener("click", (event) => {
      const button = row.querySelector("button");
      select(row.dataset.iri, event.detail === 0 ? button : null);
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
  headers.forEach((header, column) => {
    const value = (row) => {
      if (header.querySelector("button").dataset.key === "rank") return Number(row.dataset.rank);
      const text = row.cells[column].textContent.trim();
      if (header.classList.contains("num")) return Number(text);
      if (header.classList.contains("role")) return text.startsWith("✓") ? 0 : text.startsWith("–") ? 2 : 1;
      return text.toLowerCase();
    };
    header.firstElementChild.addEventListener("click", () => {
      const now = header.getAttribute("aria-sort");
      const first = header.classList.contains("num") ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const next = now === first ? other : first;
      for (const one of headers) one.setAttribute("aria-sort", "none");
      header.setAttribute("aria-sort", next);
      const sign = next === "ascending" ? 1 : -1;
      const body = document.querySelector("#table tbody");
      const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b, "en"));
      body.append(...[...rows].sort((a, b) => sign * compare(value(a), value(b))));
    });
  });

  find("copy").addEventListener("click", async () => {
    const text = find("query").textContent;
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(find("query"));
      done = document.execCommand("copy");
    }
    find("copy").textContent = done ? "Copied" : "Press Ctrl+C";
    find("said").textContent = find("copy").textContent;
    setTimeout(() => { find("copy").textContent = "Copy"; }, 1600);
  });

  window.rolegraph = { network, nodes, edges, select, places: () => place, view: () => view };
})();
