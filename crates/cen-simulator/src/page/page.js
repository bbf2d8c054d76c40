// The page: asks the simulator, shows what it answers, and does what its buttons say. One answer, `overview`, holds everything; it
// is asked for when the stream of the journal says that something happens, and every few seconds besides.

import { byId, count, fill, h, rove } from './elements.js';
import { LEGEND, draw } from './picture.js';
import { attention, facts } from './facts.js';
import { bill, call, matrix, tables } from './tables.js';

const EVERY = 2_000;
const MOST_CALLS = 300;
const TOKEN = 'cen-simulator-control-token';

let data;
let selected;
let streaming = false;
let isPlaced = false;
const calls = new Map();
const shown = new Map();

// The control API

async function ask(method, path, body) {
  const token = sessionStorage.getItem(TOKEN);
  const answer = await fetch(`/_simulator/${path}`, {
    method, cache: 'no-store', redirect: 'error',
    headers: token ? { authorization: `Bearer ${token}` } : {},
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({ error: `${method} ${path} was answered with ${answer.status}` }));
  throw Object.assign(new Error(error), { status: answer.status });
}
const json = async (method, path, body) => (await ask(method, path, body)).json();

function problem(text) {
  byId('problem').hidden = !text;
  byId('problem').textContent = text ?? '';
}

async function act(method, path, body) {
  try {
    await ask(method, path, body);
    problem();
  } catch (error) {
    problem(error.message);
    return false;
  }
  await refresh();
  return true;
}

async function confirmed(question, yes, then) {
  byId('confirm-text').textContent = question;
  byId('confirm-yes').textContent = yes;
  const dialog = byId('confirm');
  dialog.returnValue = '';
  dialog.showModal();
  dialog.addEventListener('close', () => dialog.returnValue === 'yes' && then(), { once: true });
}

// What is shown

/** Works only where what it is about has changed, so that nothing moves under a reader. */
function changed(name, about, work) {
  const text = JSON.stringify(about);
  if (shown.get(name) === text) return;
  shown.set(name, text);
  work();
}

function show() {
  const today = data.clock.now.slice(0, 10);
  const ahead = data.clock.ahead_of_real_time_seconds;
  byId('now').textContent = `${data.clock.now.replace('T', ' ').replace('Z', '')} UTC`;
  const moved = Math.round(Math.abs(ahead) / 8_640) / 10;
  byId('ahead').textContent = ahead === 0 ? '' : `${count(moved, 'day')} ${ahead > 0 ? 'ahead' : 'behind'}`;
  const drawn = [data.pairs, data.packages, data.instances, data.limits, data.routers, data.networks, data.peers, data.children, data.reachability, data.in_all, selected, today];
  changed('totals', [drawn, data.bill, data.prices, data.counts], totals);
  changed('picture', [drawn, byId('picture').clientWidth], picture);
  changed('facts', [drawn, data.bill], () => details());
  changed('reach', [data.reachability, data.networks, selected], reach);
  changed('bill', [data.bill, data.prices], () => {
    byId('bill-hint').textContent = data.prices.are_given
      ? `${count(data.bill.orders, 'order')}: ${data.prices.spent} ${data.prices.currency}, by ${data.prices.source}. ${data.prices.balance} are left.`
      : 'What was bought, and with how many orders. Amounts are shown here when the simulator is started with --price-list: without one, those that the API answers are invented.';
    fill(byId('bill'), data.bill.rows.length ? bill(data, go) : h('p', { class: 'hint' }, 'Nothing was bought.'));
    if (data.bill.rows.length < data.in_all.purchases) byId('bill').append(h('p', { class: 'hint' }, `The first ${data.bill.rows.length} of ${data.in_all.purchases} purchases are listed.`));
  });
  changed('tables', drawn, lists);
  changed('faults', [data.faults, data.held, data.actions], controls);
  journal();
  const isEmpty = ['packages', 'purchases', 'instances', 'routers', 'networks'].every((name) => data.in_all[name] === 0);
  byId('empty').hidden = !isEmpty;
  byId('main').hidden = false;
}

function totals() {
  const sum = (key) => data.pairs.reduce((all, one) => all + one[key], 0);
  const unpaid = sum('unpaid');
  const locked = sum('locked');
  const asked = Object.values(data.counts).reduce((all, one) => all + one, 0);
  const number = (name, value, small) => h('div', null, h('dt', null, name), h('dd', null, value, small && h('small', null, small)));
  fill(byId('totals'),
    number('Packages', String(data.in_all.packages), [locked && `${locked} locked`, unpaid && `${unpaid} not paid`].filter(Boolean).join(', ')),
    number('Bandwidth', `${sum('bandwidth')} Mbit/s`, `${sum('taken')} taken`),
    number('Orders', String(data.bill.orders), data.bill.unpaid ? `${data.bill.unpaid} not paid` : data.bill.orders ? 'all paid' : ''),
    ...(data.prices.are_given ? [number('Spent', data.prices.spent, data.prices.currency)] : []),
    number('Instances', String(data.in_all.instances), count(data.in_all.routers, 'transit router')),
    number('Networks', String(data.in_all.networks + data.in_all.children), count(data.in_all.peers, 'connection')),
    number('Calls', String(asked), data.held ? `${data.held} held` : data.faults.length ? count(data.faults.length, 'fault rule') : ''));
}

function picture() {
  const { svg, left, begin } = draw(data, selected, go, byId('picture').clientWidth);
  fill(byId('picture'), svg);
  // Where not all of it fits, it begins where something is.
  if (svg.querySelector('.item') && !isPlaced) {
    isPlaced = true;
    byId('picture').scrollLeft = begin;
  }
  rove(byId('picture'), '.item');
  byId('picture-capped').textContent = left.length ? `Not drawn: ${left.join(', ')}. The tables below list more.` : '';
}

/** Selects a thing; the focus goes to its facts where a key has selected it. */
function go(key, byKey) {
  selected = key;
  show();
  if (byKey) byId('facts-title').focus();
  else byId('facts-title').scrollIntoView({ block: narrow.matches ? 'start' : 'nearest' });
}

/** In one column the facts stand right below the section in which something was selected. */
const narrow = matchMedia('(max-width: 1000px)');
let section = byId('topology');
function settle() {
  const before = narrow.matches ? section : document.querySelector('.split > div');
  if (before.nextElementSibling !== byId('facts')) before.after(byId('facts'));
}
settle();
narrow.addEventListener('change', settle);
byId('main').addEventListener('click', (event) => {
  const from = event.target.closest('section:not(#facts)');
  if (!from || !event.target.closest('[data-key]')) return;
  section = from;
  settle();
}, true);

function details() {
  const { title, body } = selected === undefined ? attention(data, go) : facts(data, selected, { go, act, ask: confirmed, reachability: (from, to) => json('GET', `reachability?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`) });
  byId('facts-title').textContent = title;
  fill(byId('facts-body'), ...body.filter(Boolean));
}

function reach() {
  const { attachments, is_capped } = data.reachability;
  const few = attachments.length < 2;
  byId('reach-hint').textContent = few && !is_capped ? 'Attach two networks to transit routers, and this shows whether packets come from one to the other.'
    : `✓ where packets from the network of a row arrive in that of a column, ✗ where they do not, - where the two are on different instances, · from a network to itself. Select a cell for the way, or for the hop that is missing.${is_capped ? ` Only ${attachments.length} of ${data.in_all.networks} networks are asked about.` : ''}`;
  fill(byId('reach'), few ? '' : matrix(data, go, selected));
  if (!few) rove(byId('reach'), 'button.cell', attachments.length - 1);
}

function lists() {
  for (const { key, words, isEmpty, table } of tables(data, go)) {
    const id = `list-${key}`;
    const box = byId(id) ?? byId('tables').appendChild(h('details', { id }, h('summary'), h('div', { class: 'scroll' })));
    box.hidden = isEmpty;
    box.firstChild.textContent = words;
    fill(box.lastChild, table());
  }
}

function controls() {
  const actions = byId('fault-action');
  if (actions.options.length === 1) actions.append(...data.actions.map((name) => h('option', { value: name }, name)));
  byId('grammar').textContent = data.fault_grammar;
  fill(byId('faults'), ...data.faults.map((one) => h('li', null, h('code', null, one.rule), ` has struck ${count(one.struck, 'time')}`)));
  byId('held').textContent = data.held ? `(${data.held})` : '';
}

// The journal

function journal() {
  const before = Math.max(0, ...calls.keys());
  const isCleared = data.calls.length === 0 || Object.keys(data.counts).length === 0;
  if (isCleared) {
    calls.clear();
    byId('calls').replaceChildren();
  }
  for (const one of data.calls) write(one);
  const news = data.calls.filter((one) => one.number > before && before > 0 && one.outcome !== 'running');
  const last = news.at(-1);
  if (last) {
    const words = last.outcome === 'done' ? 'done' : last.outcome === 'not_reached' ? 'not reached' : `refused with ${last.outcome.refused}`;
    byId('announcement').textContent = `${news.length > 1 ? `${news.length} calls; the last: ` : ''}${last.action} ${words}`;
  } else if (isCleared) byId('announcement').textContent = 'No calls yet.';
}

/** Writes a call at the top, or over what was written of it when it arrived. */
function write(one) {
  const text = JSON.stringify(one);
  const old = calls.get(one.number);
  if (old?.text === text) return;
  const row = call(one, old?.row.querySelector('details')?.open ?? false);
  row.hidden = !fits(one);
  calls.set(one.number, { one, row, text });
  if (old) return void old.row.replaceWith(row);
  byId('calls').prepend(row);
  for (const number of [...calls.keys()].slice(0, Math.max(0, calls.size - MOST_CALLS))) {
    calls.get(number).row.remove();
    calls.delete(number);
  }
}

function fits(one) {
  if (byId('only-changes').checked && !data.changing.includes(one.action)) return false;
  const wanted = byId('filter').value.trim().toLowerCase();
  return !wanted || [one.action, one.created, one.fault, JSON.stringify(one.outcome), JSON.stringify(one.parameters)].some((text) => text?.toLowerCase().includes(wanted));
}

// Staying up to date

let asking;
let again = false;
let soon;

/** Asks once at a time; where somebody wants it meanwhile, once more after that. */
function refresh() {
  again = true;
  asking ??= (async () => {
    try {
      while (again) {
        again = false;
        await update();
      }
    } finally {
      asking = undefined;
    }
  })();
  return asking;
}

async function update() {
  let answer;
  try {
    answer = await json('GET', 'overview');
  } catch (error) {
    const isClosed = error.status === 401;
    byId('token-form').hidden = !isClosed;
    connection(isClosed ? 'waits for the token' : 'the simulator does not answer', isClosed ? '' : 'lost');
    if (error.status && !(isClosed && !sessionStorage.getItem(TOKEN))) problem(error.message);
    return;
  }
  data = answer;
  byId('token-form').hidden = true;
  connection(streaming ? 'live' : `looks every ${EVERY / 1_000} s`, 'live');
  show();
}

function connection(words, style) {
  const line = byId('connection');
  if (line.textContent !== words) line.textContent = words;
  line.className = style;
}

/** Reads the stream of the journal while there is one: each event is a reason to look again. */
async function follow() {
  const answer = await ask('GET', 'journal/stream');
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return;
  streaming = true;
  const reader = answer.body.getReader();
  const text = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    // A busy simulator is not asked more often than a reader can follow.
    if (/^event:/m.test(text.decode(value, { stream: true }))) soon ??= setTimeout(() => { soon = undefined; refresh(); }, 150);
  }
}

async function watch() {
  for (;;) {
    if (!document.hidden) await refresh().catch((error) => problem(error.message));
    if (!streaming && data) follow().catch(() => {}).finally(() => { streaming = false; });
    await new Promise((wake) => { setTimeout(wake, EVERY); });
  }
}

// What can be done

function rule() {
  const effect = byId('fault-effect').selectedOptions[0];
  const takes = effect.dataset.argument ?? effect.dataset.optional;
  byId('fault-argument-label').hidden = takes === undefined;
  const argument = takes === undefined ? '' : byId('fault-argument').value;
  const [times, skip] = [byId('fault-times').value, byId('fault-skip').value];
  byId('fault-rule').value = `${byId('fault-action').value}:${effect.value}${argument && `=${argument}`}${times && `*${times}`}${skip && `+${skip}`}`;
}

function example() {
  byId('fault-argument').value = byId('fault-effect').selectedOptions[0].dataset.argument ?? '';
  rule();
}

const on = (id, event, work) => byId(id).addEventListener(event, work);
const submits = (id, work) => on(id, 'submit', (event) => {
  event.preventDefault();
  work(event);
});

on('fault-effect', 'change', example);
for (const id of ['fault-action', 'fault-argument', 'fault-times', 'fault-skip']) on(id, 'input', rule);
submits('fault-form', () => act('POST', 'faults', { rule: byId('fault-rule').value }));
on('clear-faults', 'click', () => act('DELETE', 'faults'));
on('release', 'click', () => act('POST', 'release'));
submits('clock-form', (event) => act('POST', 'clock', { [event.submitter?.value || 'advance']: byId('span').value }));
byId('clock-form').addEventListener('click', (event) => {
  const shift = event.target.dataset.shift;
  if (shift) act('POST', 'clock', shift.startsWith('-') ? { back: shift.slice(1) } : { advance: shift });
});
on('reset', 'click', () => confirmed('Forget everything: objects, orders, faults, the journal and the moved clock?', 'Reset it', async () => {
  if (await act('POST', 'reset')) {
    selected = undefined;
    show();
  }
}));
on('clear-journal', 'click', () => act('DELETE', 'journal'));
on('create-instance', 'click', () => act('POST', 'cens', { name: 'first' }));
for (const id of ['filter', 'only-changes']) on(id, 'input', () => calls.forEach(({ one, row }) => { row.hidden = !fits(one); }));
on('facts-back', 'click', () => {
  const chosen = [...section.querySelectorAll('[data-key]')].find((one) => one.dataset.key === selected);
  (chosen ?? section).scrollIntoView({ block: 'center' });
  chosen?.focus({ preventScroll: true });
});
submits('token-form', () => {
  sessionStorage.setItem(TOKEN, byId('token').value);
  byId('token').value = '';
  problem();
  refresh();
});
on('theme', 'change', () => {
  document.documentElement.dataset.theme = byId('theme').value;
  localStorage.setItem('cen-simulator-colours', byId('theme').value);
});
byId('theme').value = localStorage.getItem('cen-simulator-colours') ?? '';
document.documentElement.dataset.theme = byId('theme').value;
document.addEventListener('visibilitychange', () => !document.hidden && refresh());
window.addEventListener('resize', () => data && show());

byId('host').textContent = location.host;
byId('exports').textContent = `export CEN_ENDPOINT=${location.origin}
export ALIBABA_CLOUD_ACCESS_KEY_ID=simulator-key-id
export ALIBABA_CLOUD_ACCESS_KEY_SECRET=simulator-key-secret`;
byId('legend').append(...LEGEND.map(([mark, words]) => h('li', null, mark, words)));
example();
watch();
