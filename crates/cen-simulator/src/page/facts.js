// What is known of the thing that is selected, and what can be done to it.

import { area, count, ends, h, pair } from './elements.js';

const list = (values) => values.filter(Boolean).join(', ');
const tags = (map) => list(Object.entries(map ?? {}).map(([key, value]) => (value ? `${key} = ${value}` : key)));
const named = (list_, id, key = 'id') => list_.find((one) => one[key] === id);

/** The words for an attachment: what is attached, rather than the id of the attachment. Equal names are told apart by ids. */
export function attached(data, id) {
  const network = named(data.networks, id, 'attachment');
  if (network) {
    const isUnique = data.networks.every((other) => other === network || other.name !== network.name);
    return !network.name ? network.id : isUnique ? network.name : `${network.name} (${network.id})`;
  }
  const peer = named(data.peers, id);
  return peer ? `connection ${peer.name || peer.id}` : id;
}

/** The route tables that an attachment is related to, as `associations` or as `propagations`. */
const related = (data, attachment, how) => data.routers.flatMap((router) => router.tables.filter((table) => table[how].includes(attachment)));

/** Why packets do not come from one network to another, as far as a route table is missing. */
export function cause(data, from, to) {
  const alone = [from, to].find((id) => related(data, id, 'associations').length === 0);
  if (alone) return `No route table is associated with ${attached(data, alone)}, so its router forwards nothing for it.`;
  return related(data, to, 'propagations').length === 0 ? `${attached(data, to)} propagates its routes to no route table.` : '';
}

/** What is worth a look while nothing is selected: what is locked or not paid, and what ends next. */
export function attention(data, go) {
  const { now } = data.clock;
  const is = (words, keep) => data.packages.filter(keep).map((one) => [one, words]);
  const next = data.packages.filter((one) => one.paid && one.charge_type === 'PREPAY').sort((a, b) => (a.expired_time < b.expired_time ? -1 : 1)).slice(0, 5);
  const found = [...is('is locked', (one) => one.business_status !== 'Normal'), ...is('is not paid', (one) => !one.paid), ...next.map((one) => [one, `ends ${ends(one.expired_time, now)}`])];
  return {
    title: 'Facts',
    body: [
      h('p', { class: 'hint' }, found.length ? 'Nothing is selected. Worth a look:' : 'Nothing is selected.'),
      ...found.slice(0, 10).map(([one, words]) => h('p', { class: 'next' }, link(`${one.name || one.id}`, `package:${one.id}`, go), `, ${pair(one.areas)}, ${words}`)),
    ],
  };
}

/** `go` selects something else, `act` calls the control API and `ask` does so after a question. */
export function facts(data, key, { go, act, ask, reachability }) {
  const colon = key.indexOf(':');
  const [kind, id] = [key.slice(0, colon), key.slice(colon + 1)];
  const show = KINDS[kind]?.(data, id, { go, act, ask, reachability });
  return show ?? { title: 'Facts', body: [h('p', { class: 'hint' }, 'What was selected is no longer there.')] };
}

const rows = (pairs) => h('dl', { class: 'facts' }, ...pairs.filter(([, value]) => value != null && value !== '').flatMap(([name, value]) => [h('dt', null, name), h('dd', null, value)]));
const button = (words, click, style) => h('button', { type: 'button', class: style, 'data-key': `act:${words}`, click }, words);
const link = (words, key, go) => h('button', { type: 'button', class: 'link', 'data-key': `go:${key}`, click: () => go(key) }, words);
const several = (links) => links.flatMap((one, at) => (at ? [h('br'), one] : [one]));
const cen = (data, id, go) => (id ? link(named(data.instances, id)?.name || id, `instance:${id}`, go) : 'none');
const part = (id) => encodeURIComponent(id);

const KINDS = {
  package(data, id, { go, act, ask }) {
    const one = named(data.packages, id);
    if (!one) return undefined;
    const path = `packages/${part(id)}`;
    const orders = named(data.bill.rows, id)?.unpaid ?? [];
    const isLocked = one.business_status !== 'Normal';
    return {
      title: one.name || 'Bandwidth package',
      body: [
        rows([
          ['Id', one.id], ['Between', pair(one.areas)], ['Bandwidth', `${one.bandwidth} Mbit/s, of which ${one.taken} are taken`],
          ['Paid', one.charge_type === 'PREPAY' ? `in advance, ${count(one.months, 'month')} so far` : 'by the day'],
          ['Ends', one.paid ? ends(one.expired_time, data.clock.now) : 'not paid yet'], ['At its end', one.charge_type === 'PREPAY' && one.renewal],
          ['Status', `${one.status}, ${one.business_status}`], ['Shown by the API', one.visible ? '' : 'not yet'],
          ['Instance', cen(data, one.cen_id, go)], ['Cross-border', one.is_cross_border ? 'yes' : 'no'],
          ['Created', one.creation_time], ['Description', one.description], ['Tags', tags(one.tags)],
        ]),
        h('h3', null, 'By somebody else, outside your code'),
        h('div', { class: 'row' },
          ...orders.map((order) => button(`Pay the order ${order}`, () => act('POST', `orders/${part(order)}/pay`))),
          isLocked ? button('Unlock', () => act('POST', `${path}/unlock`)) : button('Lock', () => act('POST', `${path}/lock`)),
          one.charge_type === 'PREPAY' && one.paid && button('Renew for a month', () => act('PATCH', path, { renew_months: 1 })),
          one.cen_id && button('Unbind', () => act('PATCH', path, { cen_id: '' })),
          button('Delete', () => ask(`Delete the package ${one.name || one.id}, as if somebody had done it in the console?`, 'Delete it', () => act('DELETE', path)), 'danger')),
      ],
    };
  },
  pair(data, id, { go }) {
    const [instance, ...areas] = id.split('|');
    const own = data.packages.filter((one) => (one.cen_id ?? '') === instance && one.areas.join('|') === areas.join('|'));
    const all = data.pairs.find((one) => (one.cen_id ?? '') === instance && one.areas.join('|') === areas.join('|'));
    if (!all) return undefined;
    return {
      title: pair(areas),
      body: [
        rows([['Packages', all.packages], ['Bandwidth', `${all.bandwidth} Mbit/s, of which ${all.taken} are taken`], ['First ends', all.ends && ends(all.ends, data.clock.now)], ['Locked', all.locked || ''], ['Not paid', all.unpaid || ''], ['Instance', cen(data, instance, go)]]),
        h('p', null, ...several(own.slice(0, 20).map((one) => link(`${one.name || one.id}: ${one.bandwidth} Mbit/s`, `package:${one.id}`, go)))),
        all.packages > Math.min(20, own.length) && h('p', { class: 'hint' }, `The first ${Math.min(20, own.length)} of ${all.packages}.`),
      ],
    };
  },
  instance(data, id, { go, ask, act }) {
    const one = named(data.instances, id);
    if (!one) return undefined;
    const packages = data.packages.filter((package_) => package_.cen_id === id);
    const routers = data.routers.filter((router) => router.cen_id === id);
    return {
      title: one.name || 'CEN instance',
      body: [
        rows([['Id', one.id], ['Status', one.status], ['Protection', one.protection_level], ['Created', one.creation_time], ['Description', one.description], ['Tags', tags(one.tags)]]),
        packages.length > 0 && h('h3', null, 'Packages'), h('p', null, ...several(packages.map((own) => link(`${own.name || own.id}: ${own.bandwidth} Mbit/s`, `package:${own.id}`, go)))),
        routers.length > 0 && h('h3', null, 'Transit routers'), h('p', null, ...several(routers.map((own) => link(`${own.name || own.id}, ${own.region}`, `router:${own.id}`, go)))),
        h('div', { class: 'row' }, button('Delete', () => ask(`Delete the instance ${one.name || id} with everything attached to it?`, 'Delete it', () => act('DELETE', `cens/${part(id)}`)), 'danger')),
      ],
    };
  },
  router(data, id, { go }) {
    const one = named(data.routers, id);
    if (!one) return undefined;
    const networks = data.networks.filter((network) => network.router === id);
    return {
      title: one.name || 'Transit router',
      body: [
        rows([['Id', one.id], ['Region', `${one.region}, ${area(one.area)}`], ['Status', one.status], ['Instance', cen(data, one.cen_id, go)], ['Created', one.creation_time], ['Description', one.description], ['Tags', tags(one.tags)]]),
        h('h3', null, 'Route tables'), h('p', null, ...several(one.tables.map((table) => link(table.name || (table.is_system ? `${table.id} (system)` : table.id), `table:${table.id}`, go)))),
        networks.length > 0 && h('h3', null, 'Attached'), h('p', null, ...several(networks.map((network) => link(`${network.kind} ${network.name || network.id}`, `network:${network.attachment}`, go)))),
      ],
    };
  },
  table(data, id, { go }) {
    const router = data.routers.find((one) => one.tables.some((table) => table.id === id));
    const one = router && named(router.tables, id);
    if (!one) return undefined;
    const there = (attachment) => {
      const kind = ['network', 'peer'].find((one, at) => named(at ? data.peers : data.networks, attachment, at ? 'id' : 'attachment'));
      return kind ? link(attached(data, attachment), `${kind}:${attachment}`, go) : attachment;
    };
    const words = (ids) => (ids.length ? several(ids.map(there)) : 'none');
    return {
      title: one.name || 'Route table',
      body: [
        rows([['Id', one.id], ['Kind', one.is_system ? 'of the system' : 'custom'], ['Status', one.status], ['Router', link(router.name || router.id, `router:${router.id}`, go)], ['Forwards for', words(one.associations)], ['Learns from', words(one.propagations)]]),
        h('h3', null, one.routes_in_all == null ? 'Routes: too many attachments to follow them here' : count(one.routes_in_all, 'route')),
        one.routes.length > 0 && h('div', { class: 'scroll' }, h('table', null, h('thead', null, h('tr', null, ...['Destination', 'Leads to'].map((name) => h('th', { scope: 'col' }, name)))),
          h('tbody', null, ...one.routes.map((route) => h('tr', null, h('td', { class: 'id' }, route.destination), h('td', null, route.next_hop ? there(route.next_hop) : 'nowhere (dropped)', h('br'),
            h('span', { class: route.standing === 'Active' ? 'good' : 'warn' }, route.standing), h('span', { class: 'quiet' }, `, ${route.kind}${route.kind === 'Propagated' ? `, origin ${route.origin}` : ''}`))))))),
        one.routes.length < (one.routes_in_all ?? 0) && h('p', { class: 'hint' }, `The first ${one.routes.length} are listed.`),
      ],
    };
  },
  network(data, id, { go, ask, act }) {
    const one = named(data.networks, id, 'attachment');
    if (!one) return undefined;
    const { attachments, cells } = data.reachability;
    const tablesOf = (how) => {
      const found = related(data, id, how);
      return found.length ? several(found.map((table) => link(table.name || (table.is_system ? `${table.id} (system)` : table.id), `table:${table.id}`, go))) : undefined;
    };
    const from = attachments.indexOf(id);
    const asked = from < 0 ? [] : attachments.filter((other) => other !== id);
    return {
      title: one.name || one.id,
      body: [
        rows([['Kind', one.kind], ['Id', one.id], ['Attachment', one.attachment], ['Status', one.status], ['Addresses', one.blocks.join(', ')], ['Router', link(named(data.routers, one.router)?.name || one.router, `router:${one.router}`, go)],
          ['Associated with', tablesOf('associations') ?? h('span', { class: 'bad' }, 'none: its packets are dropped')],
          ['Propagates to', tablesOf('propagations') ?? h('span', { class: 'warn' }, 'none: no table learns its routes')]]),
        asked.length > 0 && h('h3', null, 'It reaches'),
        h('p', null, ...several(asked.map((other) => {
          const reaches = cells[from][attachments.indexOf(other)] === true;
          return link(`${reaches ? '✓' : '✗'} ${attached(data, other)}`, `way:${id}|${other}`, go);
        }))),
        h('div', { class: 'row' }, button('Detach', () => ask(`Detach ${one.name || one.id}, as if somebody had done it in the console?`, 'Detach it', () => act('DELETE', `attachments/${part(id)}`)), 'danger')),
      ],
    };
  },
  child(data, id, { go, ask, act }) {
    const one = named(data.children, id);
    if (!one) return undefined;
    return {
      title: one.id,
      body: [rows([['Kind', one.kind], ['Status', one.status], ['Region', `${one.region}${one.area ? `, ${area(one.area)}` : ''}`], ['Owner', one.owner], ['Instance', cen(data, one.cen_id, go)], ['Attached', 'to the instance itself, without a transit router of one\'s own']]),
        h('div', { class: 'row' }, button('Detach', () => ask(`Detach ${one.id}?`, 'Detach it', () => act('DELETE', `children/${part(id)}`)), 'danger'))],
    };
  },
  peer(data, id, { go, ask, act }) {
    const one = named(data.peers, id);
    if (!one) return undefined;
    const end = (router) => link(named(data.routers, router)?.region ?? router, `router:${router}`, go);
    return {
      title: one.name || 'Connection of two routers',
      body: [rows([['Id', one.id], ['Status', one.status], ['From', end(one.transit_router_id)], ['To', end(one.peer_transit_router_id)], ['Bandwidth', `${one.bandwidth} Mbit/s`], ['Paid', one.bandwidth_type], ['Package', one.package_id && link(named(data.packages, one.package_id)?.name || one.package_id, `package:${one.package_id}`, go)], ['Link', one.link_type], ['Tags', tags(one.tags)]]),
        h('div', { class: 'row' }, button('Delete', () => ask('Delete this connection, as if somebody had done it in the console?', 'Delete it', () => act('DELETE', `attachments/${part(id)}`)), 'danger'))],
    };
  },
  limit(data, id, { go, act }) {
    const [instance, ...regions] = id.split('|');
    const one = data.limits.find((limit) => limit.cen_id === instance && limit.regions.join('|') === regions.join('|'));
    if (!one) return undefined;
    return {
      title: 'Bandwidth limit',
      body: [rows([['Between', regions.join(' and ')], ['Bandwidth', `${one.bandwidth} Mbit/s`], ['Status', one.status], ['Instance', cen(data, instance, go)], ['Package', link(named(data.packages, one.package_id)?.name || one.package_id, `package:${one.package_id}`, go)]]),
        h('div', { class: 'row' }, button('Take it away', () => act('POST', 'limits', { cen_id: instance, regions, bandwidth: 0 }), 'danger'))],
    };
  },
  way(data, id, { reachability }) {
    const [from, to] = id.split('|');
    const body = h('div', null, 'asking');
    const way = (title, one, why) => [h('h3', { class: one.delivered ? 'good' : 'bad' }, `${title}: ${one.delivered ? '✓ arrives' : '✗ does not arrive'}`), h('ol', { class: 'way' }, ...one.path.map((hop) => h('li', null, hop)), one.reason && h('li', { class: 'bad' }, one.reason)), why && !one.delivered && h('p', { class: 'cause' }, 'The cause: ', why)].filter(Boolean);
    reachability(from, to).then((answer) => body.replaceChildren(...way('There', answer.forward, cause(data, from, to)), ...way('And back', answer.back, cause(data, to, from))), (error) => body.replaceChildren(error.message));
    return { title: `${attached(data, from)} to ${attached(data, to)}`, body: [body] };
  },
};
