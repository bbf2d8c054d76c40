// Small words that the other files share. Texts of the API only ever become text nodes and plain attributes here: nothing in this
// page makes markup of a string, and the policy that the page is served with forbids it.

export const byId = (id) => document.getElementById(id);

const SVG = 'http://www.w3.org/2000/svg';

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false && child !== ''));
  return element;
}

/** An element of HTML: attributes, listeners by the name of their event, children and texts. */
export const h = (name, attributes, ...children) => build(document.createElement(name), attributes, children);

/** The same of SVG. */
export const s = (name, attributes, ...children) => build(document.createElementNS(SVG, name), attributes, children);

/** Puts other children into an element; what had the focus there gets it again, known by its key. */
export function fill(container, ...children) {
  const held = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  container.replaceChildren(...children);
  if (held !== undefined) {
    const again = [...container.querySelectorAll('[data-key]')].find((one) => one.dataset.key === held);
    again?.focus({ preventScroll: true });
  }
}

/** One stop of the Tab key for many: the arrow keys go from one to the next, Enter and the space bar press it. */
export function rove(container, selector, columns = 0) {
  const all = () => [...container.querySelectorAll(selector)];
  const own = (target) => target.closest(selector);
  const stop = (chosen) => all().forEach((one) => one.setAttribute('tabindex', one === chosen ? '0' : '-1'));
  stop(all().find((one) => one.classList.contains('selected')) ?? all()[0]);
  container.onfocusin = (event) => own(event.target) && stop(own(event.target));
  container.onkeydown = (event) => {
    const items = all();
    const at = items.indexOf(own(event.target));
    const down = columns || 1;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: down, ArrowUp: -down, Home: -at, End: items.length - 1 - at }[event.key];
    if (at < 0) return;
    if (step !== undefined) items[at + step]?.focus();
    else if ((event.key === 'Enter' || event.key === ' ') && !(event.target instanceof HTMLElement)) {
      event.target.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 0 }));
    } else return;
    event.preventDefault();
  };
}

export const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 5)}…${text.slice(-4)}` : text);

/** A name that stands below its region, which it need not say again where there is little room. */
export const brief = (name, region, length) => cut(name.length > length && name !== region ? name.replace(region, '…') : name, length);

export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
export const area = (name) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
/** Two areas in words, China always first. */
export const pair = (areas) => [...areas].sort((a, b) => (b === 'china') - (a === 'china')).map(area).join(' - ');
export const calm = (status) => ['Active', 'Attached', 'Normal', 'InUse', 'Idle'].includes(status);
export const day = (time) => time.slice(0, 10);

/** Whole days from one time to another. */
export const days = (from, to) => Math.floor((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** When a term ends, in words. */
export function ends(time, now) {
  const left = days(now, time);
  if (left > 300_000) return 'by the day, without an end';
  const when = left < 0 ? 'over' : left === 0 ? 'today' : `in ${count(left, 'day')}`;
  return `${day(time)} (${when})`;
}
