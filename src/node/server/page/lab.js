// The lab: the caller's telephone, two desks in frames, and a live ladder of the messages.
'use strict';

(() => {
  const $ = (id) => document.getElementById(id);
  const SVG = 'http://www.w3.org/2000/svg';
  const KEPT = 500;
  const ROW = 34;

  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === 'text') element.textContent = value;
      else if (name === 'class') element.className = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  function draw(tag, attributes = {}, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function say(element, text) {
    if (element.textContent !== String(text)) element.textContent = String(text);
  }

  function word(element, state, words) {
    element.dataset.state = state;
    say(element, words ?? String(state).replaceAll('_', ' '));
  }

  function alarm(text) {
    $('alert-box').hidden = false;
    $('alert').textContent = text;
  }

  function calm() {
    $('alert-box').hidden = true;
    $('alert').textContent = '';
  }

  const wait = (tries) => Math.min(15_000, 500 * 2 ** Math.min(tries, 10)) * (0.5 + Math.random() / 2);
  const text = (value) => (typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value));

  let setup = null;

  // ---- the caller's telephone ----------------------------------------------------------------

  const phone = { socket: null, line: null, which: null, taken: false, tries: 0, timer: 0, waiting: null, leaving: 0 };

  function phoneConnection(state, words) {
    word($('phone-connection'), state, words);
    $('phone-pill').dataset.state = state;
  }

  function send(message) {
    if (!phone.socket || phone.socket.readyState !== WebSocket.OPEN) {
      alarm('The telephone is not connected.');
      return false;
    }
    phone.socket.send(JSON.stringify(message));
    return true;
  }

  function connectPhone() {
    clearTimeout(phone.timer);
    const old = phone.socket;
    phone.socket = null;
    phone.line = null;
    phone.taken = false;
    if (old) old.close(1000);
    stopWaiting();
    if (!phone.which) return;
    phoneConnection('connecting');
    let socket;
    try {
      socket = new WebSocket(phone.which.url);
    } catch {
      phoneConnection('failed', 'no address');
      return;
    }
    phone.socket = socket;
    socket.onmessage = (event) => {
      if (phone.socket !== socket) return;
      let message;
      try {
        message = JSON.parse(event.data);
      } catch {
        return;
      }
      if (message?.type === 'line') onLine(message);
      else if (message?.type === 'error') alarm(`Telephone: ${text(message.text)}`);
    };
    socket.onclose = (event) => {
      if (phone.socket !== socket) return;
      phone.socket = null;
      phone.line = null;
      stopWaiting();
      if (event.code === 4001) {
        phone.taken = true;
        phoneConnection('taken', 'used elsewhere');
      } else {
        phoneConnection('reconnecting');
        phone.timer = setTimeout(connectPhone, wait(phone.tries++));
      }
      renderPhone();
    };
    renderPhone();
  }

  function onLine(line) {
    const before = phone.line;
    phone.line = line;
    phone.tries = 0;
    phoneConnection('connected');
    if (line.hook === 'on' || before?.state !== line.state) phone.leaving = 0;
    const waiting = phone.waiting;
    if (waiting && line.tone === waiting.tone) {
      stopWaiting();
      waiting.then();
    }
    renderPhone();
  }

  function whenTone(tone, words, then) {
    stopWaiting();
    const timer = setTimeout(() => {
      stopWaiting();
      alarm(words);
      renderPhone();
    }, 5000);
    phone.waiting = { tone, timer, then };
    renderPhone();
  }

  function stopWaiting() {
    if (phone.waiting) clearTimeout(phone.waiting.timer);
    phone.waiting = null;
  }

  function dialNumber(digits) {
    calm();
    if (!phone.line) return;
    if (phone.line.hook === 'off') send({ type: 'digits', digits });
    else if (send({ type: 'hook', hook: 'off' })) whenTone('dial', 'There was no dial tone.', () => send({ type: 'digits', digits }));
  }

  function hangUp() {
    stopWaiting();
    if (phone.line?.hook === 'off' && send({ type: 'hook', hook: 'on' })) {
      phone.leaving = performance.now();
      const then = phone.leaving;
      setTimeout(() => {
        if (phone.leaving === then) phone.leaving = 0;
        renderPhone();
      }, 2000);
      renderPhone();
    }
  }

  function nameOf(number) {
    const known = setup?.phones.find((one) => one.number === number);
    return known?.name ? `${known.name} ${number}` : text(number);
  }

  function renderPhone() {
    const { line } = phone;
    const there = Boolean(line && phone.socket);
    const state = there ? String(line.state) : 'unknown';
    const off = line?.hook === 'off';
    word($('phone-state'), state, phone.leaving && off ? 'hanging up' : there ? state.replaceAll('_', ' ') : 'not connected');
    $('phone-screen').dataset.state = state;
    const ringing = line?.ringing;
    say($('ringing'), ringing ? `${ringing.recall ? 'Comes back from hold: ' : ''}${ringing.name ? `${ringing.name} ` : ''}${ringing.caller}` : '');
    $('ringing').hidden = !ringing;
    for (const id of ['hears', 'held']) {
      $(`${id}-row`).hidden = !line?.[id]?.length;
      say($(id), (line?.[id] ?? []).map(nameOf).join(' · '));
    }
    $('tone-row').hidden = !line?.tone || line.tone === 'silence';
    word($('tone'), line?.tone ?? 'silence');
    $('announcement-row').hidden = !line?.announcement;
    say($('announcement'), line?.announcement ? `“${line.announcement}”` : '');
    say($('answer'), ringing || !there ? 'Answer' : 'Lift handset');
    $('answer').classList.toggle('primary', Boolean(ringing));
    $('answer').disabled = !there || off;
    $('flash').disabled = !there || !off || Boolean(phone.leaving);
    $('hang-up').disabled = !there || !off || Boolean(phone.leaving);
    $('dial').disabled = !there || Boolean(phone.waiting);
    $('call-group').disabled = !there || off || Boolean(ringing) || !setup?.group;
    $('take-back').hidden = !phone.taken;
  }

  // ---- the ladder ----------------------------------------------------------------------------

  const COLUMNS = ['phones', 'SSP', 'SCP', 'server', 'desks'];
  const ladder = { rows: [], byNumber: new Map(), next: 0, chosen: null, current: null, pending: [], frame: 0, tries: 0, svg: null, lives: null, body: null, width: 0, at: [] };

  /** The column of an end of a message; its name is shown where it says more than the column. */
  function column(end, protocol, other) {
    const given = text(end);
    const lower = given.toLowerCase();
    if (lower.startsWith('ssp') || lower.startsWith('switch')) return 1;
    if (lower.startsWith('scp')) return 2;
    if (lower.startsWith('server')) return 3;
    if (lower.startsWith('desk') || setup?.desks.some((desk) => desk.toLowerCase() === lower)) return 4;
    if (lower.startsWith('phone') || /^\d+$/.test(given) || setup?.phones.some((one) => text(one.name).toLowerCase() === lower)) {
      return protocol === 'desk' ? 4 : 0;
    }
    if (protocol === 'desk') return /server/i.test(text(other)) ? 4 : 3;
    return 0;
  }

  function endName(end, place) {
    const given = text(end);
    const plain = given.toLowerCase();
    if (plain === COLUMNS[place].toLowerCase() || plain === COLUMNS[place].slice(0, -1)) return '';
    if (place === 0) {
      const number = given.replace(/^phones?[\s:/]*/i, '');
      return setup?.phones.find((one) => one.number === number)?.name || number;
    }
    if (place === 4) return given.replace(/^desks?[\s:/]*/i, '');
    return given;
  }

  function when(ms) {
    const value = Number(ms);
    return Number.isFinite(value) ? `${(value / 1000).toFixed(4)} s` : '';
  }

  function scale() {
    const box = $('ladder-scroll').clientWidth;
    ladder.width = Math.max(680, box);
    const left = 150;
    const right = ladder.width - 70;
    ladder.at = COLUMNS.map((_, place) => Math.round(left + ((right - left) * place) / (COLUMNS.length - 1)) + 0.5);
  }

  function begin() {
    scale();
    const head = draw('svg', { width: ladder.width, height: 34 });
    COLUMNS.forEach((name, place) => {
      const title = draw('text', { class: 'head', x: ladder.at[place], y: 22 });
      title.textContent = name;
      head.append(title);
    });
    const seconds = draw('text', { class: 'time', x: 84, y: 22 });
    seconds.textContent = 'time';
    head.append(seconds);
    $('ladder-head').replaceChildren(head);
    $('ladder-head').style.width = `${ladder.width}px`;

    ladder.svg = draw('svg', { focusable: 'false', role: 'presentation' });
    ladder.lives = COLUMNS.map((_, place) => draw('line', { class: 'life', x1: ladder.at[place], x2: ladder.at[place] }));
    ladder.body = draw('g');
    ladder.svg.append(...ladder.lives, ladder.body);
    $('ladder').replaceChildren(ladder.svg);
    for (const row of ladder.rows) {
      row.element = drawRow(row);
      ladder.body.append(row.element);
    }
    size();
  }

  function size() {
    const first = ladder.rows[0]?.place ?? 0;
    const height = Math.max(ladder.rows.length * ROW + 8, 1);
    ladder.svg.setAttribute('width', ladder.width);
    ladder.svg.setAttribute('height', height);
    ladder.svg.setAttribute('viewBox', `0 ${first * ROW} ${ladder.width} ${height}`);
    for (const life of ladder.lives) {
      life.setAttribute('y1', first * ROW);
      life.setAttribute('y2', first * ROW + height);
    }
    say($('ladder-count'), ladder.rows.length ? `${ladder.rows.length} message${ladder.rows.length === 1 ? '' : 's'}` : 'no message yet');
  }

  function shorten(words, room) {
    const most = Math.max(8, Math.floor(room / 6.6));
    return words.length > most ? `${words.slice(0, most - 1)}…` : words;
  }

  function drawRow(row) {
    const { message, place } = row;
    const y = place * ROW;
    const from = column(message.from, message.protocol, message.to);
    const to = column(message.to, message.protocol, message.from);
    const names = [endName(message.from, from), endName(message.to, to)].filter(Boolean).join(' → ');
    const words = names ? `${names}: ${text(message.label)}` : text(message.label);
    const kind = text(message.protocol).toLowerCase().replace(/[^a-z]/g, '');
    const classes = ['row', kind];
    if (message.error) classes.push('bad');
    if (ladder.chosen === row) classes.push('chosen');
    const spoken = `${when(message.at_ms)}, ${text(message.from)} to ${text(message.to)}, ${text(message.protocol)}: ${text(message.label)}${message.error ? ', error' : ''}`;
    const group = draw('g', { class: classes.join(' '), tabindex: ladder.current === row ? '0' : '-1', role: 'button', 'aria-label': spoken, 'data-n': text(message.n) });
    group.append(draw('rect', { class: 'back', x: 1, y: y + 1, width: ladder.width - 2, height: ROW - 2, rx: 5 }));
    const time = draw('text', { class: 'time', x: 84, y: y + 22 });
    time.textContent = when(message.at_ms);
    group.append(time);

    const [x1, x2] = [ladder.at[from], ladder.at[to]];
    const line = y + 24.5;
    if (from === to) {
      const side = from === 4 ? -1 : 1;
      group.append(draw('path', { class: 'arrow', d: `M${x1} ${y + 12} h${side * 22} v13 h${side * -16}` }));
      group.append(draw('path', { class: 'tip', d: `M${x1 + side} ${y + 25} l${side * 8} -4 v8 z` }));
    } else {
      const side = x2 > x1 ? 1 : -1;
      group.append(draw('line', { class: 'arrow', x1, y1: line, x2: x2 - side * 6, y2: line }));
      group.append(draw('path', { class: 'tip', d: `M${x2 - side} ${line} l${side * -9} -4.5 v9 z` }));
    }
    // The label stands over its arrow, and may be wider; it stays inside the picture.
    const label = draw('text', { class: 'label', y: y + 17 });
    const room = ladder.width - 110;
    const shown = shorten(words, Math.min(room, Math.max(Math.abs(x2 - x1) + 180, 300)));
    const half = (shown.length * 6.6) / 2;
    const middle = from === to ? x1 + (from === 4 ? -1 : 1) * (34 + half) : (x1 + x2) / 2;
    label.setAttribute('x', Math.min(Math.max(middle, 96 + half), ladder.width - 8 - half));
    label.textContent = shown;
    group.append(label);
    group.addEventListener('click', () => choose(row));
    group.addEventListener('focus', () => choose(row));
    return group;
  }

  function choose(row) {
    if (ladder.chosen === row) return;
    if (ladder.chosen?.element) ladder.chosen.element.classList.remove('chosen');
    ladder.chosen = row;
    row.element.classList.add('chosen');
    turn(row);
    const { message } = row;
    const place = ladder.rows.indexOf(row);
    const before = place > 0 ? Number(message.at_ms) - Number(ladder.rows[place - 1].message.at_ms) : NaN;
    const detail = Array.isArray(message.detail) ? message.detail : message.detail ? [message.detail] : [];
    $('detail').replaceChildren(
      make('h3', { text: text(message.label), class: message.error ? 'error' : '' }),
      make('p', { class: 'muted small', text: `${text(message.from)} → ${text(message.to)} · ${text(message.protocol)} · message ${text(message.n)}` }),
      make('p', { class: 'muted small', text: `${when(message.at_ms)}${Number.isFinite(before) ? `, ${before.toFixed(1)} ms after the one before` : ''}` }),
      detail.length
        ? make('ul', {}, ...detail.map((line) => make('li', { text: typeof line === 'object' ? JSON.stringify(line) : text(line) })))
        : make('p', { class: 'muted', text: 'No parameters.' }),
    );
  }

  /** One row at a time can be reached with the tabulator; the arrow keys move on. */
  function turn(row) {
    if (ladder.current === row) return;
    ladder.current?.element?.setAttribute('tabindex', '-1');
    ladder.current = row;
    row?.element?.setAttribute('tabindex', '0');
  }

  function clear() {
    ladder.rows = [];
    ladder.byNumber.clear();
    ladder.chosen = null;
    ladder.current = null;
    ladder.body.replaceChildren();
    $('detail').replaceChildren(make('p', { class: 'muted', text: 'Choose a message to see its parameters.' }));
    size();
  }

  function onMessage(message) {
    ladder.pending.push(message);
    if (ladder.pending.length > 2 * KEPT) ladder.pending.splice(0, ladder.pending.length - KEPT);
    if (!ladder.frame) ladder.frame = requestAnimationFrame(flush);
    // A hidden page has no frames.
    if (document.hidden && ladder.pending.length >= KEPT) flush();
  }

  function flush() {
    cancelAnimationFrame(ladder.frame);
    ladder.frame = 0;
    const box = $('ladder-scroll');
    const follow = box.scrollHeight - box.scrollTop - box.clientHeight < ROW * 2;
    const pending = ladder.pending.splice(0);
    for (const message of pending) {
      const known = ladder.byNumber.get(message.n);
      if (known) {
        // The same one again after a reconnect; or the numbers began again.
        if (known.at_ms === message.at_ms && known.label === message.label) continue;
        clear();
      }
      const row = { message, place: ladder.next++, element: null };
      row.element = drawRow(row);
      ladder.rows.push(row);
      if (message.n !== undefined) ladder.byNumber.set(message.n, message);
      ladder.body.append(row.element);
    }
    let gone = 0;
    for (const row of ladder.rows.splice(0, Math.max(0, ladder.rows.length - KEPT))) {
      row.element.remove();
      ladder.byNumber.delete(row.message.n);
      if (ladder.current === row) ladder.current = null;
      if (ladder.chosen === row) ladder.chosen = null;
      gone += 1;
    }
    if (!ladder.current && ladder.rows.length) turn(ladder.rows.at(-1));
    size();
    if (follow) box.scrollTop = box.scrollHeight;
    else if (gone) box.scrollTop -= gone * ROW;
  }

  function connectLadder() {
    const url = new URL('/lab/ladder', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const state = (name) => {
      word($('ladder-connection'), name);
      $('ladder-pill').dataset.state = name;
    };
    state(ladder.tries ? 'reconnecting' : 'connecting');
    const socket = new WebSocket(url);
    socket.onopen = () => {
      ladder.tries = 0;
      state('connected');
    };
    socket.onmessage = (event) => {
      try {
        const message = JSON.parse(event.data);
        if (message && typeof message === 'object' && message.label !== undefined) onMessage(message);
      } catch {
        // What is no message of the ladder is left out.
      }
    };
    socket.onclose = () => {
      state('reconnecting');
      setTimeout(connectLadder, wait(ladder.tries++));
    };
  }

  // ---- the desks -----------------------------------------------------------------------------

  async function signIn(desk, place) {
    const button = $(`sign-in-${place}`);
    button.disabled = true;
    try {
      const answer = await fetch(`/desk/${encodeURIComponent(desk)}/sign-in`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ password: setup.passwords[desk] }),
      });
      if (answer.ok) $(`desk-${place}`).src = `/desk/${encodeURIComponent(desk)}/`;
      else if (answer.status === 429) alarm(`Too many failures. Try again in ${answer.headers.get('Retry-After') ?? 'some'} seconds.`);
      else alarm(`Signing ${desk} in failed: the server answered ${answer.status}.`);
    } catch {
      alarm('The server cannot be reached.');
    }
    button.disabled = false;
  }

  function showDesks() {
    setup.desks.slice(0, 2).forEach((desk, place) => {
      const title = desk ? desk[0].toUpperCase() + desk.slice(1) : '';
      say($(`desk-${place}-title`), `${title}’s desk`);
      const frame = $(`desk-${place}`);
      frame.title = `${title}’s desk`;
      const address = `/desk/${encodeURIComponent(desk)}/`;
      if (frame.getAttribute('src') !== address) frame.src = address;
      const button = $(`sign-in-${place}`);
      const password = setup.passwords[desk];
      button.hidden = password === undefined;
      say(button, `Sign ${title} in`);
      button.title = password === undefined ? '' : `The password is ${password}`;
      button.onclick = () => signIn(desk, place);
    });
  }

  // ---- beginning -----------------------------------------------------------------------------

  let tries = 0;
  async function start() {
    try {
      const answer = await fetch('/lab/setup', { cache: 'no-store' });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const given = await answer.json();
      setup = { phones: given.phones ?? [], desks: given.desks ?? [], passwords: given.passwords ?? {}, group: text(given.group) };
    } catch (error) {
      alarm(`The lab’s setup cannot be read: ${error.message}. Trying again.`);
      setTimeout(start, wait(tries++));
      return;
    }
    calm();
    showDesks();
    const which = $('phone-which');
    which.replaceChildren(...setup.phones.map((one, place) => make('option', { value: String(place), text: `${one.name || 'Telephone'} ${one.number}` })));
    $('phone-choice').hidden = setup.phones.length < 2;
    const pick = (place) => {
      phone.which = setup.phones[place] ?? null;
      say($('phone-title'), phone.which?.name || 'Telephone');
      say($('phone-number'), phone.which?.number ?? '');
      for (const element of document.querySelectorAll('.a-name')) say(element, phone.which?.name || 'A');
      connectPhone();
    };
    which.onchange = () => pick(Number(which.value));
    if (setup.group) {
      say($('call-group'), `Call ${setup.group}`);
      for (const element of document.querySelectorAll('.group-number')) say(element, setup.group);
    }
    pick(0);
    connectLadder();
  }

  $('alert-close').addEventListener('click', calm);
  $('answer').addEventListener('click', () => phone.line?.hook === 'on' && send({ type: 'hook', hook: 'off' }));
  $('flash').addEventListener('click', () => phone.line?.hook === 'off' && send({ type: 'flash' }));
  $('hang-up').addEventListener('click', hangUp);
  $('take-back').addEventListener('click', connectPhone);
  $('call-group').addEventListener('click', () => dialNumber(setup.group));
  $('dial-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const digits = $('digits').value.replace(/[\s().\-+/]/g, '');
    const good = /^[0-9*#]{1,32}$/.test(digits);
    $('digits').setAttribute('aria-invalid', String(!good));
    if (!good) alarm('A number has digits, * and # only.');
    else {
      dialNumber(digits);
      $('digits').value = '';
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const id = { F2: 'answer', F4: 'flash', F8: 'hang-up' }[event.key];
    if (id) {
      event.preventDefault();
      if (!event.repeat) $(id).click();
    }
  });
  $('ladder-clear').addEventListener('click', clear);
  $('ladder').addEventListener('keydown', (event) => {
    const place = ladder.rows.indexOf(ladder.current);
    const last = ladder.rows.length - 1;
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: last, PageDown: place + 10, PageUp: place - 10 }[event.key];
    if (to === undefined || last < 0) {
      if ((event.key === 'Enter' || event.key === ' ') && ladder.current) {
        event.preventDefault();
        choose(ladder.current);
      }
      return;
    }
    event.preventDefault();
    const row = ladder.rows[Math.min(Math.max(to, 0), last)];
    turn(row);
    row.element.focus();
  });
  let width = 0;
  new ResizeObserver(() => {
    const now = $('ladder-scroll').clientWidth;
    if (now !== width) {
      width = now;
      begin();
    }
  }).observe($('ladder-scroll'));

  begin();
  renderPhone();
  start();
})();
