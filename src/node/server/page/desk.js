// An agent's desk: sign-in, the telephone beside the desk, the calls and their data.
// docs/system.md describes both WebSockets. Text goes into the page as text only.
'use strict';

(() => {
  const $ = (id) => document.getElementById(id);

  // ---- small helpers -------------------------------------------------------------------------

  const agent = (() => {
    const found = /\/desk\/([^/]+)/.exec(location.pathname);
    try {
      return found ? decodeURIComponent(found[1]) : '';
    } catch {
      return found[1];
    }
  })();
  const STORED = `hookflash-desk-${agent}`;

  /** An element with properties (`text`, `class`, `on…` functions, attributes) and children. */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name === 'text') element.textContent = value;
      else if (name === 'class') element.className = value;
      else if (typeof value === 'function') element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  function say(element, text) {
    const words = String(text);
    if (element.textContent !== words) element.textContent = words;
  }

  /** A state as it is in `data-state`, and as words. */
  function word(element, state, words) {
    if (element.dataset.state !== state) element.dataset.state = state;
    say(element, words ?? String(state).replaceAll('_', ' '));
  }

  function name(element, id) {
    if (element.id !== id) {
      element.id = id;
      element.dataset.testid = id;
    }
  }

  /** Ten digits in three groups; the groups are a matter of style, the text has no gaps. */
  function numberParts(number) {
    const digits = String(number ?? '');
    if (!/^\d{10}$/.test(digits)) return [document.createTextNode(digits)];
    return [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)].map((text) => make('span', { class: 'group', text }));
  }

  function sayNumber(element, number) {
    if (element.dataset.number === String(number ?? '')) return;
    element.dataset.number = String(number ?? '');
    element.replaceChildren(...numberParts(number));
  }

  /** Numbers with the names that are known. */
  function sayParties(element, numbers) {
    const list = Array.isArray(numbers) ? numbers : [];
    const key = JSON.stringify(list.map((number) => [number, nameOf(number)]));
    if (element.dataset.key === key) return;
    element.dataset.key = key;
    element.replaceChildren(
      ...list.map((number) => {
        const known = nameOf(number);
        return make('span', { class: 'party' }, known ? `${known} ` : '', make('span', { class: 'number' }, ...numberParts(number)));
      }),
    );
    if (!list.length) element.textContent = '–';
  }

  function nameOf(number) {
    if (me && me.number === number) return 'You';
    return names.get(number) ?? '';
  }

  function learn(party) {
    if (party && typeof party.number === 'string' && typeof party.name === 'string' && party.name) {
      names.delete(party.number);
      names.set(party.number, party.name);
      if (names.size > 500) names.delete(names.keys().next().value);
    }
  }

  const wait = (tries) => Math.min(15_000, 500 * 2 ** Math.min(tries, 10)) * (0.5 + Math.random() / 2);
  const digitsOf = (text) => text.replace(/[\s().\-+/]/g, '');

  // ---- the state of the page -----------------------------------------------------------------

  let me = null;
  let session = 0; // counts sign-ins: what belongs to an older one is dead
  let agentState = '';
  const names = new Map();
  const calls = new Map();
  let selected = null;
  const desk = { socket: null, welcomed: false, seq: 0, last: 0, tries: 0, timer: 0, watch: 0, edits: 0, sentState: null, snapshot: new Set() };
  const phone = { socket: null, line: null, taken: false, tries: 0, timer: 0, waiting: null, leaving: 0 };

  // ---- messages to the agent -----------------------------------------------------------------

  function alarm(text) {
    $('alert-box').hidden = false;
    $('alert').textContent = text;
  }

  function calm() {
    $('alert-box').hidden = true;
    $('alert').textContent = '';
  }

  function announce(text) {
    $('live').textContent = text;
  }

  // ---- sign-in -------------------------------------------------------------------------------

  function show(view) {
    $('sign-in-view').hidden = view !== 'sign-in';
    $('desk').hidden = view !== 'desk';
  }

  function showSignIn(words) {
    session += 1;
    closeAll();
    me = null;
    calls.clear();
    selected = null;
    renderCall();
    $('history').replaceChildren();
    $('no-events').hidden = false;
    show('sign-in');
    $('agent').value = agent;
    $('password').value = '';
    say($('sign-in-error'), words ?? '');
    document.title = `${agent}: sign in`;
    if (mayFocus()) $('password').focus();
  }

  /** In a frame the page beside it keeps the focus. */
  const mayFocus = () => window.top === window || document.hasFocus();

  function closeAll() {
    for (const side of [desk, phone]) {
      clearTimeout(side.timer);
      const socket = side.socket;
      side.socket = null;
      if (socket) socket.close(1000);
    }
    clearTimeout(desk.watch);
    desk.welcomed = false;
    stopWaiting();
    phone.line = null;
    phone.taken = false;
  }

  let locked = 0;
  function lock(seconds) {
    clearInterval(locked);
    let left = seconds;
    const button = $('sign-in');
    const tick = () => {
      button.disabled = left > 0;
      button.textContent = left > 0 ? `Sign in (${left} s)` : 'Sign in';
      if (left <= 0) {
        clearInterval(locked);
        say($('sign-in-error'), '');
      }
      left -= 1;
    };
    tick();
    locked = setInterval(tick, 1000);
  }

  async function signIn(event) {
    event.preventDefault();
    const button = $('sign-in');
    if (button.disabled) return;
    const password = $('password').value;
    if (!password) {
      say($('sign-in-error'), 'Type your password.');
      $('password').focus();
      return;
    }
    say($('sign-in-error'), '');
    button.disabled = true;
    try {
      const answer = await fetch('sign-in', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ password }),
      });
      button.disabled = false;
      if (answer.ok) {
        $('password').value = '';
        await begin();
      } else if (answer.status === 401) {
        say($('sign-in-error'), 'The password is wrong, or there is no such agent.');
        $('password').select();
        $('password').focus();
      } else if (answer.status === 429) {
        const given = Number.parseInt(answer.headers.get('Retry-After') ?? '', 10);
        const seconds = Number.isFinite(given) && given > 0 ? given : 30;
        say($('sign-in-error'), `Too many failures. Try again in ${seconds} seconds.`);
        lock(seconds);
      } else {
        say($('sign-in-error'), `The server answered ${answer.status}. Try again later.`);
      }
    } catch {
      button.disabled = false;
      say($('sign-in-error'), 'The server cannot be reached. Try again.');
    }
  }

  /** `me`, or 'signed-out', or 'unreachable'. */
  async function fetchMe() {
    try {
      const answer = await fetch('me', { cache: 'no-store' });
      if (answer.status === 401) return 'signed-out';
      if (!answer.ok) return 'unreachable';
      return await answer.json();
    } catch {
      return 'unreachable';
    }
  }

  async function begin() {
    const found = await fetchMe();
    if (found === 'signed-out') return showSignIn();
    if (found === 'unreachable') {
      if (!me) {
        showSignIn('The server cannot be reached. Trying again …');
        const own = session;
        desk.timer = setTimeout(() => own === session && begin(), wait(desk.tries++));
      }
      return undefined;
    }
    session += 1;
    closeAll();
    me = found;
    learn({ number: me.number, name: me.name });
    desk.seq = stored();
    desk.tries = 0;
    phone.tries = 0;
    show('desk');
    calm();
    renderHeader();
    renderPhone();
    renderCall();
    connectDesk();
    connectPhone();
    if (mayFocus()) $('agent-name').focus({ preventScroll: true });
    return undefined;
  }

  async function signOut() {
    try {
      await fetch('sign-out', { method: 'POST' });
      showSignIn('You are signed out.');
    } catch {
      alarm('The server cannot be reached: you are still signed in.');
    }
  }

  function stored() {
    try {
      const seq = Number.parseInt(localStorage.getItem(STORED) ?? '0', 10);
      return Number.isSafeInteger(seq) && seq > 0 ? seq : 0;
    } catch {
      return 0;
    }
  }

  function store(seq) {
    try {
      localStorage.setItem(STORED, String(seq));
    } catch {
      // Without storage the server sends again what it has no acknowledgement for.
    }
  }

  // ---- the desk's socket ---------------------------------------------------------------------

  function setConnection(state, words) {
    word($('connection'), state, words);
    $('connection-pill').dataset.state = state;
    renderSave();
  }

  function tell(message) {
    if (!desk.socket || desk.socket.readyState !== WebSocket.OPEN) return false;
    desk.socket.send(JSON.stringify(message));
    return true;
  }

  function connectDesk() {
    clearTimeout(desk.timer);
    setConnection('connecting');
    const url = new URL('socket', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    desk.socket = socket;
    desk.welcomed = false;
    clearTimeout(desk.watch);
    desk.watch = setTimeout(() => !desk.welcomed && socket.close(), 10_000);
    socket.onopen = () => {
      if (desk.socket === socket) tell({ type: 'resume', from: desk.seq });
    };
    socket.onmessage = (event) => {
      if (desk.socket !== socket) return;
      let message;
      try {
        message = JSON.parse(event.data);
      } catch {
        return;
      }
      if (message && typeof message === 'object') onDesk(message);
    };
    socket.onclose = (event) => {
      if (desk.socket !== socket) return;
      desk.socket = null;
      const was = desk.welcomed;
      desk.welcomed = false;
      for (const call of calls.values()) if (call.inflight) call.inflight.lost = true;
      if (event.code === 4003) {
        showSignIn('You are signed out.');
        return;
      }
      if (was) announce('The connection to the server is lost. Connecting again.');
      retryDesk();
    };
  }

  function retryDesk() {
    const delay = wait(desk.tries++);
    setConnection('reconnecting', delay < 1500 ? 'reconnecting' : `reconnecting in ${Math.round(delay / 1000)} s`);
    clearTimeout(desk.timer);
    desk.timer = setTimeout(againDesk, delay);
  }

  async function againDesk() {
    clearTimeout(desk.timer);
    const own = session;
    setConnection('connecting');
    const found = await fetchMe();
    if (own !== session || desk.socket) return;
    if (found === 'signed-out') showSignIn('Your session is over. Sign in again.');
    else if (found === 'unreachable') retryDesk();
    else {
      me = found;
      renderHeader();
      connectDesk();
    }
  }

  function onDesk(message) {
    if (Number.isSafeInteger(message.seq)) return onEvent(message);
    switch (message.type) {
      case 'welcome':
        return onWelcome(message);
      case 'status.query':
        desk.sentState = phoneState();
        tell({ type: 'telephone', id: message.id, state: desk.sentState });
        return undefined;
      case 'state':
        agentState = String(message.state);
        announce(`State: ${agentState.replaceAll('_', ' ')}`);
        return renderHeader();
      case 'edited':
        return onEdited(message);
      case 'conflict':
        return onConflict(message);
      case 'error':
        return onError(message);
      default:
        return undefined;
    }
  }

  function onWelcome(message) {
    const last = Number.isSafeInteger(message.last) ? message.last : 0;
    if (last < desk.seq) {
      // The server's numbers began again: what was acknowledged here belongs to another series.
      desk.seq = 0;
      store(0);
      desk.socket.close(1000);
      return;
    }
    const again = desk.tries > 0;
    desk.welcomed = true;
    desk.tries = 0;
    desk.last = last;
    clearTimeout(desk.watch);
    agentState = String(message.state ?? '');
    const list = Array.isArray(message.calls) ? message.calls : [];
    desk.snapshot = new Set(list.map((given) => String(given.call)));
    for (const given of list) {
      const call = calls.get(String(given.call));
      if (!call) addCall(given);
      else {
        learnCall(call, given);
        const own = call.inflight && sameData(given.data, call.inflight.data);
        if (own && given.version > call.version) settle(call, given.version);
        else if (given.version > call.version) merge(call, given.data, given.version, 'somebody else');
      }
    }
    for (const call of calls.values()) {
      if (!desk.snapshot.has(call.id) && call.phase !== 'ended') endCall(call, '');
      if (call.inflight) {
        call.inflight = null;
        call.status = isDirty(call) ? 'Not saved: the connection was lost. Save again.' : 'Saved.';
      }
    }
    choose();
    setConnection('connected');
    if (again) announce('Connected again.');
    desk.sentState = null;
    forwardState();
    renderHeader();
    renderCall();
  }

  function forwardState() {
    const state = phoneState();
    if (!desk.welcomed || desk.sentState === state) return;
    // A line that was never heard of has nothing to tell yet.
    if (state === 'unknown' && desk.sentState === null) return;
    if (tell({ type: 'telephone', state })) desk.sentState = state;
  }

  function onEvent(event) {
    if (event.seq > desk.seq) {
      try {
        apply(event);
      } catch (error) {
        // An event that cannot be shown must not come back for ever.
        console.error('event', event, error);
        alarm(`Event ${event.seq} could not be shown.`);
      }
      desk.seq = event.seq;
      store(desk.seq);
    }
    tell({ type: 'ack', seq: desk.seq });
  }

  // ---- calls ---------------------------------------------------------------------------------

  function addCall(given) {
    const call = {
      id: String(given.call),
      phase: 'offered',
      reason: '',
      caller: {},
      dialled: '',
      from: null,
      parties: [],
      version: Number.isSafeInteger(given.version) ? given.version : 0,
      mergedFrom: 0,
      rest: {},
      rows: [],
      serverRows: [],
      fields: [],
      serverFields: [],
      notes: cell('', 'text'),
      inflight: null,
      status: '',
      resent: 0,
      choosing: false,
    };
    learnCall(call, given);
    load(call, given.data);
    calls.set(call.id, call);
    const ended = [...calls.values()].filter((one) => one.phase === 'ended' && one !== selected && !isDirty(one));
    for (const old of ended.slice(0, Math.max(0, ended.length - 4))) calls.delete(old.id);
    return call;
  }

  function learnCall(call, given) {
    if (given.phase) call.phase = String(given.phase);
    if (given.caller) call.caller = given.caller;
    if (given.dialled !== undefined) call.dialled = given.dialled ?? '';
    if (given.from !== undefined && (given.from === null || typeof given.from === 'object')) call.from = given.from;
    if (Array.isArray(given.parties)) call.parties = given.parties;
    learn(call.caller);
    learn(call.from);
  }

  function endCall(call, reason) {
    call.phase = 'ended';
    call.reason = reason;
  }

  /** Keeps a sensible call in view. */
  function choose() {
    const current = selected && calls.get(selected.id) === selected ? selected : null;
    const open = [...calls.values()].filter((call) => call.phase !== 'ended');
    if (current && (current.phase !== 'ended' || !open.length)) selected = current;
    else if (open.length && !(current && isDirty(current))) selected = open[0];
    else selected = current ?? open[0] ?? [...calls.values()].at(-1) ?? null;
  }

  function apply(event) {
    const id = String(event.call ?? '');
    log(event);
    // The welcome had the outcome of older events of the calls that it listed.
    const old = event.seq <= desk.last && desk.snapshot.has(id);
    let call = calls.get(id);
    if (event.type === 'call.offered') {
      learn(event.caller);
      learn(event.from);
      if (!call) call = addCall({ ...event, phase: 'offered' });
      else if (!old) {
        learnCall(call, { ...event, phase: 'offered' });
        if (event.version > call.version) merge(call, event.data, event.version, 'somebody else');
      }
      if (!old) announce(`A call from ${call.caller.name || call.caller.number || 'an unknown number'} is offered.`);
    } else if (call && !old) {
      const given = { parties: event.parties };
      switch (event.type) {
        case 'call.connected':
          given.phase = 'connected';
          if (!given.parties && Array.isArray(event.with)) given.parties = [...new Set([me.number, ...event.with])];
          if (selected?.phase === 'offered' && !isDirty(selected)) selected = call;
          break;
        case 'call.transfer_started':
          given.phase = 'transfer_started';
          break;
        case 'call.conferenced':
          given.phase = 'conferenced';
          announce('Everybody is joined.');
          break;
        case 'call.transferred':
          given.phase = 'transferred';
          break;
        case 'call.ended':
          endCall(call, String(event.reason ?? ''));
          announce('The call is over.');
          break;
        case 'call.data':
          onData(call, event);
          break;
        default:
          break;
      }
      learnCall(call, given);
    }
    if (call && event.type === 'call.data') nameMarks(call, event);
    choose();
    renderCall();
  }

  /** A conflict, or a welcome, does not say who was faster; the event that follows does. */
  function nameMarks(call, event) {
    if (event.version !== call.version || call.mergedFrom !== event.version - 1 || event.by === agent || !event.by) return;
    const named = (words) => (words ? words.replace('somebody else', text(event.by)) : words);
    for (const one of cellsOf(call)) Object.assign(one, { by: named(one.by), soft: named(one.soft) });
    for (const one of [...call.rows, ...call.fields]) Object.assign(one, { removedBy: named(one.removedBy), soft: named(one.soft) });
  }

  function onData(call, event) {
    if (!(event.version > call.version)) return;
    if (call.inflight && sameData(event.data, call.inflight.data)) {
      // The answer to the edit may come after the event.
      settle(call, event.version);
      return;
    }
    const by = event.by === agent ? 'you, elsewhere' : String(event.by ?? 'somebody else');
    const marked = merge(call, event.data, event.version, by);
    if (marked) announce(`${by} changed what you are editing.`);
    else announce(`The call data were changed by ${by}.`);
  }

  // ---- the data of a call: what the server has, what the agent typed, what others changed -----
  //
  // A cell has the server's text (`base`) and the agent's (`now`). `by` says who changed `base`
  // while `now` differed from it: the agent has to choose. `soft` only says who changed it last.

  const KINDS = { description: 'text', quantity: 'quantity', price: 'price' };
  const PARTS = Object.keys(KINDS);

  function cell(base, kind) {
    return { base, now: base, kind, by: null, soft: null, touched: false, input: null };
  }

  function parseQuantity(text) {
    const trimmed = text.trim();
    if (!/^\d{1,10}$/.test(trimmed)) return null;
    const value = Number(trimmed);
    return value <= 0xffff_ffff ? value : null;
  }

  function parseCents(text) {
    const trimmed = text.trim();
    if (trimmed === '') return 0;
    const found = /^(-?)\s*(?:\$|[A-Z]{3})?\s*(\d{1,13}|\d{1,3}(?:,\d{3}){1,4})?(?:\.(\d{0,2}))?$/.exec(trimmed);
    if (!found || (found[2] === undefined && !found[3])) return null;
    const cents = Number((found[2] ?? '0').replaceAll(',', '')) * 100 + Number((found[3] ?? '').padEnd(2, '0'));
    return found[1] && cents ? -cents : cents;
  }

  /** Cents, a whole number or a BigInt, as dollars. */
  function dollars(cents, grouped) {
    const value = BigInt(cents);
    const size = value < 0n ? -value : value;
    let whole = String(size / 100n);
    if (grouped) whole = whole.replace(/\B(?=(\d{3})+$)/g, ',');
    return `${value < 0n ? '-' : ''}${grouped?.symbol ?? ''}${whole}.${String(size % 100n).padStart(2, '0')}`;
  }

  function canon(kind, text) {
    const value = kind === 'quantity' ? parseQuantity(text) : kind === 'price' ? parseCents(text) : text;
    return value === null ? `?${text}` : String(value);
  }

  const differs = (one) => canon(one.kind, one.now) !== canon(one.kind, one.base);
  const whole = (value) => (Number.isSafeInteger(value) ? value : 0);
  const text = (value) => (typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value));

  /** The data as texts. */
  function texts(data) {
    const given = data && typeof data === 'object' ? data : {};
    const { items, notes, fields, ...rest } = given;
    return {
      rest,
      notes: text(notes),
      items: (Array.isArray(items) ? items : []).map((item) => ({
        description: text(item?.description),
        quantity: String(whole(item?.quantity)),
        price: dollars(whole(item?.price_cents)),
      })),
      fields: Object.entries(fields && typeof fields === 'object' ? fields : {}).map(([key, value]) => [key, text(value)]),
    };
  }

  function sameData(one, other) {
    const sorted = (data) => {
      const { rest: _, ...plain } = texts(data);
      plain.fields.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
      return JSON.stringify(plain);
    };
    return sorted(one) === sorted(other);
  }

  let rowCount = 0;
  function newRow(values, added) {
    const cells = Object.fromEntries(PARTS.map((part) => [part, cell(values[part], KINDS[part])]));
    return { id: ++rowCount, cells, added, removed: false, removedBy: null, soft: null, dom: null };
  }

  function newField(key, value, added) {
    return { id: ++rowCount, key, value: cell(value, 'text'), added, removed: false, removedBy: null, soft: null, dom: null };
  }

  function load(call, data) {
    const given = texts(data);
    call.rest = given.rest;
    call.notes = Object.assign(cell(given.notes, 'text'), { input: call.notes.input });
    call.rows = given.items.map((item) => newRow(item, false));
    call.serverRows = [...call.rows];
    call.fields = given.fields.map(([key, value]) => newField(key, value, false));
    call.serverFields = [...call.fields];
  }

  const cellsOf = (call) => [call.notes, ...call.rows.flatMap((row) => Object.values(row.cells)), ...call.fields.map((field) => field.value)];

  function isDirty(call) {
    return (
      differs(call.notes) ||
      call.rows.some((row) => row.added || Object.values(row.cells).some(differs)) ||
      call.fields.some((field) => field.added || differs(field.value)) ||
      call.serverRows.some((row) => row.removed) ||
      call.serverFields.some((field) => field.removed)
    );
  }

  const unresolved = (call) =>
    cellsOf(call).filter((one) => one.by).length + [...call.rows, ...call.fields].filter((one) => one.removedBy).length;

  const inHand = (one) => one.input !== null && document.activeElement === one.input && document.hasFocus();

  /** Somebody else's value; true if the agent has to choose. */
  function mergeCell(one, theirs, by) {
    const before = canon(one.kind, one.base);
    if (canon(one.kind, theirs) === before) return Boolean(one.by);
    const mine = canon(one.kind, one.now);
    one.base = theirs;
    if (mine === canon(one.kind, theirs)) {
      one.by = null;
    } else if (mine === before && !inHand(one)) {
      one.now = theirs;
      one.by = null;
      one.touched = false;
      one.soft = by;
    } else {
      one.by = by;
    }
    return Boolean(one.by);
  }

  /** Which row of theirs is which of ours: equal ones by the longest common subsequence, the rest in order. */
  function align(rows, items) {
    const keys = rows.map((row) => PARTS.map((part) => row.cells[part].base).join('\u0000'));
    const theirs = items.map((item) => PARTS.map((part) => item[part]).join('\u0000'));
    const [n, m] = [keys.length, theirs.length];
    const best = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
    for (let i = n - 1; i >= 0; i -= 1) {
      for (let j = m - 1; j >= 0; j -= 1) {
        best[i][j] = keys[i] === theirs[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
      }
    }
    const pairs = [];
    let left = [];
    let right = [];
    const close = () => {
      for (let k = 0; k < Math.max(left.length, right.length); k += 1) pairs.push([left[k] ?? null, right[k] ?? null]);
      left = [];
      right = [];
    };
    let [i, j] = [0, 0];
    while (i < n || j < m) {
      if (i < n && j < m && keys[i] === theirs[j]) {
        close();
        pairs.push([rows[i], items[j]]);
        i += 1;
        j += 1;
      } else if (j >= m || (i < n && best[i + 1][j] >= best[i][j + 1])) {
        left.push(rows[i]);
        i += 1;
      } else {
        right.push(items[j]);
        j += 1;
      }
    }
    close();
    return pairs;
  }

  /** Brings in somebody else's version; true if the agent has to choose something. */
  function merge(call, data, version, by) {
    const given = texts(data);
    call.mergedFrom = call.version;
    call.version = version;
    call.rest = given.rest;
    mergeCell(call.notes, given.notes, by);

    const rows = [];
    let after = null;
    const place = (row) => call.rows.splice(after ? call.rows.indexOf(after) + 1 : 0, 0, row);
    for (const [row, item] of align(call.serverRows, given.items)) {
      if (row && item) {
        const changed = PARTS.some((part) => canon(KINDS[part], item[part]) !== canon(KINDS[part], row.cells[part].base));
        if (row.removed && changed) {
          // Removed here, changed there: it is back, for the agent to see.
          row.removed = false;
          for (const part of PARTS) Object.assign(row.cells[part], { base: item[part], now: item[part], by: null });
          row.soft = `changed by ${by} after you removed it`;
          place(row);
        } else {
          for (const part of PARTS) mergeCell(row.cells[part], item[part], by);
        }
        rows.push(row);
        if (!row.removed) after = row;
      } else if (row) {
        const kept = !row.removed && Object.values(row.cells).some((one) => differs(one) || inHand(one));
        if (kept) {
          row.added = true;
          row.removedBy = by;
          for (const one of Object.values(row.cells)) one.by = null;
          after = row;
        } else {
          call.rows = call.rows.filter((one) => one !== row);
        }
      } else {
        const added = newRow(item, false);
        added.soft = `added by ${by}`;
        rows.push(added);
        place(added);
        after = added;
      }
    }
    call.serverRows = rows;

    const known = new Map([...call.serverFields, ...call.fields].map((field) => [field.key, field]));
    const fields = [];
    for (const [key, value] of given.fields) {
      const field = known.get(key);
      known.delete(key);
      if (!field) {
        const added = newField(key, value, false);
        added.soft = `added by ${by}`;
        call.fields.push(added);
        fields.push(added);
        continue;
      }
      if (field.removed && canon('text', value) !== field.value.base) {
        field.removed = false;
        Object.assign(field.value, { base: value, now: value, by: null });
        field.soft = `changed by ${by} after you removed it`;
        call.fields.push(field);
      } else if (field.added) {
        field.added = false;
        field.removedBy = null;
        field.value.base = value;
        field.value.by = field.value.now === value ? null : by;
      } else {
        mergeCell(field.value, value, by);
      }
      fields.push(field);
    }
    for (const field of known.values()) {
      if (field.added) continue;
      if (!field.removed && (differs(field.value) || inHand(field.value))) {
        field.added = true;
        field.removedBy = by;
        field.value.by = null;
      } else {
        call.fields = call.fields.filter((one) => one !== field);
      }
    }
    call.serverFields = fields;
    return unresolved(call) > 0;
  }

  /** What is saved, and what was saved with it; or what is wrong. */
  function collect(call) {
    const problems = [];
    const wrong = (one, words) => problems.push({ input: one.input, words });
    call.rows = call.rows.filter((row) => {
      const { description, price } = row.cells;
      const blank = row.added && !row.removedBy && !description.now.trim() && !price.now.trim();
      row.removed ||= blank;
      return !blank;
    });
    call.fields = call.fields.filter((field) => {
      const blank = field.added && !field.removedBy && !field.key.trim() && !field.value.now.trim();
      field.removed ||= blank;
      return !blank;
    });
    const items = call.rows.map((row) => {
      const quantity = parseQuantity(row.cells.quantity.now);
      const price = parseCents(row.cells.price.now);
      if (quantity === null) wrong(row.cells.quantity, 'A quantity is a whole number.');
      if (price === null) wrong(row.cells.price, 'A price looks like 24.50.');
      return { description: row.cells.description.now, quantity, price_cents: price };
    });
    if (items.length > 200) problems.push({ input: null, words: 'At most 200 items.' });
    const seen = new Set();
    const fields = call.fields.map((field) => {
      const key = field.key.trim();
      const input = { input: field.dom?.key ?? null };
      if (!key) wrong(input, 'A field needs a name.');
      else if (seen.has(key)) wrong(input, `There are two fields “${key}”.`);
      seen.add(key);
      return [key, field.value.now];
    });
    const { number = '', name: known = '' } = call.caller;
    const data = {
      ...call.rest,
      caller: call.rest.caller ?? { number: text(number), name: text(known) },
      items,
      currency: call.rest.currency || 'USD',
      notes: call.notes.now,
      fields: Object.fromEntries(fields),
    };
    const length = new TextEncoder().encode(JSON.stringify(data)).length;
    if (length > 65_536) problems.push({ input: null, words: `The data are too long: ${length} of 65536 octets.` });
    return {
      data,
      problems,
      rows: [...call.rows],
      fields: [...call.fields],
      values: cellsOf(call).map((one) => [one, one.kind === 'price' ? dollars(parseCents(one.now) ?? 0) : one.kind === 'quantity' ? one.now.trim() : one.now]),
    };
  }

  function save(call) {
    if (call.inflight) return;
    call.status = '';
    const open = unresolved(call);
    if (open) {
      call.choosing = true;
      renderCall();
      document.querySelector('.marks button')?.focus();
      return;
    }
    const collected = collect(call);
    if (collected.problems.length) {
      call.status = collected.problems[0].words;
      renderCall();
      collected.problems[0].input?.focus();
      return;
    }
    const id = ++desk.edits;
    if (!desk.welcomed || !tell({ type: 'edit', id, call: call.id, version: call.version, data: collected.data })) {
      call.status = 'Not connected: save again when the connection is back.';
      renderCall();
      return;
    }
    call.inflight = { id, ...collected };
    call.status = 'Saving …';
    renderCall();
  }

  /** The edit in flight is saved. */
  function settle(call, version) {
    const { rows, fields, values, data } = call.inflight;
    call.inflight = null;
    call.version = version;
    call.resent = 0;
    const { items: _i, notes: _n, fields: _f, ...rest } = data;
    call.rest = rest;
    for (const [one, value] of values) {
      one.base = value;
      one.by = null;
      one.soft = null;
      if (!differs(one)) {
        one.touched = false;
        if (!inHand(one)) one.now = value;
      }
    }
    for (const one of [...rows, ...fields]) {
      one.added = false;
      one.removedBy = null;
      one.soft = null;
      if (one.key !== undefined) one.key = one.key.trim();
    }
    call.serverRows = rows;
    call.serverFields = fields;
    call.choosing = false;
    call.status = 'Saved.';
  }

  const byEdit = (id) => [...calls.values()].find((call) => call.inflight && call.inflight.id === id);

  function onEdited(message) {
    const call = byEdit(message.id);
    if (!call) return;
    settle(call, message.version);
    renderCall();
  }

  function onConflict(message) {
    const call = byEdit(message.id);
    if (!call) return;
    call.inflight = null;
    if (message.version > call.version) merge(call, message.data, message.version, 'somebody else');
    if (unresolved(call)) {
      call.choosing = true;
      call.status = '';
    } else if (isDirty(call) && call.resent < 3) {
      // Nothing that both changed: what the agent typed goes on top.
      call.resent += 1;
      save(call);
      return;
    } else {
      call.status = isDirty(call) ? 'Somebody else was faster. Save again.' : 'Saved.';
    }
    renderCall();
    document.querySelector('.marks button')?.focus();
  }

  function onError(message) {
    const call = message.id === undefined ? null : byEdit(message.id);
    const words = text(message.text) || 'The server refused.';
    if (call) {
      call.inflight = null;
      call.status = `Not saved: ${words}`;
      renderCall();
    }
    alarm(words);
  }

  // ---- the telephone -------------------------------------------------------------------------

  const phoneState = () => (phone.line && phone.socket ? String(phone.line.state) : 'unknown');

  function dial(message) {
    if (!phone.socket || phone.socket.readyState !== WebSocket.OPEN) {
      alarm('The telephone is not connected.');
      return false;
    }
    phone.socket.send(JSON.stringify(message));
    return true;
  }

  function connectPhone() {
    clearTimeout(phone.timer);
    if (!me || typeof me.telephone !== 'string') return;
    phone.taken = false;
    setPhoneConnection('connecting');
    let socket;
    try {
      socket = new WebSocket(me.telephone);
    } catch {
      setPhoneConnection('failed', 'no address');
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
      forwardState();
      if (event.code === 4001) {
        phone.taken = true;
        setPhoneConnection('taken', 'used elsewhere');
        announce('The telephone is used elsewhere.');
      } else {
        const delay = wait(phone.tries++);
        setPhoneConnection('reconnecting');
        const own = session;
        phone.timer = setTimeout(() => againPhone(own), delay);
      }
      renderPhone();
    };
    renderPhone();
  }

  async function againPhone(own) {
    // The address may have changed; the telephone works without the server too.
    const found = await fetchMe();
    if (own !== session || phone.socket) return;
    if (found && typeof found === 'object') me = found;
    connectPhone();
  }

  function setPhoneConnection(state, words) {
    word($('phone-connection'), state, words);
    $('phone-pill').dataset.state = state;
  }

  function onLine(line) {
    const before = phone.line;
    phone.line = line;
    phone.tries = 0;
    setPhoneConnection('connected');
    learn({ number: line.number, name: line.name });
    if (line.ringing) learn({ number: line.ringing.caller, name: line.ringing.name });
    if (line.hook === 'on' || before?.state !== line.state) phone.leaving = 0;
    if (line.hook === 'on' && before?.hook === 'off') $('transfer-number').value = '';
    const waiting = phone.waiting;
    if (waiting && line.tone === waiting.tone) {
      stopWaiting();
      waiting.then();
    }
    forwardState();
    renderPhone();
  }

  /** Does something as soon as the telephone has the tone. */
  function whenTone(tone, words, then) {
    stopWaiting();
    if (phone.line?.tone === tone) {
      then();
      return;
    }
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

  function answer() {
    if (phone.line && phone.line.hook === 'on') dial({ type: 'hook', hook: 'off' });
  }

  function flash() {
    if (phone.line && phone.line.hook === 'off') dial({ type: 'flash' });
  }

  function hangUp() {
    stopWaiting();
    if (phone.line && phone.line.hook === 'off' && dial({ type: 'hook', hook: 'on' })) {
      // Until the line knows that it is no flash.
      phone.leaving = performance.now();
      const then = phone.leaving;
      setTimeout(() => {
        if (phone.leaving === then) phone.leaving = 0;
        renderPhone();
      }, 2000);
      renderPhone();
    }
  }

  function checked(input) {
    const digits = digitsOf(input.value);
    const good = /^[0-9*#]{1,32}$/.test(digits);
    input.setAttribute('aria-invalid', String(!good));
    if (good) return digits;
    input.focus();
    alarm('A number has digits, * and # only.');
    return null;
  }

  function dialDigits(event) {
    event.preventDefault();
    const digits = checked($('digits'));
    if (!digits || !phone.line) return;
    calm();
    const done = () => {
      if (dial({ type: 'digits', digits })) $('digits').value = '';
    };
    if (phone.line.hook === 'off') done();
    else if (dial({ type: 'hook', hook: 'off' })) whenTone('dial', 'There was no dial tone.', done);
  }

  function transferTo(event) {
    event.preventDefault();
    if ($('transfer').disabled) return;
    const digits = checked($('transfer-number'));
    if (!digits || !phone.line) return;
    calm();
    const done = () => dial({ type: 'digits', digits });
    if (phone.line.tone === 'recall_dial') done();
    else if (dial({ type: 'flash' })) whenTone('recall_dial', 'The switch gave no dial tone after the flash.', done);
  }

  function press(key) {
    if (phone.line?.hook === 'off') dial({ type: 'digits', digits: key });
    else $('digits').value += key;
  }

  // ---- showing -------------------------------------------------------------------------------

  function renderHeader() {
    if (!me) return;
    say($('agent-name'), me.name || agent);
    sayNumber($('agent-number'), me.number);
    word($('agent-state'), agentState || 'unknown', agentState === 'wrap_up' ? 'wrap-up' : undefined);
    for (const [id, state] of [['ready', 'ready'], ['away', 'away'], ['wrap-up', 'wrap_up']]) {
      $(id).setAttribute('aria-pressed', String(agentState === state));
    }
    $('ready').disabled = !desk.welcomed;
    $('away').disabled = !desk.welcomed;
    title();
  }

  function title() {
    if (!me) return;
    const ringing = phone.line?.state === 'ringing' ? phone.line.ringing : null;
    const words = ringing ? `☎ ${ringing.name || ringing.caller} – ${me.name || agent}` : `${me.name || agent}’s desk`;
    if (document.title !== words) document.title = words;
  }

  function renderPhone() {
    const { line } = phone;
    const state = phoneState();
    const held = line?.held ?? [];
    const off = line?.hook === 'off';
    const there = Boolean(line && phone.socket);
    word($('phone-state'), state, phone.leaving && off ? 'hanging up' : state === 'unknown' ? 'not connected' : state);
    $('phone-screen').dataset.state = state;

    const ringing = line?.ringing;
    const words = ringing ? `${ringing.recall ? 'Comes back from hold: ' : ''}${ringing.name ? `${ringing.name} ` : ''}${ringing.caller}` : '';
    say($('ringing'), words);
    say($('urgent'), words ? `Ringing: ${words}` : '');
    $('ringing').hidden = !words;

    const rows = [['hears', line?.hears], ['held', line?.held]];
    for (const [id, numbers] of rows) {
      $(`${id}-row`).hidden = !numbers?.length;
      sayParties($(id), numbers);
    }
    $('tone-row').hidden = !line || line.tone === 'silence' || !line.tone;
    word($('tone'), line?.tone ?? 'silence');
    $('announcement-row').hidden = !line?.announcement;
    say($('announcement'), line?.announcement ? `“${line.announcement}”` : '');

    say($('answer'), ringing || !there ? 'Answer' : 'Lift handset');
    $('answer').disabled = !there || off;
    $('answer').classList.toggle('primary', Boolean(ringing));
    $('flash').disabled = !there || !off || Boolean(phone.leaving);
    $('hang-up').disabled = !there || !off || Boolean(phone.leaving);
    $('dial').disabled = !there || Boolean(phone.waiting);
    $('take-back').hidden = !phone.taken;

    const talking = state === 'talking';
    const consulting = held.length > 0;
    const busy = Boolean(phone.waiting) || Boolean(phone.leaving);
    $('transfer').disabled = busy || !((talking && !consulting) || line?.tone === 'recall_dial');
    $('join').disabled = busy || !(talking && consulting);
    $('leave').disabled = busy || !(state === 'conference' || (consulting && (talking || state === 'calling')));
    $('back').disabled = busy || !consulting || talking;
    for (const id of ['transfer', 'join', 'leave']) $(id).classList.remove('primary');
    if (talking && consulting) $('join').classList.add('primary');
    else if (state === 'conference') $('leave').classList.add('primary');
    say($('transfer-status'), transferWords(line, state, consulting));
    renderTransfer();
    title();
  }

  function transferWords(line, state, consulting) {
    if (!line) return '';
    if (phone.waiting) return phone.waiting.tone === 'recall_dial' ? 'Flash sent; waiting for the dial tone …' : 'Waiting for the dial tone …';
    if (state === 'conference') return 'Everybody talks. Leave to let them go on without you.';
    if (consulting && state === 'talking') return 'The caller is on hold. Join everybody, or leave and connect the two.';
    if (consulting && state === 'calling') return 'Calling. Leave to transfer without waiting, or go back to the caller.';
    if (consulting && line.tone === 'recall_dial') return 'The caller is on hold. Dial, or go back to the caller.';
    if (consulting && (state === 'busy' || state === 'announcement')) return 'It did not work. Go back to the caller.';
    return '';
  }

  function renderTransfer() {
    const line = phone.line;
    const inCall = Boolean(line && (line.hears?.length || line.held?.length || line.state === 'held'));
    $('transfer-card').hidden = !inCall && !(selected && selected.phase !== 'ended');
  }

  const PHASES = { transfer_started: 'transfer started', conferenced: 'conference' };

  function renderCall() {
    renderTabs();
    renderTransfer();
    const call = selected;
    $('no-call').hidden = Boolean(call) || !$('transfer-card').hidden;
    $('call-card').hidden = !call;
    $('data-form').hidden = !call;
    if (!call) {
      bind(null);
      return;
    }
    say($('caller-name'), call.caller.name || 'Unknown caller');
    sayNumber($('caller-number'), call.caller.number);
    const reason = call.phase === 'ended' && call.reason ? ` (${call.reason.replaceAll('_', ' ')})` : '';
    word($('call-phase'), call.phase, `${PHASES[call.phase] ?? call.phase.replaceAll('_', ' ')}${reason}`);
    $('close-call').hidden = call.phase !== 'ended';
    sayNumber($('dialled'), call.dialled || '–');
    $('from-row').hidden = !call.from;
    if (call.from) sayParties($('from'), [call.from.number]);
    sayParties($('parties'), call.parties);
    say($('version'), call.version);
    renderForm(call);
  }

  function renderTabs() {
    const box = $('calls');
    box.hidden = calls.size < 2;
    const list = [...calls.values()];
    const key = JSON.stringify(list.map((call) => [call.id, call.caller.name, call.caller.number, call.phase, call === selected]));
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    const focused = box.contains(document.activeElement) ? document.activeElement.id : '';
    box.replaceChildren(
      ...list.map((call) =>
        make(
          'button',
          {
            type: 'button',
            id: `call-${call.id}`,
            'data-testid': `call-${call.id}`,
            'aria-pressed': String(call === selected),
            onclick: () => {
              selected = call;
              renderCall();
            },
          },
          make('span', { text: call.caller.name || call.caller.number || `Call ${call.id}` }),
          make('span', { class: 'muted small', text: PHASES[call.phase] ?? call.phase.replaceAll('_', ' ') }),
        ),
      ),
    );
    if (focused) $(focused)?.focus();
  }

  let bound = null;

  /** Ties the form's inputs to a call. */
  function bind(call) {
    if (bound === call) return;
    if (bound) {
      for (const one of cellsOf(bound)) one.input = null;
      for (const one of [...bound.rows, ...bound.fields]) one.dom = null;
    }
    bound = call;
    $('items').replaceChildren();
    $('fields').replaceChildren();
    $('notes-marks').replaceChildren();
    delete $('notes-marks').dataset.key;
    $('notes').value = '';
    if (call) call.notes.input = $('notes');
  }

  function fill(input, one) {
    if (input.value !== one.now) input.value = one.now;
    const bad = canon(one.kind, one.now).startsWith('?') && one.kind !== 'text';
    input.setAttribute('aria-invalid', String(bad));
    input.classList.toggle('changed', differs(one));
    input.classList.toggle('contested', Boolean(one.by));
  }

  function typed(one, input) {
    one.now = input.value;
    one.touched = true;
    one.soft = null;
    if (one.by && !differs(one)) one.by = null;
    if (selected) selected.status = '';
    renderCall();
  }

  function left(one) {
    if (one.kind === 'price' && parseCents(one.now) !== null && one.now.trim() !== '') one.now = dollars(parseCents(one.now));
    // The cursor was there, but nothing was typed: nothing of the agent's gets lost.
    if (one.by && !one.touched) {
      one.soft = one.by;
      one.now = one.base;
      one.by = null;
    }
    renderCall();
  }

  function inputFor(one, attributes) {
    const input = make('input', {
      autocomplete: 'off',
      ...attributes,
      oninput: () => typed(one, input),
      onfocus: () => {
        if (!differs(one)) one.touched = false;
      },
      onblur: () => setTimeout(() => left(one), 0),
    });
    one.input = input;
    return input;
  }

  /** What others changed, with the choice where there is one. */
  function marks(box, list) {
    const key = JSON.stringify(list.map((mark) => [mark.id, mark.words, mark.mine, mark.theirs]));
    if ((box.dataset.key ?? '[]') === key) return;
    box.dataset.key = key;
    box.replaceChildren(
      ...list.map((mark) => {
        const line = make('p', { class: mark.take ? 'mark open' : 'mark', 'data-testid': `${mark.id}-changed` }, make('span', { text: mark.words }));
        if (mark.take) {
          const option = (which, label, value, act) =>
            make(
              'button',
              { type: 'button', 'data-testid': `${mark.id}-${which}`, id: `${mark.id}-${which}`, onclick: act },
              make('b', { text: label }),
              value === null ? '' : ` ${value}`,
            );
          line.append(
            make('span', { class: 'choice', role: 'group', 'aria-label': mark.words }, option('mine', 'Mine', mark.mine, mark.keep), option('theirs', 'Theirs', mark.theirs, mark.take)),
          );
        }
        return line;
      }),
    );
  }

  const brief = (value) => (value === '' ? '(empty)' : value.length > 60 ? `${value.slice(0, 59)}…` : value);

  function cellMark(one, id, what) {
    if (one.by) {
      return {
        id,
        words: `${what} changed by ${one.by}`,
        mine: brief(one.now),
        theirs: brief(one.base),
        keep: () => {
          one.by = null;
          resolved();
        },
        take: () => {
          one.now = one.base;
          one.by = null;
          one.touched = false;
          resolved();
        },
      };
    }
    return one.soft ? { id, words: `${what} changed by ${one.soft}` } : null;
  }

  function rowMark(list, row, id, what) {
    if (row.removedBy) {
      return {
        id,
        words: `${what} removed by ${row.removedBy}`,
        mine: 'keep it',
        theirs: 'remove it',
        keep: () => {
          row.removedBy = null;
          resolved();
        },
        take: () => {
          row.removedBy = null;
          list().splice(list().indexOf(row), 1);
          resolved();
        },
      };
    }
    return row.soft ? { id, words: `${what} ${row.soft}` } : null;
  }

  function resolved() {
    renderCall();
    (document.querySelector('.marks .choice button') ?? $('save')).focus();
  }

  /** Puts the elements of the rows in their order, moving as few as possible. */
  function arrange(box, elements) {
    for (const child of [...box.children]) if (!elements.includes(child)) child.remove();
    elements.forEach((element, place) => {
      if (box.children[place] !== element) box.insertBefore(element, box.children[place] ?? null);
    });
  }

  function itemDom(call, row) {
    const { description, quantity, price } = row.cells;
    const dom = {
      description: inputFor(description, { type: 'text', 'aria-label': 'Description' }),
      quantity: inputFor(quantity, { type: 'text', inputmode: 'numeric', class: 'right', 'aria-label': 'Quantity' }),
      price: inputFor(price, { type: 'text', inputmode: 'decimal', class: 'right', 'aria-label': 'Price', placeholder: '0.00' }),
      sum: make('td', { class: 'c-sum right' }),
      marks: make('div', { class: 'marks' }),
    };
    dom.remove = make('button', {
      type: 'button',
      class: 'quiet x',
      text: '×',
      onclick: () => {
        const next = call.rows[call.rows.indexOf(row) + 1] ?? call.rows[call.rows.indexOf(row) - 1];
        row.removed = true;
        call.rows = call.rows.filter((one) => one !== row);
        call.status = '';
        renderCall();
        (next?.dom?.remove ?? $('add-item')).focus();
      },
    });
    dom.line = make(
      'tr',
      {},
      make('td', { class: 'c-what' }, dom.description),
      make('td', { class: 'c-many' }, dom.quantity),
      make('td', { class: 'c-price' }, dom.price),
      dom.sum,
      make('td', { class: 'c-x' }, dom.remove),
    );
    dom.note = make('tr', { class: 'note' }, make('td', { colspan: '5' }, dom.marks));
    return dom;
  }

  function fieldDom(call, field) {
    const dom = {
      key: make('input', {
        type: 'text',
        autocomplete: 'off',
        'aria-label': 'Name of the field',
        placeholder: 'name',
        oninput: () => {
          field.key = dom.key.value;
          call.status = '';
          renderCall();
        },
      }),
      value: inputFor(field.value, { type: 'text', placeholder: 'value' }),
      marks: make('div', { class: 'marks' }),
    };
    dom.remove = make('button', {
      type: 'button',
      class: 'quiet x',
      text: '×',
      onclick: () => {
        field.removed = true;
        call.fields = call.fields.filter((one) => one !== field);
        call.status = '';
        renderCall();
        $('add-field').focus();
      },
    });
    dom.line = make('div', { class: 'pair' }, dom.key, dom.value, dom.remove, dom.marks);
    return dom;
  }

  const present = (list) => list.filter(Boolean);

  function renderForm(call) {
    bind(call);
    const symbol = !call.rest.currency || call.rest.currency === 'USD' ? '$' : `${call.rest.currency} `;
    say($('currency'), ` (${symbol.trim()})`);
    let total = 0n;
    let known = true;

    call.rows.forEach((row, place) => {
      row.dom ??= itemDom(call, row);
      const { dom } = row;
      for (const part of PARTS) {
        name(dom[part], `item-${place}-${part}`);
        fill(dom[part], row.cells[part]);
        dom[part].setAttribute('aria-label', `${part[0].toUpperCase()}${part.slice(1)} of item ${place + 1}`);
      }
      name(dom.remove, `item-${place}-remove`);
      dom.remove.setAttribute('aria-label', `Remove item ${place + 1}`);
      const [many, price] = [parseQuantity(row.cells.quantity.now), parseCents(row.cells.price.now)];
      const sum = many === null || price === null ? null : BigInt(many) * BigInt(price);
      if (sum === null) known = false;
      else total += sum;
      say(dom.sum, sum === null ? '?' : dollars(sum, { symbol }));
      marks(
        dom.marks,
        present([
          rowMark(() => call.rows, row, `item-${place}`, 'Item'),
          ...PARTS.map((part) => cellMark(row.cells[part], `item-${place}-${part}`, part[0].toUpperCase() + part.slice(1))),
        ]),
      );
      dom.note.hidden = !dom.marks.childElementCount;
    });
    arrange($('items'), call.rows.flatMap((row) => [row.dom.line, row.dom.note]));
    say($('total'), `${dollars(total, { symbol })}${known ? '' : ' + ?'}`);
    $('add-item').disabled = call.rows.length >= 200;

    fill($('notes'), call.notes);
    marks($('notes-marks'), present([cellMark(call.notes, 'notes', 'Notes')]));

    call.fields.forEach((field, place) => {
      field.dom ??= fieldDom(call, field);
      const { dom } = field;
      name(dom.key, `field-${place}-key`);
      name(dom.value, `field-${place}-value`);
      name(dom.remove, `field-${place}-remove`);
      dom.key.readOnly = !field.added || Boolean(field.removedBy);
      if (dom.key.value !== field.key) dom.key.value = field.key;
      dom.value.setAttribute('aria-label', field.key || 'Value of the field');
      dom.remove.setAttribute('aria-label', `Remove the field ${field.key}`);
      fill(dom.value, field.value);
      marks(
        dom.marks,
        present([rowMark(() => call.fields, field, `field-${place}`, 'Field'), cellMark(field.value, `field-${place}-value`, field.key)]),
      );
    });
    arrange($('fields'), call.fields.map((field) => field.dom.line));

    const open = unresolved(call);
    if (!open) call.choosing = false;
    $('choose').hidden = !call.choosing;
    say($('choose'), call.choosing ? `Somebody else was faster. Choose mine or theirs for ${open === 1 ? 'the marked field' : `the ${open} marked fields`}, then save.` : '');
    renderSave();
  }

  function renderSave() {
    const call = selected;
    if (!call) return;
    const dirty = isDirty(call);
    $('save').disabled = Boolean(call.inflight) || !dirty || !desk.welcomed;
    const idle = dirty ? (desk.welcomed ? 'Unsaved changes' : 'Unsaved changes; not connected') : '';
    say($('save-status'), call.inflight ? 'Saving …' : (dirty && call.status === 'Saved.' ? '' : call.status) || idle);
  }

  // ---- the list of events --------------------------------------------------------------------

  const who = (party) => (party && typeof party === 'object' ? party.name || party.number || '?' : nameOf(party) || text(party) || '?');
  const whoAll = (numbers) => (Array.isArray(numbers) && numbers.length ? numbers.map(who).join(', ') : 'nobody');

  function eventWords(event) {
    switch (event.type) {
      case 'call.offered':
        return `${who(event.caller)} calls ${text(event.dialled)}${event.from ? `, from ${who(event.from)}` : ''}`;
      case 'call.connected':
        return `connected with ${whoAll(event.with)}`;
      case 'call.transfer_started':
        return `${me && event.from === me.number ? 'you call' : `${who(event.from)} calls`} ${who(event.to)} to transfer`;
      case 'call.conferenced':
        return `joined: ${whoAll(event.parties)}`;
      case 'call.transferred':
        return `transferred by ${who(event.from)} to ${who(event.to)}`;
      case 'call.ended':
        return `ended: ${text(event.reason).replaceAll('_', ' ')}`;
      case 'call.data': {
        const paths = (Array.isArray(event.changes) ? event.changes : []).map((change) => text(change?.path));
        const some = paths.slice(0, 3).join(', ') + (paths.length > 3 ? ` and ${paths.length - 3} more` : '');
        return `${event.by === agent ? 'you' : text(event.by)} changed ${some || 'the data'}`;
      }
      default:
        return text(event.type);
    }
  }

  function log(event) {
    const at = new Date(event.at);
    const valid = !Number.isNaN(at.getTime());
    const line = make(
      'li',
      { 'data-type': text(event.type), 'data-seq': String(event.seq) },
      make('time', { datetime: valid ? at.toISOString() : '', text: valid ? at.toLocaleTimeString([], { hour12: false }) : '' }),
      make('span', { class: 'of muted', text: `#${text(event.call)}`, title: `Call ${text(event.call)}, event ${event.seq}` }),
      make('span', { text: eventWords(event) }),
    );
    const list = $('history');
    list.prepend(line);
    while (list.childElementCount > 300) list.lastElementChild.remove();
    $('no-events').hidden = true;
  }

  // ---- wiring --------------------------------------------------------------------------------

  $('sign-in-form').addEventListener('submit', signIn);
  $('sign-out').addEventListener('click', signOut);
  $('alert-close').addEventListener('click', calm);
  for (const state of ['ready', 'away']) {
    $(state).addEventListener('click', () => {
      if (!tell({ type: 'state', state })) alarm('Not connected: your state was not changed.');
    });
  }
  $('answer').addEventListener('click', answer);
  $('flash').addEventListener('click', flash);
  $('hang-up').addEventListener('click', hangUp);
  $('dial-form').addEventListener('submit', dialDigits);
  $('transfer-form').addEventListener('submit', transferTo);
  $('join').addEventListener('click', flash);
  $('back').addEventListener('click', flash);
  $('leave').addEventListener('click', hangUp);
  $('take-back').addEventListener('click', connectPhone);
  $('close-call').addEventListener('click', () => {
    if (!selected || selected.phase !== 'ended') return;
    calls.delete(selected.id);
    selected = null;
    choose();
    renderCall();
  });
  $('notes').addEventListener('input', () => selected && typed(selected.notes, $('notes')));
  $('notes').addEventListener('focus', () => {
    if (selected && !differs(selected.notes)) selected.notes.touched = false;
  });
  $('notes').addEventListener('blur', () => {
    const call = selected;
    if (call) setTimeout(() => left(call.notes), 0);
  });
  $('add-item').addEventListener('click', () => {
    if (!selected) return;
    const row = newRow({ description: '', quantity: '1', price: '' }, true);
    selected.rows.push(row);
    selected.status = '';
    renderCall();
    row.cells.description.input.focus();
  });
  $('add-field').addEventListener('click', () => {
    if (!selected) return;
    const field = newField('', '', true);
    selected.fields.push(field);
    selected.status = '';
    renderCall();
    field.dom.key.focus();
  });
  $('data-form').addEventListener('submit', (event) => {
    event.preventDefault();
    if (selected && !$('save').disabled) save(selected);
  });
  for (const key of '123456789*0#') {
    const id = `key-${key === '*' ? 'star' : key === '#' ? 'hash' : key}`;
    $('keypad').append(make('button', { type: 'button', id, 'data-testid': id, text: key, onclick: () => press(key) }));
  }
  $('keypad-box').open = matchMedia('(min-width: 760px)').matches;

  document.addEventListener('keydown', (event) => {
    if ($('desk').hidden || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const id = { F2: 'answer', F4: 'flash', F8: 'hang-up' }[event.key];
    if (!id) return;
    event.preventDefault();
    if (!event.repeat) $(id).click();
  });
  window.addEventListener('online', () => {
    if (me && !desk.socket) againDesk();
  });
  window.addEventListener('beforeunload', (event) => {
    if ([...calls.values()].some(isDirty)) event.preventDefault();
  });

  $('agent').value = agent;
  begin();
})();
