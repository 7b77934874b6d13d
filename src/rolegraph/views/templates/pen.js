/* Two pens for a list of shapes: one for a canvas, one that writes SVG. */

const paths = Object.fromEntries(Object.entries(drawing.marks).map(([kind, path]) => [kind, new Path2D(path)]));
let tint = {};

function themeNow() {
  return drawing.themes[dark.matches && !("print" in document.documentElement.dataset) ? "dark" : "light"];
}

function colourOf(name, theme) {
  if (!name.includes(":")) return theme[name];
  const [over, under, share] = name.split(":");
  const parse = (hex) => [1, 3, 5].map((from) => parseInt(hex.slice(from, from + 2), 16));
  const [a, b] = [parse(theme[over]), parse(theme[under])];
  return "#" + a.map((value, i) => Math.floor(value * share + b[i] * (1 - share) + 0.5).toString(16).padStart(2, "0")).join("");
}

function paint(ctx, shapes, theme, look) {
  const colour = (name) => (tint[name] || (tint[name] = colourOf(name, theme)));
  ctx.textBaseline = "middle";
  for (const shape of shapes) {
    if (shape.is === "group") {
      if (look && isDim(look, shape.id)) {
        // Opaque below, so that no line shows through the words of what steps back.
        const box = placed.boxes.get(shape.id);
        ctx.fillStyle = colour(view.shape === "network" ? "page" : "card");
        ctx.fillRect(box[0] - box[2] / 2, box[1] - box[3] / 2, box[2], box[3]);
        ctx.globalAlpha = 0.3;
      }
      paint(ctx, shape.parts, theme);
      ctx.globalAlpha = 1;
      continue;
    }
    const lit = look && shape.of && isLit(look, ...shape.of);
    if (look && look.active && look.dims && shape.of && !lit) ctx.globalAlpha = 0.3;
    paintOne(ctx, shape, colour, lit);
    if (look) ctx.globalAlpha = 1;
  }
}

function paintOne(ctx, shape, colour, lit) {
  if (shape.is === "text") {
    ctx.font = `${shape.bold ? (shape.size > 14 ? 700 : 600) : 400} ${shape.size}px ${FACE}`;
    ctx.fillStyle = colour(shape.fill);
    ctx.textAlign = { start: "left", middle: "center", end: "right" }[shape.anchor];
    ctx.fillText(shape.text, shape.x, shape.y, shape.width);
    return;
  }
  if (shape.is === "mark") {
    ctx.save();
    ctx.translate(shape.x, shape.y);
    ctx.scale(shape.size / 14, shape.size / 14);
    ctx.fillStyle = colour(shape.kind);
    ctx.fill(paths[shape.kind]);
    ctx.restore();
    return;
  }
  ctx.beginPath();
  if (shape.is === "rect") ctx.roundRect(shape.x, shape.y, shape.width, shape.height, shape.radius);
  else if (shape.is === "circle") ctx.arc(shape.x, shape.y, shape.radius, 0, 2 * Math.PI);
  else shape.points.forEach(([x, y], index) => (index ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  if (shape.fill) {
    ctx.fillStyle = colour(lit ? "accent" : shape.fill);
    ctx.fill();
  }
  if (shape.stroke) {
    ctx.strokeStyle = colour(lit ? "accent" : shape.stroke);
    ctx.lineWidth = shape.weight + (lit ? 1 : 0);
    ctx.setLineDash(shape.dash || []);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

/* SVG is written by the browser's own serialiser, so that nothing has to be escaped by hand. */
const SVG = "http://www.w3.org/2000/svg";
const round = (value) => String(Math.round(value * 10) / 10);

function drawn(tag, values, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) element.setAttribute(name, typeof value === "number" ? round(value) : value);
  }
  if (text !== undefined) element.textContent = text.replace(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, "");
  return element;
}

function svgOf(shape, theme) {
  const colour = (name) => (name ? colourOf(name, theme) : "none");
  const line = { stroke: colour(shape.stroke), "stroke-width": shape.weight };
  if (shape.dash && shape.dash.length) line["stroke-dasharray"] = shape.dash.join(" ");
  if (shape.is === "group") {
    const group = drawn("g", {});
    group.append(drawn("title", {}, labelOf(shape.id)), ...shape.parts.map((part) => svgOf(part, theme)));
    return group;
  }
  if (shape.is === "rect") return drawn("rect", { x: shape.x, y: shape.y, width: shape.width, height: shape.height, rx: shape.radius, fill: colour(shape.fill), ...line });
  if (shape.is === "circle") return drawn("circle", { cx: shape.x, cy: shape.y, r: shape.radius, fill: colour(shape.fill), ...line });
  if (shape.is === "line") return drawn("polyline", { points: shape.points.map((point) => point.map(round).join(",")).join(" "), fill: "none", ...line });
  if (shape.is === "mark") return drawn("path", { d: drawing.marks[shape.kind], fill: colour(shape.kind), transform: `translate(${round(shape.x)} ${round(shape.y)}) scale(${(shape.size / 14).toFixed(4)})` });
  return drawn("text", {
    x: shape.x, y: shape.y + 0.35 * shape.size, "font-size": shape.size, "font-weight": shape.bold ? 700 : null,
    fill: colour(shape.fill), "text-anchor": shape.anchor === "start" ? null : shape.anchor,
    ...(shape.width && measured(shape) > shape.width ? { textLength: shape.width, lengthAdjust: "spacingAndGlyphs" } : {}),
  }, shape.text);
}

const ruler = document.createElement("canvas").getContext("2d");
function measured(shape) {
  ruler.font = `${shape.bold ? 700 : 400} ${shape.size}px ${FACE}`;
  return ruler.measureText(shape.text).width;
}
