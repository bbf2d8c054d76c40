// The picture of the topology. Areas are lanes from west to east and instances are bands across them. In a band lie, from top to
// bottom: what is bought between areas, the connections of regions, and the regions with their routers, tables and networks. All
// positions follow from the data alone, so that the same account is always drawn the same way.

import { area, brief, calm, count, cut, ends, pair, s } from './elements.js';

const WEST_TO_EAST = ['north-america', 'europe', 'middle-east', 'china', 'asia-pacific', 'australia'];
const MOST = { bands: 12, regions: 6, rows: 8, links: 16 };
const BOX = 160;
const GAP = 14;
const ROW = 22;
const BAR = 42;
const TRACK = 26;

const by = (list, key) => {
  const groups = new Map();
  for (const one of list) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
};
const west = (name) => (WEST_TO_EAST.indexOf(name) + WEST_TO_EAST.length + 1) % (WEST_TO_EAST.length + 1);

/** What is drawn, grouped into bands and regions, and what is left out of it. */
function arrange(data) {
  const left = [];
  const lanes = new Set();
  const routersOf = by(data.routers, (router) => router.cen_id);
  const childrenOf = by(data.children, (child) => child.cen_id);
  const networksOf = by(data.networks, (network) => network.router);
  const pairsOf = by(data.pairs, (one) => one.cen_id);
  const limitsOf = by(data.limits, (limit) => limit.cen_id);
  const isUsed = ({ id }) => routersOf.has(id) || childrenOf.has(id) || pairsOf.has(id);
  const instances = [...data.instances].sort((a, b) => isUsed(b) - isUsed(a));
  if (data.in_all.instances > MOST.bands) left.push(count(data.in_all.instances - MOST.bands, 'more instance'));
  const bands = instances.slice(0, MOST.bands).map((instance) => {
    const regions = new Map();
    const at = (region, area) => {
      if (!regions.has(region)) regions.set(region, { region, area: area || '?', networks: [], children: [], tables: [] });
      return regions.get(region);
    };
    for (const router of routersOf.get(instance.id) ?? []) {
      Object.assign(at(router.region, router.area), { router, tables: router.tables, networks: networksOf.get(router.id) ?? [] });
    }
    for (const child of childrenOf.get(instance.id) ?? []) at(child.region, child.area).children.push(child);
    return { instance, regions, pairs: pairsOf.get(instance.id) ?? [], limits: limitsOf.get(instance.id) ?? [] };
  });
  if (pairsOf.has(null)) bands.push({ regions: new Map(), pairs: pairsOf.get(null), limits: [] });
  for (const band of bands) {
    band.areas = by([...band.regions.values()].sort((a, b) => (a.region < b.region ? -1 : 1)), (one) => one.area);
    for (const name of band.areas.keys()) lanes.add(name);
    for (const one of band.pairs) one.areas.forEach((name) => lanes.add(name));
    for (const [name, regions] of band.areas) {
      if (regions.length <= MOST.regions) continue;
      left.push(`${count(regions.length - MOST.regions, 'more region')} of ${area(name)}`);
      regions.splice(MOST.regions).forEach((one) => band.regions.delete(one.region));
    }
    const routers = new Map([...band.regions.values()].map((one) => [one.router?.id, one]));
    const peers = data.peers.map((peer) => ({
      key: `peer:${peer.id}`, kind: 'peer', status: peer.status, mbps: peer.bandwidth, name: peer.name || peer.id,
      from: routers.get(peer.transit_router_id), to: routers.get(peer.peer_transit_router_id),
    }));
    const limits = band.limits.map((limit) => ({
      key: `limit:${limit.cen_id}|${limit.regions.join('|')}`, kind: 'limit', status: limit.status, mbps: limit.bandwidth,
      name: 'limit', from: band.regions.get(limit.regions[0]), to: band.regions.get(limit.regions[1]),
    }));
    band.links = [...peers, ...limits].filter((link) => link.from && link.to);
    if (band.links.length > MOST.links) left.push(count(band.links.length - MOST.links, 'more connection'));
    band.links.splice(MOST.links);
  }
  return { bands, left, lanes: [...lanes].sort((a, b) => west(a) - west(b) || (a < b ? -1 : 1)) };
}

/** Puts spans into as few rows as they fit into; the shortest come first. */
function pack(spans) {
  const rows = [];
  for (const span of [...spans].sort((a, b) => a.right - a.left - (b.right - b.left))) {
    let row = rows.findIndex((taken) => taken.every((one) => span.left > one.right || span.right < one.left));
    if (row < 0) row = rows.push([]) - 1;
    rows[row].push(span);
    span.row = row;
  }
  return rows.length;
}

/** The mark of a network's kind, so that no colour has to tell it. */
function shape(kind, x, y) {
  const paths = { VBR: `M${x} ${y - 6}l6 6-6 6-6-6z`, VPN: `M${x} ${y - 6}l6 11h-12z`, ECR: `M${x - 5} ${y - 5}h10v10h-10z`, CCN: `M${x - 6} ${y - 3}h12l-3 7h-6z`, table: `M${x - 6} ${y - 5}h12v10h-12zM${x - 6} ${y - 1}h12M${x - 1} ${y - 1}v6` };
  return paths[kind] ? s('path', { class: 'shape', d: paths[kind] }) : s('circle', { class: 'shape', cx: x, cy: y, r: 5 });
}

/** How things look, for the legend. */
export const LEGEND = [['VPC', 'VPC'], ['VBR', 'virtual border router'], ['VPN', 'IPsec connection'], ['ECR', 'Express Connect router'], ['CCN', 'Cloud Connect Network'], ['table', 'route table']]
  .map(([kind, words]) => [s('svg', { viewBox: '0 0 18 14', 'aria-hidden': 'true' }, shape(kind, 9, 7)), words]);

/** Draws `data`, at least `room` pixels wide, and calls `pick` with the key of what is selected. Answers the picture, where
 * the first area begins in which something is built, and what is left out. */
export function draw(data, selected, pick, room) {
  const { bands, lanes, left } = arrange(data);
  const now = data.clock.now;
  const slots = lanes.map((name) => Math.max(1, ...bands.map((band) => band.areas.get(name)?.length ?? 0)));
  const least = slots.map((number) => Math.max(184, number * (BOX + GAP) + GAP));
  const spare = Math.max(0, room - 24 - least.reduce((sum, one) => sum + one, 0)) / Math.max(1, lanes.length);
  const widths = least.map((one) => one + spare);
  const starts = widths.map((_, at) => 12 + widths.slice(0, at).reduce((sum, one) => sum + one, 0));
  const width = starts.reduce((_, start, at) => start + widths[at], Math.max(360, room - 12)) + 12;
  const middle = (name) => starts[lanes.indexOf(name)] + widths[lanes.indexOf(name)] / 2;
  const reach = reached(data, selected);
  const named = new Map(data.packages.map((one) => [one.id, one.name]));
  const item = (key, label, place, ...children) => s('g', {
    class: `item ${place.class ?? ''}${key === selected ? ' selected' : ''}`, role: 'button', 'data-key': key,
    'aria-label': label, 'aria-pressed': String(key === selected), click: (event) => pick(key, event.detail === 0),
  }, ...children, s('rect', { class: 'hit', x: place.x, y: place.y, width: place.width, height: place.height, rx: 5 }));
  const text = (x, y, content, style = '', anchor = 'start') => s('text', { x, y, class: style, 'text-anchor': anchor }, content);

  function says(one) {
    const many = one.packages > 1;
    const name = many ? '' : named.get(one.id);
    return [
      name && cut(name, 20),
      many && count(one.packages, 'package'),
      one.unpaid < one.packages && `${one.bandwidth} Mbit/s, ${one.taken} taken`,
      one.locked && `⚠ ${many ? `${one.locked} ` : ''}locked`,
      one.unpaid && `◌ ${many ? `${one.unpaid} ` : ''}not paid`,
      one.ends && `${many ? 'first ends' : 'until'} ${ends(one.ends, now)}`,
      !one.ends && one.unpaid < one.packages && 'by the day',
    ].filter(Boolean).join(' · ');
  }

  function bar(one, y) {
    const [x1, x2] = [one.left + 10, one.right - 10];
    const used = one.bandwidth ? Math.min(1, one.taken / one.bandwidth) : 0;
    const label = one.label;
    const style = one.locked ? 'bad' : one.unpaid ? 'warn' : '';
    const key = one.packages === 1 ? `package:${one.id}` : `pair:${one.cen_id ?? ''}|${one.areas.join('|')}`;
    return item(key, `${pair(one.areas)}: ${label}`, { x: one.hit[0], y, width: one.hit[1] - one.hit[0], height: BAR - 4, class: one.locked ? 'locked' : one.unpaid === one.packages ? 'unpaid' : '' },
      s('rect', { class: 'bar', x: x1, y: y + 21, width: x2 - x1, height: 10, rx: 5 }),
      used > 0 && s('rect', { class: 'used', x: x1, y: y + 21, width: Math.max(10, (x2 - x1) * used), height: 10, rx: 5 }),
      one.locked > 0 && s('path', { class: 'hatch', d: Array.from({ length: Math.floor((x2 - x1) / 14) }, (_, at) => `M${x1 + 4 + at * 14} ${y + 31}l8-10`).join('') }),
      s('circle', { class: 'end', cx: x1, cy: y + 26, r: 6 }), s('circle', { class: 'end', cx: x2, cy: y + 26, r: 6 }),
      text((one.hit[0] + one.hit[1]) / 2, y + 13, label, style, 'middle'));
  }

  /** `twins` are others of its name in the same box, which the ends of ids tell apart. */
  function network(one, key, x, y, { id, name, status, region, twins }) {
    const mark = reach.get(key);
    const state = calm(status) ? '' : ` (${status})`;
    return item(key, `${one.kind} ${name || id}${state}${mark ? `, ${mark.words}` : ''}`, { x: x + 4, y, width: BOX - 8, height: ROW, class: state && 'passing' },
      shape(one.kind, x + 16, y + 11), text(x + 29, y + 15, fitted(name || id, region, `${twins ? ` …${id.slice(-4)}` : ''}${state}`, mark ? 15 : 19), 'small'),
      mark && text(x + BOX - 10, y + 15, mark.sign, mark.style, 'end'));
  }

  /** A name and what follows it, of which only the name may be cut. */
  const fitted = (name, region, rest, length) => `${brief(name, region, Math.max(6, length - rest.length))}${rest}`;

  function region(one, x, y) {
    const tableNamed = (table) => table.name || (table.is_system ? 'system' : table.id);
    const routes = (table) => (table.routes_in_all == null ? '' : `, ${count(table.routes_in_all, 'route')}`);
    const isTwin = (network_) => network_.name && one.networks.some((other) => other !== network_ && other.name === network_.name);
    const rows = [
      ...one.tables.map((table) => (at) => item(`table:${table.id}`, `Route table ${table.name || table.id}${routes(table)}`, { x: x + 4, y: at, width: BOX - 8, height: ROW },
        shape('table', x + 16, at + 11), text(x + 29, at + 15, fitted(tableNamed(table), one.region, routes(table), 20), 'small quiet'))),
      ...one.networks.map((network_) => (at) => network(network_, `network:${network_.attachment}`, x, at, { ...network_, region: one.region, twins: isTwin(network_) })),
      ...one.children.map((child) => (at) => network(child, `child:${child.id}`, x, at, { ...child, name: '', region: one.region })),
    ];
    const more = rows.length - MOST.rows;
    if (more > 0) rows.splice(MOST.rows, more, (at) => text(x + 29, at + 15, `+ ${more} more, in the tables`, 'small quiet'));
    const height = 46 + rows.length * ROW + 6;
    const router = one.router;
    const title = router ? brief(router.name || router.id, one.region, 20) : 'no transit router';
    const state = router && !calm(router.status) ? ` (${router.status})` : '';
    const head = [
      s('rect', { class: 'box', x, y, width: BOX, height, rx: 8 }), s('path', { class: 'head', d: `M${x + 1} ${y + 42}v-34a7 7 0 0 1 7-7h${BOX - 16}a7 7 0 0 1 7 7v34z` }),
      text(x + 12, y + 18, one.region, 'title'), text(x + 12, y + 34, `${title}${state}`, 'small quiet')];
    const drawn = router
      ? item(`router:${router.id}`, `Transit router ${router.name || router.id} in ${one.region}${state}`, { x, y, width: BOX, height: 42, class: state && 'passing' }, ...head)
      : s('g', { class: 'passing' }, ...head);
    return { height, nodes: [drawn, ...rows.map((row, at) => row(y + 44 + at * ROW))] };
  }

  let y = 40;
  const drawn = bands.map((band) => {
    const nodes = [];
    const top = y;
    const { instance } = band;
    y += 30;
    const heading = instance ? cut(instance.name ? `${instance.name} · ${instance.id}` : instance.id, 44) : 'Packages that are bound to no instance';
    const state = instance && !calm(instance.status) ? ` (${instance.status})` : '';
    nodes.push(instance
      ? item(`instance:${instance.id}`, `CEN instance ${instance.name || instance.id}${state}`, { x: 16, y: top + 6, width: 330, height: 24 }, text(24, top + 23, `${heading}${state}`, 'title'))
      : text(24, top + 23, heading, 'title quiet'));
    for (const one of band.pairs) {
      const [a, b] = one.areas.map(middle).sort((p, q) => p - q);
      [one.left, one.right] = a === b ? [a - 70, a + 70] : [a, b];
      const center = (one.left + one.right) / 2;
      one.label = says(one);
      const half = Math.max((one.right - one.left) / 2 + 4, one.label.length * 3.3 + 10);
      const shift = Math.max(0, 16 - (center - half)) - Math.max(0, center + half - (width - 16));
      one.hit = [center - half + shift, center + half + shift];
    }
    const spans = band.pairs.map((one) => ({ one, left: one.hit[0], right: one.hit[1] }));
    const rows = pack(spans);
    for (const { one, row } of spans) nodes.push(bar(one, y + row * BAR));
    y += rows * BAR;

    for (const [name, regions] of band.areas) {
      const free = widths[lanes.indexOf(name)] - regions.length * (BOX + GAP) + GAP;
      regions.forEach((one, at) => { one.x = starts[lanes.indexOf(name)] + free / 2 + at * (BOX + GAP); one.ports = []; });
    }
    for (const link of band.links) {
      if (link.from.x > link.to.x) [link.from, link.to] = [link.to, link.from];
      link.from.ports.push(link);
      link.to.ports.push(link);
    }
    // Lines that go west leave from the left of a box, the longest at its edge.
    const reachOf = (one, link) => (link.from === one ? link.to.x : link.from.x) - one.x;
    for (const one of band.regions.values()) {
      one.ports.sort((p, q) => Math.sign(reachOf(one, p)) - Math.sign(reachOf(one, q)) || reachOf(one, q) - reachOf(one, p));
    }
    const port = (one, link) => one.x + ((one.ports.indexOf(link) + 1) * BOX) / (one.ports.length + 1);
    const tracks = band.links.map((link) => ({ link, left: port(link.from, link), right: port(link.to, link) }));
    const height = pack(tracks) * TRACK;
    const base = y + height + (height ? 10 : 4);
    for (const { link, left: x1, right: x2, row } of tracks) {
      const at = base - 16 - row * TRACK;
      const center = (x1 + x2) / 2;
      const label = `${link.kind === 'limit' ? 'limit ' : ''}${link.mbps} Mbit/s${calm(link.status) ? '' : ` (${link.status})`}`;
      const half = label.length * 3.4 + 8;
      nodes.push(item(link.key, `${link.kind === 'limit' ? 'Limit' : `Connection ${link.name}`} between ${link.from.region} and ${link.to.region}: ${label}`,
        { x: center - half, y: at - 11, width: half * 2, height: 22, class: `${link.kind}${calm(link.status) ? '' : ' passing'}` },
        s('path', { class: 'link', d: `M${x1} ${base}V${at + 6}q0-6 6-6H${x2 - 6}q6 0 6 6V${base}` }),
        s('rect', { class: 'tag', x: center - half, y: at - 9, width: half * 2, height: 18, rx: 9 }), text(center, at + 4, label, 'small', 'middle')));
    }
    y = base;
    const boxes = [...band.areas.values()].flat().map((one) => region(one, one.x, y));
    y += Math.max(0, ...boxes.map((one) => one.height)) + 16;
    nodes.push(...boxes.flatMap((one) => one.nodes));
    return s('g', {}, s('path', { class: 'band', d: `M12 ${top}H${width - 12}` }), ...nodes);
  });
  const background = lanes.map((name, at) => s('g', {}, at % 2 === 0 && s('rect', { class: 'lane', x: starts[at], y: 0, width: widths[at], height: y }),
    text(middle(name), 25, area(name), 'area', 'middle')));
  const summary = `Topology: ${count(data.in_all.instances, 'instance')}, ${count(data.in_all.packages, 'package')}, ${count(data.in_all.routers, 'transit router')}, ${count(data.in_all.networks + data.in_all.children, 'attached network')}`;
  const built = lanes.findIndex((name) => bands.some((band) => band.areas.has(name)));
  return {
    left,
    begin: built > 0 ? starts[built] - 12 : 0,
    svg: s('svg', { class: 'topology', role: 'group', 'aria-label': summary, width, height: y, viewBox: `0 0 ${width} ${y}`, preserveAspectRatio: 'xMidYMin meet' }, ...background, ...drawn),
  };
}

/** Which networks the selected one reaches, by their keys. */
function reached(data, selected) {
  const { attachments, cells } = data.reachability;
  const from = attachments.findIndex((id) => `network:${id}` === selected);
  const marks = new Map();
  if (from < 0) return marks;
  attachments.forEach((id, to) => {
    if (from === to) return;
    const there = cells[from][to] === true;
    const back = cells[to][from] === true;
    marks.set(`network:${id}`, there && back ? { sign: '✓', style: 'good', words: 'is reached' }
      : there || back ? { sign: there ? '→ only' : '← only', style: 'warn', words: 'is reached one way only' } : { sign: '✗', style: 'bad', words: 'is not reached' });
  });
  return marks;
}
