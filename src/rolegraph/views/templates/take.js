/* To take away: drawings of what is shown now, the table, the data, a link, a sheet of paper. */

const slugs = comparison.roles.map((role) => role.slug.split("/").pop()).join("-vs-");
const plain = { active: null, bright: new Set(), matches: null };

function save(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a");
  link.href = url;
  link.download = `${slugs}.${name}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
  tell(`Saved ${link.download}`);
}

function wrapped(text, width, size, bold) {
  const lines = [];
  let current = "";
  for (const part of text.split(" ")) {
    const joined = current ? current + " " + part : part;
    if (current && measured({ text: joined, size, bold }) > width) { lines.push(current); current = part; } else current = joined;
  }
  return [...lines, current];
}

/* The picture with its heading above and its sources below, as shapes and the size of it all. */
function sheet(one, spots) {
  const margin = 28;
  const width = one.width;
  const shapes = [];
  let y = margin + 8;
  for (const [text, size, bold] of [[document.querySelector("h1").textContent, 25, true], [document.querySelector(".finding").textContent, 15, false]]) {
    for (const part of wrapped(text, width, size, bold)) {
      shapes.push(word(margin, y, part, { size, bold, width }));
      y += size * 1.4;
    }
    y += 6;
  }
  let x = margin;
  for (const kind of Object.keys(drawing.marks)) {
    if (state.kinds.has(kind) || !comparison.traits.some((trait) => trait.kind === kind)) continue;
    const name = drawing.kinds[kind][1];
    shapes.push({ is: "mark", kind, x, y: y - 6, size: 12 }, word(x + 18, y, name, { size: 13, fill: "soft" }));
    x += measured({ text: name, size: 13 }) + 38;
  }
  y += 28;
  const body = draw(one, spots, now, plain);
  const names = [...sources.values()].map((source) => [source.title, source.publisher, source.issued].filter(Boolean).join(", "));
  if (names.length > 6) names.splice(6, names.length, `and ${names.length - 6} more`);
  const note = find("shown").textContent;
  const origin = `${note ? note + " " : ""}${names.length ? `Sources: ${names.join("; ")}. ` : ""}Numbers say how many sources name a trait. Rolegraph.`;
  const foot = [];
  let deep = y + spots.height;
  for (const part of wrapped(origin, width, 12)) {
    foot.push(word(margin, deep + 22, part, { size: 12, fill: "soft", width }));
    deep += 17;
  }
  return { width: width + 2 * margin, height: deep + 2 * margin, head: shapes, body, foot, left: margin, top: y };
}

function svgSheet(one, spots, ground) {
  const { width, height, head, body, foot, left, top } = sheet(one, spots);
  const theme = drawing.themes.light;
  const svg = drawn("svg", { viewBox: `0 0 ${round(width)} ${round(height)}`, width, height, role: "img", "font-family": "Liberation Sans, Helvetica Neue, Arial, sans-serif" });
  const group = drawn("g", { transform: `translate(${round(left)} ${round(top)})` });
  group.append(...body.map((shape) => svgOf(shape, theme)));
  svg.append(drawn("title", {}, document.querySelector("h1").textContent), drawn("desc", {}, document.querySelector(".finding").textContent),
    drawn("rect", { width, height, fill: ground || theme.page }), ...head.map((shape) => svgOf(shape, theme)), group,
    ...foot.map((shape) => svgOf(shape, theme)));
  return svg;
}

const current = () => stack(view, hidden, state.unfolded);
const svgText = () => '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(svgSheet(view, current()));

function pngBlob() {
  const { width, height, head, body, foot, left, top } = sheet(view, current());
  const times = Math.min(2, 16000 / Math.max(width, height), Math.sqrt(64e6 / (width * height)));
  const canvas = make("canvas");
  canvas.width = Math.round(width * times);
  canvas.height = Math.round(height * times);
  const ctx = canvas.getContext("2d");
  const theme = drawing.themes.light;
  ctx.scale(times, times);
  ctx.fillStyle = theme.page;
  ctx.fillRect(0, 0, width, height);
  tint = {};
  paint(ctx, [...head, ...foot], theme);
  ctx.translate(left, top);
  paint(ctx, body, theme);
  tint = {};
  return new Promise((done) => { canvas.toBlob(done, "image/png"); });
}

/* A cell that a spreadsheet would run as a formula starts with a quote. */
function csvCell(value) {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? "'" + text : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
function csvText() {
  const shown = [...document.querySelectorAll("#table tbody tr")].filter((row) => !row.hidden).map((row) => traits.get(row.dataset.iri));
  const strongest = (trait, slug) => {
    const order = Object.keys(drawing.modalities);
    const ranks = said.get(trait.iri).filter((claim) => claim.role === slug && !claim.denied).map((claim) => order.indexOf(claim.modality));
    return trait.roles.includes(slug) ? (ranks.length ? order[Math.min(...ranks)] : "yes") : "";
  };
  const lines = [["label", "kind", ...comparison.roles.map((role) => role.slug), "claims", "sources", "modality", "iri"]];
  for (const trait of shown) {
    lines.push([trait.label, trait.kind, ...comparison.roles.map((role) => strongest(trait, role.slug)), trait.claims, trait.sources, trait.modality, trait.iri]);
  }
  return lines.map((cells) => cells.map(csvCell).join(",") + "\r\n").join("");
}

async function copy(text, button, fallback) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = fallback || document.body.appendChild(make("textarea", text));
    if (fallback) getSelection().selectAllChildren(fallback); else box.select();
    done = document.execCommand("copy");
    if (!fallback) box.remove();
  }
  const before = button.dataset.label || (button.dataset.label = button.textContent);
  button.textContent = done ? "Copied" : "Press Ctrl+C";
  tell(button.textContent);
  setTimeout(() => { button.textContent = before; }, 1600);
}

const takes = {
  svg: () => save("svg", "image/svg+xml", svgText()),
  png: async () => save("png", "image/png", await pngBlob()),
  csv: () => save("csv", "text/csv", csvText()),
  json: () => save("json", "application/json", JSON.stringify(comparison, null, 2) + "\n"),
  print: () => print(),
  link: (button) => copy(location.href, button),
};
for (const button of document.querySelectorAll("[data-take]")) {
  button.addEventListener("click", () => takes[button.dataset.take](button));
}
find("copy").addEventListener("click", () => copy(find("query").textContent, find("copy"), find("query")));

/* Paper gets one sheet: the arrangement for it, in the colours of daylight, as a drawing that stays sharp. */
const paper = find("paper");
addEventListener("beforeprint", () => {
  document.documentElement.dataset.print = "";
  const one = now.paper;
  paper.replaceChildren(svgSheet(one, stack(one, hidden, state.unfolded), "#ffffff"));
});
addEventListener("afterprint", () => {
  paper.replaceChildren();
  delete document.documentElement.dataset.print;
  network.redraw();
});
