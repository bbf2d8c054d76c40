// What the picture shows, as tables: for whoever reads rather than looks, and for what is too much to draw.

import { area, count, cut, ends, h, pair } from './elements.js';
import { attached, cause } from './facts.js';

const head = (names) => h('thead', null, h('tr', null, ...names.map((name) => h('th', { scope: 'col' }, name))));
const link = (words, key, go) => h('button', { type: 'button', class: 'link', 'data-key': `table:${key}`, click: () => go(key) }, words);

function table(caption, names, rows) {
  return h('table', null, h('caption', { class: 'unseen' }, caption), head(names), h('tbody', null, ...rows.map((cells) => h('tr', null, ...cells.map((cell) => h('td', typeof cell === 'number' ? { class: 'number' } : null, typeof cell === 'number' ? String(cell) : cell ?? ''))))));
}

/** The lists, each with its words, how many there are in all, and its table. */
export function tables(data, go) {
  const now = data.clock.now;
  const name = (one, key, id = one.id) => link(one.name || id, key, go);
  const named = (list, id) => (id ? list.find((one) => one.id === id)?.name || id : '');
  const instance = (id) => named(data.instances, id);
  const router = (id) => named(data.routers, id);
  const until = (time) => ends(time, now).split(/ (?=\()/).flatMap((part) => [h('span', { class: 'whole' }, part), ' ']);
  const lists = [
    ['packages', 'bandwidth package', ['Name or id', 'Between', 'Mbit/s', 'Taken', 'Paid', 'Months', 'Ends', 'Status', 'Instance'],
      (one) => [name(one, `package:${one.id}`), pair(one.areas), one.bandwidth, one.taken, one.charge_type, one.months ?? '', one.paid ? h('span', null, ...until(one.expired_time)) : 'not paid', `${one.status}, ${one.business_status}`, instance(one.cen_id)]],
    ['instances', 'CEN instance', ['Name', 'Id', 'Status', 'Packages', 'Attached'], (one) => [name(one, `instance:${one.id}`), one.id, one.status, one.packages.length, one.children.length]],
    ['routers', 'transit router', ['Name or id', 'Region', 'Area', 'Status', 'Tables', 'Instance'], (one) => [name(one, `router:${one.id}`), one.region, area(one.area), one.status, one.tables.length, instance(one.cen_id)]],
    ['networks', 'network attached to routers', ['Name or id', 'Kind', 'Addresses', 'Status', 'Router'], (one) => [name(one, `network:${one.attachment}`), one.kind, one.blocks.join(', '), one.status, router(one.router)], 'networks attached to routers'],
    ['children', 'network attached to instances', ['Id', 'Kind', 'Region', 'Status', 'Instance'], (one) => [link(one.id, `child:${one.id}`, go), one.kind, one.region, one.status, instance(one.cen_id)], 'networks attached to instances'],
    ['peers', 'connection of routers', ['Name or id', 'From', 'To', 'Mbit/s', 'Paid', 'Package', 'Status'], (one) => [name(one, `peer:${one.id}`), router(one.transit_router_id), router(one.peer_transit_router_id), one.bandwidth, one.bandwidth_type, named(data.packages, one.package_id), one.status], 'connections of routers'],
    ['limits', 'bandwidth limit', ['Between', 'Mbit/s', 'Status', 'Package', 'Instance'], (one) => [link(one.regions.join(' and '), `limit:${one.cen_id}|${one.regions.join('|')}`, go), one.bandwidth, one.status, named(data.packages, one.package_id), instance(one.cen_id)]],
  ];
  return lists.map(([key, one, names, cells, many]) => {
    const listed = data[key];
    const words = count(data.in_all[key], one, many);
    const capped = listed.length < data.in_all[key];
    return { key, words: capped ? `${words}, the first ${listed.length} of them listed` : words, isEmpty: listed.length === 0, table: () => table(words, names, listed.map(cells)) };
  });
}

/** Who reaches whom: a row from, a column to, and in each cell what becomes of it. */
export function matrix(data, go, selected) {
  const { attachments, cells } = data.reachability;
  const routers = new Map(data.routers.map((router) => [router.id, router]));
  const at = attachments.map((id) => routers.get(data.networks.find((network) => network.attachment === id)?.router));
  // The whole words are for readers and for what hovers; the headings are short, and told apart by ids where they would be equal.
  const placed = (name, index) => (name.includes(at[index]?.region ?? '?') ? name : `${name} · ${at[index]?.region ?? '?'}`);
  const words = attachments.map((id, index) => placed(attached(data, id), index));
  const networks = attachments.map((id) => data.networks.find((network) => network.attachment === id));
  const short = networks.map((network, index) => placed(cut(network.name || network.id, 30), index));
  const headings = short.map((one, index) => (short.indexOf(one) === short.lastIndexOf(one) ? one : `${one} · ${cut(networks[index].id, 16)}`));
  const cell = (from, to) => {
    if (from === to) return h('td', { class: 'quiet', 'aria-label': 'itself' }, '·');
    const found = cells[from][to];
    const [sign, style, says] = found === true ? ['✓', 'yes', 'arrives'] : at[from]?.cen_id === at[to]?.cen_id ? ['✗', 'no', found] : ['-', 'far', `on another instance: ${found}`];
    const key = `way:${attachments[from]}|${attachments[to]}`;
    const why = found === true ? '' : cause(data, attachments[from], attachments[to]);
    const label = `${words[from]} to ${words[to]}: ${says}${why && `. ${why}`}`;
    return h('td', { class: style }, h('button', { type: 'button', class: key === selected ? 'cell selected' : 'cell', 'data-key': key, title: label, 'aria-label': label, click: (event) => go(key, event.detail === 0) }, sign));
  };
  return h('table', null, h('caption', { class: 'unseen' }, 'From the network of the row to that of the column'),
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'from \\ to'), ...headings.map((heading, to) => h('th', { scope: 'col', title: words[to] }, h('span', null, heading))))),
    h('tbody', null, ...headings.map((heading, from) => h('tr', null, h('th', { scope: 'row', title: words[from] }, heading), ...words.map((_, to) => cell(from, to))))));
}

/** What was bought. Money is shown where a price list was given: invented amounts are worth nothing. */
export function bill(data, go) {
  const { bill: all, prices } = data;
  const money = prices.are_given ? [`Spent (${prices.currency})`] : [];
  const rows = all.rows.map((one) => [
    one.departed ? one.name || one.id : link(one.name || one.id, `package:${one.id}`, go), pair(one.areas), one.bandwidth, one.charge_type === 'PREPAY' ? one.months : 'by the day',
    ...(prices.are_given ? [h('span', null, one.spent)] : []), h('span', null, String(one.orders), one.unpaid.length > 0 && h('span', { class: 'warn' }, `, ${one.unpaid.length} not paid`)), one.departed?.replace('_', ' ') ?? 'in the account',
  ]);
  return table('What was bought', ['Package', 'Between', 'Mbit/s', 'Months', ...money, 'Orders', 'Now'], rows);
}

/** A long name of many words, which may go on in the next line before each. */
const broken = (name) => name.split(/(?<=[a-z.])(?=[A-Z])/).flatMap((word, at) => (at ? [h('wbr'), word] : [word]));

/** A row of the journal. */
export function call(one, isOpen) {
  const [sign, style, words] = { done: ['✓', 'good', 'done'], running: ['…', 'warn', 'running'], not_reached: ['⊘', 'warn', 'not reached'] }[one.outcome] ?? ['✗', 'bad', one.outcome.refused];
  const parameters = Object.entries(one.parameters);
  const shown = parameters.length === 0 ? '' : h('details', { open: isOpen }, h('summary', null, count(parameters.length, 'parameter')), h('div', { class: 'params id' }, ...parameters.map(([name, value]) => h('div', null, `${name} = ${value}`))));
  return h('tr', { 'data-number': one.number },
    h('td', { class: 'number' }, String(one.number)), h('td', { title: one.at, class: 'time' }, one.at.slice(11, 19)), h('td', null, ...broken(one.action || '(no action)')),
    h('td', { class: 'outcome' }, h('span', { class: style }, `${sign}\u00a0`, ...broken(words)), one.created && h('span', null, ', created ', h('span', { class: 'id' }, one.created)), one.fault && h('div', { class: 'warn' }, 'fault ', h('span', { class: 'id' }, one.fault))),
    h('td', { class: 'number' }, one.outcome === 'running' ? '' : `${one.status ?? 'no answer'} · ${one.duration_ms} ms`), h('td', null, shown));
}
