// What a reader does with a page: choosing, pointing, keys, colours, files. All text and all curves come from the page.
(async () => {
'use strict';
const doc = document, root = doc.documentElement, SVG = 'http://www.w3.org/2000/svg';
const $ = (s, e = doc) => e.querySelector(s), $$ = (s, e = doc) => [...e.querySelectorAll(s)];
const el = (tag, attributes, ...children) => {
  const svg = tag[0] === '+', e = svg ? doc.createElementNS(SVG, tag.slice(1)) : doc.createElement(tag);
  for (const k in attributes || {}) {
    if (k[0] === '$') e.addEventListener(k.slice(1), attributes[k]);
    else if (attributes[k] != null) e.setAttribute(k, attributes[k]);
  }
  e.append(...children.filter(c => c != null));
  return e;
};
const clamp = (x, a, b) => Math.max(a, Math.min(b, x));
const fixed = (v, n = 2) => v == null || !isFinite(v) ? '–' : v.toFixed(n).replace('-', '−').replace(/^−(0\.?0*)$/, '$1');

// Data: one compressed block with a directory.
const page = JSON.parse($('#page').textContent);
const packed = Uint8Array.from(atob($('#data').textContent.trim()), c => c.charCodeAt(0));
const buffer = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer();
const numbers = (name, key = '') => {
  const d = page.directory[name + key];
  return d && new [Uint8Array, Int8Array, Uint16Array, Float32Array][d[0]](buffer, d[1], d[2]);
};
const texts = JSON.parse(new TextDecoder().decode(numbers('texts')));

// Colours: the page's own, read from its style.
let dark = false, positive, negative;
const ramp = names => {
  const style = getComputedStyle(root), stops = names.map(n => {
    const hex = style.getPropertyValue(n).trim();
    return [1, 3, 5].map(i => parseInt(hex.substr(i, 2), 16));
  });
  return Array.from({length: 256}, (_, i) => {
    const x = i / 255 * (stops.length - 1), k = Math.min(stops.length - 2, x | 0), f = x - k;
    return stops[k].map((c, j) => Math.round(c + f * (stops[k + 1][j] - c)));
  });
};
const range = (n, name) => Array.from({length: n}, (_, i) => '--' + name + i);
const readColours = () => {
  positive = ramp(range(9, 'h'));
  negative = ramp(range(5, 'n'));
};
const colour = (q, r) => {
  if (r[0] >= 0) return positive[clamp(Math.round((q - r[0]) / (r[1] - r[0] || 1) * 255), 0, 255)];
  const f = Math.round(q / Math.max(-r[0], r[1]) * 255);
  return f < 0 ? negative[Math.min(255, -f)] : positive[Math.min(255, f)];
};
// A colour bar from the lower end of a range to the upper one.
const gradient = (low, r) => `background:linear-gradient(90deg,${Array.from({length: 33}, (_, i) => `rgb(${colour(low + (r[1] - low) * i / 32, r)})`)})`;
const stateName = k => k < 26 ? String.fromCharCode(65 + k) : 'S' + (k + 1);

// Words beside the pointer, and for readers who hear them.
const tip = doc.body.appendChild(el('div', {id: 'tip', role: 'tooltip'}));
const live = doc.body.appendChild(el('div', {class: 'unseen', 'aria-live': 'polite'}));
const say = (text, x, y) => {
  tip.style.opacity = text ? 1 : 0;
  if (!text) return;
  tip.textContent = text;
  const w = tip.offsetWidth, h = tip.offsetHeight;
  tip.style.transform = `translate(${clamp(x + 14, 6, Math.max(6, innerWidth - w - 6))}px,${y + h + 22 > innerHeight ? y - h - 12 : y + 16}px)`;
};

// Pointing at plots: places come with the plot, in per cent of its area.
const point = (plot, on, pick) => {
  const hits = JSON.parse(plot.dataset.hits || '[]'), area = $('.area', plot);
  if (!hits.length || plot.ready) return;
  plot.ready = true;
  const mark = area.appendChild(el('i', {class: 'mark', hidden: ''}));
  let now = -1;
  const go = (k, key) => {
    now = k;
    const h = hits[k], box = area.getBoundingClientRect();
    mark.hidden = !h;
    if (!h) { say(); if (on) on(null); return; }
    mark.style.left = h[0] + '%';
    mark.style.top = h[1] + '%';
    say(h[2], box.left + h[0] / 100 * box.width, box.top + h[1] / 100 * box.height);
    if (on) on(h[4]);
    if (key) live.textContent = h[2];
  };
  const nearest = e => {
    const box = area.getBoundingClientRect();
    let best = -1, least = 1600;
    hits.forEach((h, k) => {
      const dx = h[0] / 100 * box.width - e.clientX + box.left, dy = h[1] / 100 * box.height - e.clientY + box.top;
      const d = dx * dx + (plot.closest('.pq') ? 0 : dy * dy);
      if (d < least) { least = d; best = k; }
    });
    return best;
  };
  plot.addEventListener('pointermove', e => { const k = nearest(e); if (k !== now) go(k); });
  plot.addEventListener('pointerleave', () => go(-1));
  plot.addEventListener('blur', () => go(-1));
  plot.addEventListener('click', () => { if (pick && hits[now] && hits[now][3] != null) pick(hits[now][3]); });
  plot.addEventListener('keydown', e => {
    const step = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[e.key];
    if (step) go(clamp(now + step, 0, hits.length - 1), true);
    else if (e.key === 'Home') go(0, true);
    else if (e.key === 'End') go(hits.length - 1, true);
    else if (e.key === 'Escape') go(-1);
    else if (e.key === 'Enter' && pick && hits[now] && hits[now][3] != null) pick(hits[now][3]);
    else return;
    e.preventDefault();
  });
};

// One matrix with its tree, states, spectrum and distribution, which light up together.
class Board {
  constructor(host) {
    this.host = host;
    const chosen = $('input[data-range]:checked', host);
    this.range = chosen ? chosen.dataset.range : 'own';
    this.vector = 1;
    this.hot = null;
    this.box = $('.mx', host);
    for (const input of $$('input[data-range]', host)) {
      input.addEventListener('change', () => { this.range = input.dataset.range; this.paint(); });
    }
  }
  show(key) {
    this.key = key;
    const t = this.text = key === 'rough' ? rough(-1 - i) : texts[key], h = this.host;
    for (const part of ['tree', 'bands', 'spec', 'spectitle', 'pq', 'pqtext', 'states', 'qab', 'which']) {
      const e = $('.' + part, h);
      if (e && t[part] != null) e.innerHTML = t[part];
    }
    for (const part of ['m', 'order', 'labels', 'merges', 'heights', 'vectors']) this[part] = t[part] || numbers({order: 'o', labels: 'l', merges: 'g', heights: 'h', vectors: 'v'}[part] || 'm', key);
    this.R = this.order.length;
    this.lo = t.range[0];
    this.hi = t.range[1];
    this.spans = [];
    this.labels.forEach((s, i) => (this.spans[s] = this.spans[s] || [i, i])[1] = i);
    this.hot = null;
    this.vector = Math.min(1, this.vectors.length / this.R - 1);
    this.listen();
    this.paint();
    if ($('.spec .plot', h)) point($('.spec .plot', h), k => { if (k && k <= this.vectors.length / this.R) { this.vector = k - 1; this.direction(); } });
    point($('.pq .plot', h), q => this.markColour(q));
  }
  q(a, b) {
    if (a === b) return 1;
    if (a > b) [a, b] = [b, a];
    return this.lo + (this.hi - this.lo) * this.m[a * this.R - a * (a + 1) / 2 + b - a - 1] / 255;
  }
  span() {
    if (this.range === 'full') return [this.lo < -.1 ? -1 : 0, 1];
    if (this.range === 'all' && page.common) return page.common;
    const [lo, hi] = this.text.own || [this.lo, this.hi];
    return [lo < -.1 * hi ? lo : Math.max(0, lo), hi];
  }
  // The canvas: whole device pixels for a replica where that costs little width.
  paint() {
    const R = this.R, ratio = Math.min(3, devicePixelRatio || 1);
    const wide = Math.min(560, this.box.parentNode.clientWidth - 48), k = Math.floor(wide * ratio / R);
    const size = k >= 1 && k * R / ratio > wide * .86 ? k * R / ratio : Math.floor(wide);
    this.box.style.setProperty('--size', size + 'px');
    const r = this.span(), table = Array.from({length: 256}, (_, i) => colour(this.lo + (this.hi - this.lo) * i / 255, r));
    const small = el('canvas', {width: R, height: R}), pen = small.getContext('2d'), image = pen.createImageData(R, R);
    const one = colour(1, r);
    let n = 0;
    for (let a = 0; a < R; a++) {
      image.data.set([...one, 255], 4 * (a * R + a));
      for (let b = a + 1; b < R; b++) {
        const c = table[this.m[n++]], i = 4 * (a * R + b), j = 4 * (b * R + a);
        for (let l = 0; l < 3; l++) image.data[i + l] = image.data[j + l] = c[l];
        image.data[i + 3] = image.data[j + 3] = 255;
      }
    }
    pen.putImageData(image, 0, 0);
    const pixels = Math.round(size * ratio), canvas = this.canvas;
    canvas.width = canvas.height = pixels;
    canvas.setAttribute('aria-label', `Ordered overlap matrix of ${R} ${page.units}, overlaps from ${fixed(this.lo)} to ${fixed(this.hi)}`);
    const out = canvas.getContext('2d');
    out.imageSmoothingEnabled = pixels < R;
    out.drawImage(small, 0, 0, pixels, pixels);
    const cell = size / R;
    out.strokeStyle = getComputedStyle(root).getPropertyValue('--bg');
    out.lineWidth = ratio;
    out.beginPath();
    this.spans.forEach(([a, b], s) => {
      const next = this.spans[this.labels[b + 1]];
      if (!next || Math.max(b - a + 1, next[1] - next[0] + 1) * cell < 5) return;
      const z = Math.round((b + 1) * cell * ratio);
      out.moveTo(z, 0); out.lineTo(z, pixels); out.moveTo(0, z); out.lineTo(pixels, z);
    });
    out.stroke();
    this.scale(r);
    this.direction();
    this.point(this.hot);
  }
  // The colour bar with the histogram of the overlaps.
  scale(r) {
    const bins = new Float64Array(64), host = $('.scale', this.box), low = r[0];
    for (const v of this.m) bins[clamp((this.lo + (this.hi - this.lo) * v / 255 - low) / (r[1] - low) * 64 | 0, 0, 63)]++;
    const top = Math.max(...bins) || 1;
    const d = [...bins].map((n, i) => n ? `M${i} 26V${(26 - 25 * n / top).toFixed(1)}H${i + .8}V26Z` : '').join('');
    const svg = el('+svg', {viewBox: '0 0 64 26', preserveAspectRatio: 'none', role: 'img',
      'aria-label': `Colours from ${fixed(low)} to ${fixed(r[1])} with the histogram of the overlaps`}, el('+path', {d, class: 'bins'}));
    this.mark = el('i', {class: 'marker', hidden: ''});
    host.replaceChildren(el('span', {class: 'name'}, 'q'), svg, el('div', {class: 'ramp', style: gradient(low, r)}),
      el('span', {class: 'end'}, fixed(low)), el('span', {class: 'end middle'}, fixed((low + r[1]) / 2)), el('span', {class: 'end last'}, fixed(r[1])), this.mark);
    this.ends = [low, r[1]];
  }
  markColour(q) {
    const plot = $('.pq .plot', this.host);
    if (plot) {
      const [lo, hi] = plot.dataset.x.split(',').map(Number), x = lo >= 0 && q != null ? Math.abs(q) : q;
      let here = $('.here', plot);
      if (!here) here = $('.area', plot).appendChild(el('i', {class: 'here'}));
      here.hidden = q == null || x < lo || x > hi;
      here.style.left = 100 * (x - lo) / (hi - lo) + '%';
    }
    this.mark.hidden = q == null;
    if (q != null) this.mark.style.left = 100 * clamp((q - this.ends[0]) / (this.ends[1] - this.ends[0]), 0, 1) + '%';
  }
  // The direction of one eigenvalue under the matrix.
  direction() {
    if (this.vector < 0) { $('.vec', this.box).replaceChildren(); return; }
    const R = this.R, v = this.vectors.subarray(this.vector * R, (this.vector + 1) * R);
    let d = 'M0 127';
    v.forEach((x, i) => d += `V${127 - x}H${i + 1}`);
    $('.vec', this.box).replaceChildren(el('span', {class: 'name'}, 'v', el('sub', {}, this.vector + 1)),
      el('+svg', {viewBox: `0 0 ${R} 254`, preserveAspectRatio: 'none', role: 'img', 'aria-label': `Direction of eigenvalue ${this.vector + 1} over the ordered ${page.units}`},
        el('+path', {d: d + 'V127Z', class: 'dir'}), el('+path', {d: `M0 127H${R}`, class: 'axis'})));
  }
  listen() {
    const area = $('.cv', this.box);
    if (!this.canvas) {
      this.canvas = el('canvas', {tabindex: 0, role: 'application', 'aria-roledescription': 'heat map'});
      this.over = el('+svg', {class: 'over', preserveAspectRatio: 'none', 'aria-hidden': 'true'});
      const image = $('img', area);
      if (image) image.remove();
      area.append(this.canvas, this.over);
      const at = e => {
        const box = this.canvas.getBoundingClientRect();
        return [e.clientY - box.top, e.clientX - box.left].map(v => clamp(Math.floor(v / box.width * this.R), 0, this.R - 1));
      };
      for (const type of ['pointermove', 'pointerdown']) this.canvas.addEventListener(type, e => { const [a, b] = at(e); this.point({a, b}); });
      this.canvas.addEventListener('pointerleave', () => this.point(null));
      this.canvas.addEventListener('keydown', e => this.keys(e));
      const tree = $('.tree', this.box);
      tree.addEventListener('pointermove', e => this.point(this.node(e)));
      tree.addEventListener('pointerleave', () => this.point(null));
    }
    this.over.setAttribute('viewBox', `0 0 ${this.R} ${this.R}`);
    for (const row of $$('[data-s]', this.host)) {
      const on = () => this.point({s: +row.dataset.s}), off = () => this.point(null);
      row.addEventListener('pointerenter', on); row.addEventListener('focus', on);
      row.addEventListener('pointerleave', off); row.addEventListener('blur', off);
    }
    for (const cell of $$('[data-st]', this.host)) {
      const [s, t] = cell.dataset.st.split('.').map(Number);
      cell.addEventListener('pointerenter', () => this.point({s, t}));
      cell.addEventListener('pointerleave', () => this.point(null));
    }
  }
  keys(e) {
    if (e.key === 'Escape') { this.point(null); return; }
    const d = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[e.key];
    if (!d) return;
    e.preventDefault();
    let {a, b} = this.hot && this.hot.a != null ? this.hot : {a: 0, b: Math.min(1, this.R - 1)};
    const move = (v, by) => {
      if (!by || !e.shiftKey) return clamp(v + by, 0, this.R - 1);
      const [lo, hi] = this.spans[this.labels[v]];
      return by > 0 ? (hi + 1 < this.R ? hi + 1 : v) : lo > 0 ? this.spans[this.labels[lo - 1]][0] : v;
    };
    if (this.hot) { a = move(a, d[0]); b = move(b, d[1]); }
    this.point({a, b}, true);
  }
  // Places of the tree: where every cluster is drawn, by its first leaf.
  walk(visit) {
    const R = this.R, svg = $('.tree svg', this.box);
    if (!svg) return;
    const lo = +svg.dataset.lo, hi = +svg.dataset.hi;
    const x = Array.from({length: R}, (_, i) => 1000 * (i + .5) / R), y = new Array(R).fill(1000);
    for (let k = 0; k < this.heights.length; k++) {
      const [l, r, end] = this.merges.subarray(3 * k, 3 * k + 3), h = 1000 * (this.heights[k] - lo) / (hi - lo);
      visit({l, r, end, h, q: this.heights[k], xl: x[l], xr: x[r], yl: y[l], yr: y[r]});
      x[l] = (x[l] + x[r]) / 2;
      y[l] = h;
    }
  }
  node(e) {
    if (!this.heights.length) return null;
    const box = $('.tree svg', this.box).getBoundingClientRect(), px = (e.clientX - box.left) / box.width * 1000, py = (e.clientY - box.top) / box.height * 1000;
    let best = null;
    this.walk(n => { if (px >= n.xl - 6 && px <= n.xr + 6 && Math.abs(py - n.h) < 60 && (!best || Math.abs(py - n.h) < Math.abs(py - best.h))) best = n; });
    return best && {n: best};
  }
  point(hot, spoken) {
    this.hot = hot;
    const readout = $('.readout', this.host), over = this.over, tree = $('.tree svg', this.box), R = this.R;
    over.replaceChildren();
    const old = tree && $('.path', tree);
    if (old) old.remove();
    for (const e of $$('.on', this.host)) e.classList.remove('on');
    const rect = (x, y, w, h, c) => over.append(el('+rect', {x, y, width: w, height: h, class: c}));
    const path = d => tree && tree.append(el('+path', {d, class: 'path'}));
    const light = (s, t) => {
      for (const e of $$(`[data-s="${s}"],[data-s="${t}"],[data-st="${s}.${t}"]`, this.host)) e.classList.add('on');
    };
    if (!hot) {
      this.markColour(null);
      readout.textContent = page.help;
      return;
    }
    if (hot.n) {
      const n = hot.n, size = n.end - n.l;
      rect(n.l, n.l, size, size, 'block');
      let d = '';
      this.walk(m => { if (m.l >= n.l && m.end <= n.end) d += `M${m.xl} ${m.yl}V${m.h}H${m.xr}V${m.yr}`; });
      path(d);
      this.markColour(n.q);
      readout.textContent = `${size} ${page.units} join at the overlap ${fixed(n.q, 3)}`;
    } else if (hot.s != null) {
      const [a, b] = this.spans[hot.s], [c, e] = this.spans[hot.t == null ? hot.s : hot.t];
      rect(c, a, e - c + 1, b - a + 1, 'block');
      light(hot.s, hot.t == null ? hot.s : hot.t);
      let d = '';
      this.walk(m => { if (m.l >= a && m.end <= b + 1) d += `M${m.xl} ${m.yl}V${m.h}H${m.xr}V${m.yr}`; });
      path(d);
      const cell = $(`[data-st="${hot.s}.${hot.t == null ? hot.s : hot.t}"]`, this.host);
      readout.textContent = hot.t == null || hot.t === hot.s ? `State ${stateName(hot.s)}: ${b - a + 1} ${page.units}` + (cell ? `, overlap with itself ${cell.textContent}` : '')
        : `States ${stateName(hot.s)} and ${stateName(hot.t)}: overlap ${cell ? cell.textContent : '–'}`;
    } else {
      const {a, b} = hot, q = this.q(a, b), [s, t] = [this.labels[a], this.labels[b]];
      rect(0, a, R, 1, 'cross'); rect(b, 0, 1, R, 'cross');
      light(s, t);
      let d = '', met = null;
      const [lo, hi] = a < b ? [a, b] : [b, a];
      if (a !== b) this.walk(m => {
        const left = m.l <= lo && lo < m.end, right = m.l <= hi && hi < m.end;
        if (met || !left && !right) return;
        if (left && lo < m.r || right && hi < m.r) d += `M${m.xl} ${m.yl}V${m.h}`;
        if (left && lo >= m.r || right && hi >= m.r) d += `M${m.xr} ${m.yr}V${m.h}`;
        if (left && right) { met = m; d += `M${m.xl} ${m.h}H${m.xr}`; } else d += `M${lo >= m.r && left || hi >= m.r && right ? m.xr : m.xl} ${m.h}H${(m.xl + m.xr) / 2}`;
      });
      path(d);
      this.markColour(q);
      const name = i => this.text.names ? this.text.names(i) : page.rows ? page.rows[this.order[i]] : `${page.unit} ${this.order[i]}`;
      const both = this.spans.length > 1 ? `; state ${stateName(s)}${s === t ? '' : ' × state ' + stateName(t)}` : '';
      readout.replaceChildren(el('b', {}, `q = ${fixed(q, this.hi - this.lo < .25 ? 3 : 2)}`), ` ${name(a)} × ${name(b)}${both}` + (met ? `, joined at ${fixed(met.q)}` : ''));
    }
    if (spoken) live.textContent = readout.textContent;
  }
  csv() {
    const rows = [['a', 'b', 'q_ab', 'state_a', 'state_b']];
    for (let a = 0; a < this.R; a++) for (let b = a + 1; b < this.R; b++) rows.push([this.order[a], this.order[b], this.q(a, b).toFixed(4), stateName(this.labels[a]), stateName(this.labels[b])]);
    return rows;
  }
}

const boards = $$('.board').map(host => new Board(host));

// Small matrices side by side: one range of colours, one cursor.
const minis = $$('.minis').map(host => {
  const r = host.dataset.range.split(',').map(Number), readout = $('.readout', host), rest = readout.textContent;
  const all = $$('.mini', host).map(f => {
    const m = numbers('x' + f.dataset.mini), n = Math.sqrt(m.length), image = $('img', f);
    const canvas = el('canvas', {width: n, height: n, tabindex: 0, role: 'application', 'aria-roledescription': 'heat map', 'aria-label': image.alt});
    image.replaceWith(canvas);
    const mark = $('.sq', f).appendChild(el('i', {class: 'cell', hidden: ''}));
    return {m, n, canvas, mark, name: f.dataset.name, places: f.dataset.places && f.dataset.places.split('|')};
  });
  let now = null;
  const show = at => {
    now = at;
    const words = [];
    for (const f of all) {
      f.mark.hidden = !at || at[0] >= f.n || at[1] >= f.n;
      if (f.mark.hidden) continue;
      f.mark.style.cssText = `top:${100 * at[0] / f.n}%;left:${100 * at[1] / f.n}%;width:${100 / f.n}%;height:${100 / f.n}%`;
      words.push(`${f.name} ${fixed(r[0] + (r[1] - r[0]) * f.m[at[0] * f.n + at[1]] / 255)}`);
    }
    const name = k => all[0].places ? all[0].places[k] : k;
    readout.textContent = at ? `${name(at[0])} × ${name(at[1])}: ${words.join(', ')}` : rest;
  };
  for (const f of all) {
    const at = e => {
      const box = f.canvas.getBoundingClientRect();
      return [e.clientY - box.top, e.clientX - box.left].map(v => clamp(Math.floor(v / box.width * f.n), 0, f.n - 1));
    };
    for (const type of ['pointermove', 'pointerdown']) f.canvas.addEventListener(type, e => show(at(e)));
    f.canvas.addEventListener('pointerleave', () => show(null));
    f.canvas.addEventListener('keydown', e => {
      const d = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[e.key];
      if (e.key === 'Escape') show(null);
      if (!d) return;
      e.preventDefault();
      show(now ? now.map((v, k) => clamp(v + d[k], 0, f.n - 1)) : [0, 0]);
    });
  }
  return () => {
    $('.ramp', host).style.cssText = gradient(r[0], r);
    for (const f of all) {
      const pen = f.canvas.getContext('2d'), image = pen.createImageData(f.n, f.n);
      f.m.forEach((v, k) => image.data.set([...colour(r[0] + (r[1] - r[0]) * v / 255, r), 255], 4 * k));
      pen.putImageData(image, 0, 0);
    }
  };
});

// What is chosen: a place on the axis, and an instance.
let p = page.place, i = 0;
// Instances that are not here whole have numbers below 0.
const crowd = page.crowd;
const known = (q, j) => texts[q + '.' + j] || crowd && q === page.place && j < 0 && j >= -crowd.names.length;
// An instance of which only means over squares are here.
function rough(n) {
  const size = page.thumbnail, R = numbers('o' + p + '.0').length, all = numbers('ct'), m = [];
  let k = n * size * (size + 1) / 2;
  for (let a = 0; a < size; a++) for (let b = a; b < size; b++, k++) if (b > a) m.push(all[k]);
  const count = numbers('ce')[n], at = a => Math.ceil(a * R / size), none = '<p class="quiet">Not in this page: --keep-all keeps it.</p>';
  const states = numbers('cs')[n];
  return {...texts.rough, m, order: [...Array(size).keys()], labels: Array(size).fill(0), merges: [], heights: [], vectors: [], range: [-1, 1], above: count, own: [Math.min(...m) / 127.5 - 1, Math.max(...m) / 127.5 - 1],
    tree: '', bands: '', spec: none, qab: '', spectitle: `${count} eigenvalue${count === 1 ? '' : 's'} above the line`,
    states: `<p>${states} state${states === 1 ? '' : 's'}.</p>` + none, which: `instance ${crowd.names[n]} of ${crowd.names.length}: means over squares of replicas`,
    names: a => `${page.units} at places ${at(a)} to ${at(a + 1) - 1}`, table: texts[p + '.0'].table};
}
const crowdHost = $('#crowd');
let showCrowd = () => {};
if (crowdHost) {
  const means = numbers('cm'), order = [...means.keys()].sort((a, b) => means[a] - means[b] || a - b), last = order.length - 1;
  const plot = $('.plot', crowdHost), area = $('.area', plot), field = $('input', crowdHost), here = area.appendChild(el('i', {class: 'here chosen'}));
  const pick = n => { if (n >= 0) choose(page.place, crowd.kept.includes(n) ? crowd.kept.indexOf(n) : -1 - n); };
  const chosen = () => i < 0 ? -1 - i : crowd.kept[i];
  const at = e => { const box = area.getBoundingClientRect(); return order[clamp(Math.round((e.clientX - box.left) / box.width * last), 0, last)]; };
  const words = n => `instance ${crowd.names[n]}: ⟨|q|⟩ = ${fixed(means[n], 3)}` + (crowd.kept.includes(n) ? '' : ', a small picture');
  showCrowd = () => { here.style.left = 100 * order.indexOf(chosen()) / last + '%'; field.value = crowd.names[chosen()]; };
  plot.tabIndex = 0;
  plot.addEventListener('pointermove', e => say(words(at(e)), e.clientX, e.clientY));
  plot.addEventListener('pointerleave', () => say());
  plot.addEventListener('click', e => pick(at(e)));
  plot.addEventListener('keydown', e => {
    const d = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 50, PageDown: -50, Home: -last, End: last}[e.key];
    if (!d) return;
    e.preventDefault();
    pick(order[clamp(order.indexOf(chosen()) + d, 0, last)]);
    live.textContent = words(chosen());
  });
  field.addEventListener('change', () => pick(crowd.names.indexOf(+field.value)));
}
for (const part of location.hash.slice(1).split('&')) {
  const [k, v] = part.split('=');
  if (k === 'p' && texts[+v + '.0']) p = +v;
  if (k === 'i' && known(p, +v)) i = +v;
}
const choose = (q, j) => {
  if (!known(q, j)) j = 0;
  [p, i] = [q, j];
  update();
  try { history.replaceState(null, '', `#p=${p}&i=${i}`); } catch (e) { /* A page of a mail has no address. */ }
};
const thumbnail = (canvas, place, instance, r) => {
  const n = page.thumbnail, t = numbers('t' + place), at = instance * n * (n + 1) / 2;
  if (!t) return;
  canvas.width = canvas.height = n;
  const pen = canvas.getContext('2d'), image = pen.createImageData(n, n);
  let k = at;
  for (let a = 0; a < n; a++) for (let b = a; b < n; b++) {
    const c = colour(t[k++] / 127.5 - 1, r);
    image.data.set([...c, 255], 4 * (a * n + b));
    image.data.set([...c, 255], 4 * (b * n + a));
  }
  pen.putImageData(image, 0, 0);
};
const strip = (host, chosen, draw, pick) => {
  if (!host) return;
  const buttons = $$('button', host);
  buttons.forEach((b, k) => {
    b.setAttribute('aria-checked', k === chosen);
    b.tabIndex = k === chosen ? 0 : -1;
    draw($('canvas', b), k);
    if (k === chosen && (b.offsetLeft < host.scrollLeft || b.offsetLeft + b.offsetWidth > host.scrollLeft + host.clientWidth))
      host.scrollLeft = b.offsetLeft - (host.clientWidth - b.offsetWidth) / 2;
    if (!b.ready) {
      b.ready = true;
      b.addEventListener('click', () => pick(k));
    }
  });
  host.onkeydown = e => {
    const d = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[e.key];
    if (!d) return;
    e.preventDefault();
    const k = clamp(chosen + d, 0, buttons.length - 1);
    pick(k);
    buttons[k].focus();
  };
};
const update = () => {
  minis.forEach(paint => paint());
  if (!page.axis && !page.instances) { boards.forEach(b => b.show(b.host.dataset.view)); return; }
  const t = texts['p' + p];
  if (t) {
    if (t.hero) $('#hero').innerHTML = t.hero;
    if (t.why && $('#reasons-body')) $('#reasons-body').innerHTML = t.why;
  }
  copyButtons();
  for (const e of $$('.place')) e.textContent = page.axis ? `${page.axis.symbol} = ${page.axis.names[p]}` : '';
  strip($('#places'), p, (c, k) => thumbnail(c, k, 0, page.full), k => choose(k, 0));
  strip($('#instances'), i, (c, k) => thumbnail(c, p, k, page.common || page.full), k => choose(p, k));
  const hidden = $('#instance-choice');
  if (hidden) hidden.hidden = !texts[p + '.1'];
  showCrowd();
  boards.forEach(b => b.show(i < 0 ? 'rough' : p + '.' + i));
  for (const cell of $$('.lights [data-p]')) if (cell.tagName !== 'BUTTON') cell.classList.toggle('cur', +cell.dataset.p === p);
  for (const plot of $$('#curves .plot')) {
    point(plot, null, k => choose(k, 0));
    let here = $('.here', plot);
    if (!here) here = $('.area', plot).appendChild(el('i', {class: 'here'}));
    const h = JSON.parse(plot.dataset.hits || '[]').find(h => h[3] === p);
    here.hidden = !h;
    if (h) here.style.left = h[0] + '%';
  }
};

// Lights: a reason for each, and the way to its place.
for (const table of $$('.lights')) {
  const why = table.closest('section').querySelector('#why'), rest = why && why.textContent;
  const on = e => { const b = e.target.closest('button'); if (b && why) why.textContent = b.dataset.tip; };
  table.addEventListener('pointerover', on);
  table.addEventListener('focusin', on);
  table.addEventListener('pointerleave', () => { if (why) why.textContent = rest; });
  table.addEventListener('click', e => { const b = e.target.closest('button'); if (b) choose(+b.dataset.p, 0); });
  const first = $('.cur button', table) || $('button', table);
  if (first) first.tabIndex = 0;
  table.addEventListener('keydown', e => {
    const d = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0]}[e.key], cell = e.target.closest('td');
    if (!d || !cell) return;
    e.preventDefault();
    const row = table.rows[cell.parentNode.rowIndex + d[0]], next = row && row.cells[cell.cellIndex + d[1]], b = next && $('button', next);
    if (b) { e.target.tabIndex = -1; b.tabIndex = 0; b.focus(); }
  });
}

// Theme, paper, files, commands.
let mode = '';
try { mode = localStorage.replicaTheme || ''; } catch (e) { /* Storage may be forbidden. */ }
const preference = matchMedia('(prefers-color-scheme:dark)');
const theme = m => {
  dark = m ? m === 'dark' : preference.matches;
  root.dataset.theme = dark ? 'dark' : 'light';
  $('#theme').textContent = dark ? 'Light' : 'Dark';
  readColours();
};
theme(mode);
preference.addEventListener('change', () => { if (!mode) { theme(''); update(); } });
$('#theme').addEventListener('click', () => {
  mode = dark ? 'light' : 'dark';
  theme(mode);
  try { localStorage.replicaTheme = mode; } catch (e) { /* Storage may be forbidden. */ }
  update();
});
$('#print').addEventListener('click', () => print());
addEventListener('beforeprint', () => { root.classList.add('paper'); theme('light'); boards.forEach(b => b.paint()); });
addEventListener('afterprint', () => { root.classList.remove('paper'); theme(mode); boards.forEach(b => b.paint()); });
const save = (name, rows) => {
  const cell = v => v == null ? '' : /[",\n]/.test(v) ? '"' + String(v).replaceAll('"', '""') + '"' : v;
  const link = el('a', {href: URL.createObjectURL(new Blob([rows.map(r => r.map(cell).join(',')).join('\r\n') + '\r\n'], {type: 'text/csv'})), download: name + '.csv'});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
for (const b of $$('[data-csv]')) b.addEventListener('click', () => {
  const what = b.dataset.csv, board = boards[+b.dataset.board || 0];
  const rows = what === 'matrix' ? board.csv()
    : what === 'spectrum' ? board.key === 'rough' ? [['rank', 'eigenvalue']] : [['rank', 'eigenvalue', 'above_line'], ...[...numbers('e' + board.key)].map((v, k) => [k + 1, v, k < board.text.above])]
    : what === 'distribution' ? board.text.table : page.tables[what];
  save(what, rows);
  b.closest('details').open = false;
});
function copyButtons() {
  for (const box of $$('.cmd')) {
    if ($('button', box)) continue;
    const b = el('button', {type: 'button', class: 'btn'}, 'Copy');
    b.addEventListener('click', async () => {
      const text = $('code', box).textContent;
      try { await navigator.clipboard.writeText(text); } catch (e) {
        const area = doc.body.appendChild(el('textarea'));
        area.value = text;
        area.select();
        doc.execCommand('copy');
        area.remove();
      }
      b.textContent = 'Copied';
      setTimeout(() => b.textContent = 'Copy', 1500);
    });
    box.append(b);
  }
}
copyButtons();
update();
for (const plot of $$('.curves .plot')) point(plot);
let width = innerWidth;
addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; boards.forEach(b => b.paint()); } });
root.dataset.ready = 'yes';
})();
