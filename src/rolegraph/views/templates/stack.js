/* Where everything stands once what is hidden is left out: rolegraph/views/layout.py has the same rule. */

const [LINE, HEAD, GAP, UNDER] = [18, 26, 8, 16];

function heightOf(one, id) {
  return HEAD - LINE + LINE * (one.lines[id] || [0]).length + (id in one.under ? UNDER : 0);
}

function shownOf(nodes, gone, open) {
  const names = [];
  for (const node of nodes) {
    if (typeof node === "string") {
      if (!gone.has(node)) names.push(node);
      continue;
    }
    const inside = node.nodes.filter((name) => !gone.has(name));
    if (inside.length) names.push(node.fold, ...(open.has(node.fold) ? inside : []));
  }
  return names;
}

function stack(one, gone, open) {
  if (one.shape === "network") {
    const boxes = new Map(Object.entries(one.boxes).filter(([id]) => !gone.has(id)));
    for (const cluster of one.clusters) {
      if (cluster.count && cluster.members.every((id) => gone.has(id))) boxes.delete(cluster.id);
    }
    return { boxes, bands: [], counts: new Map(), height: one.height };
  }
  const counts = new Map();
  const boxes = new Map(Object.entries(one.heads));
  const bands = [];
  let y = one.top;
  for (const band of one.bands) {
    const found = new Map();
    let deepest = 0;
    const regions = band.regions.map((region) => {
      const columns = [];
      for (const column of region.columns) {
        let at = y + band.head;
        const ends = [];
        for (const group of column.groups) {
          const leaves = group.nodes.flatMap((node) => (typeof node === "string" ? [node] : node.nodes));
          const left = leaves.filter((name) => !gone.has(name)).length;
          for (const id of [region.id, group.id.replace(/:part-\d+$/, "")]) {
            const [shown, total] = counts.get(id) || [0, 0];
            counts.set(id, [shown + left, total + leaves.length]);
          }
          const names = shownOf(group.nodes, gone, open);
          if (!names.length) continue;
          for (const name of [group.id, ...names]) {
            const tall = heightOf(one, name);
            found.set(name, [column.x + column.width / 2, at + tall / 2, column.width, tall]);
            at += tall + (name === group.id ? 4 : GAP);
          }
          at += GAP;
          ends.push(...names);
        }
        deepest = Math.max(deepest, at - y - band.head);
        if (ends.length) columns.push([column.x, ends]);
      }
      return { region, columns };
    });
    if (!found.size && one.closes) continue;
    for (const region of band.regions) {
      const [x, width, tall] = region.title;
      found.set(region.id, [x + width / 2, y + 6 + tall / 2, width, tall]);
    }
    for (const [id, box] of found) boxes.set(id, box);
    bands.push({ top: y, height: band.head + deepest, bus: y + band.head - 5, regions });
    y += band.head + deepest + one.gap;
  }
  return { boxes, bands, counts, height: y - one.gap + 2 };
}
