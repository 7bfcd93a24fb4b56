"use strict";
// The web chat: sends what the member taps and types, draws what the server answers. Nothing of the conversation is stored.
(() => {
  const SECONDS = 1000;
  const LONGEST_WAIT = 15 * SECONDS;
  const TIMEOUT = 30 * SECONDS;
  const TYPING_AFTER = 400;
  const PREFERENCES = { size: ["normal", "large", "larger"], theme: ["auto", "light", "dark"] };
  const byId = (id) => document.getElementById(id);

  // ---- Preferences: all that is ever kept in the browser ----

  function preference(name) {
    let value = null;
    try { value = localStorage.getItem(`tusoi-${name}`); } catch { /* storage may be forbidden: the default then */ }
    return PREFERENCES[name].includes(value) ? value : PREFERENCES[name][0];
  }

  function prefer(name, value) {
    try { localStorage.setItem(`tusoi-${name}`, value); } catch { /* it then lasts until the page is closed */ }
    document.documentElement.dataset[name] = value;
  }

  function colourBrowserBar() {
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
    document.querySelector("meta[name=theme-color]").content = colour;
  }

  // ---- Sending: one event at a time, in order, each with an id of its own until it has gone through ----

  const queue = [];
  const held = []; // what was pushed while an answer is awaited: the answer is drawn first
  let sending = false;
  let halted = false;
  let reloading = false;
  let stream = null;
  let wake = () => {};

  function newId() { // not crypto.randomUUID: it is missing on plain http, as in a cell's own network
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // item: {event, button?, echo?, tick?, secret?}; event is the body without its id.
  function send(item) {
    queue.push({ ...item, body: JSON.stringify({ id: newId(), ...item.event }) });
    expecting = true;
    pump();
  }

  async function pump() {
    if (sending) return;
    sending = true;
    while (queue.length && !halted) {
      const typing = setTimeout(() => { page.typing.hidden = false; }, TYPING_AFTER);
      const answer = await deliver(queue[0].body);
      clearTimeout(typing);
      page.typing.hidden = true;
      if (halted) break;
      const item = queue.shift();
      item.button?.classList.remove("pressed");
      item.button?.removeAttribute("aria-busy");
      if (answer) receive(answer, item); else giveBack(item);
    }
    sending = false;
    showHeld();
    if (reloading && !queue.length) location.reload();
  }

  // The answer; null when the server will never take this event. Everything passing is tried again with the same id.
  async function deliver(body) {
    for (let wait = 1 * SECONDS; !halted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const { status, answer, after } = await attempt(body);
      if (answer) { say(""); return answer; }
      if (status === 401 || status === 403) { halt(); return null; }
      if (status === 429) { say("busy"); await pause(after); continue; }
      if (status && status < 500 && status !== 408) return null;
      say("reconnecting");
      page.typing.hidden = true;
      showHeld();
      await pause(wait);
    }
    return null;
  }

  async function attempt(body) {
    try {
      return await post("/api/events", body, async (response) => ({
        status: response.status,
        after: (Number(response.headers.get("Retry-After")) || 5) * SECONDS,
        // A captive portal answers 200 with a page of its own: json() throws, and it is tried again.
        answer: response.ok ? await response.json() : null,
      }));
    } catch { return {}; }
  }

  async function post(address, body, read) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT);
    try {
      const headers = { "X-Tusoi": "1", "Content-Type": "application/json" };
      return await read(await fetch(address, {
        method: "POST", credentials: "same-origin", cache: "no-store", headers, body, signal: stop.signal,
      }));
    } finally { clearTimeout(timer); }
  }

  function pause(time) { // or until the network is back
    return new Promise((done) => { wake = done; setTimeout(done, time); });
  }

  function halt() {
    halted = true;
    stream?.close();
    say("refused");
    page.reload.hidden = false;
  }

  function giveBack(item) {
    say("failed");
    if (item.event.text && !item.secret && !page.text.value) { page.text.value = item.event.text; fitText(); }
    item.bubble?.remove();
  }

  function say(key) { page.status.textContent = key ? page.status.dataset[key] : ""; }

  function listen(wait) {
    stream = new EventSource("/api/stream");
    stream.addEventListener("open", () => { wait = 1 * SECONDS; });
    stream.addEventListener("message", (event) => { held.push(JSON.parse(event.data)); if (!sending) showHeld(); });
    stream.addEventListener("reload", () => { reloading = true; if (!queue.length) location.reload(); });
    stream.addEventListener("error", () => { // it reconnects by itself, but not after an HTTP error
      if (stream.readyState === EventSource.CLOSED && !halted) setTimeout(() => listen(Math.min(2 * wait, 60 * SECONDS)), wait);
    });
  }

  function showHeld() { while (held.length) receive(held.shift(), {}); }

  // ---- Drawing ----

  const seen = new Set(); // message ids: the same message may come as an answer and as a push
  let cards = new WeakMap(); // article -> the message it shows

  function receive(answer, item) {
    const fresh = answer.messages.filter((message) => !seen.has(message.id));
    // A tap that moves the same card on needs no echo; one that is answered below it does.
    if (item.echo && fresh.length && !fresh.some((message) => find(message.replaces))) drawMine(item.echo);
    if (fresh.length) show(fresh, item.tick);
    if (!stream && !halted) listen(1 * SECONDS); // only now: the first answer may have set the cookie
    if ("secret" in answer) askSecret(answer.secret);
    if ("placeholder" in answer) page.text.placeholder = answer.placeholder || page.text.dataset.usual;
    if (item.leaves) item.leaves();
  }

  function show(messages, tick) {
    const follow = expecting || following;
    const focused = document.activeElement;
    const focusedCard = focused.closest("[data-message]");
    const spot = focusedCard ? buttonsOf(focusedCard).indexOf(focused) : -1;
    const before = [...page.log.children];
    const drawn = messages.map(place);
    if (!messages.every((message) => message.keep)) before.filter((card) => !drawn.includes(card)).forEach(stripButtons);
    markPressed();
    const last = drawn[drawn.length - 1];
    if (focusedCard && !focused.isConnected) { // what had the focus is gone: go to the same tick, or to the new card
      const again = tick && drawn.includes(focusedCard) ? buttonsOf(focusedCard)[spot] : null;
      (again || last).focus({ preventScroll: true });
    }
    if (tick && drawn.length === 1) return; // a tick changes nothing in the layout: stay where the thumb is
    if (follow) bring(drawn); else page.newer.hidden = false;
  }

  function place(message) {
    const old = find(message.replaces);
    seen.add(message.id);
    if (message.replaces) seen.add(message.replaces); // should it come late, it is out of date
    const card = old || page.log.appendChild(element("article", "message bot"));
    const wasSaying = old ? textOf(cards.get(old)) : "";
    card.dataset.message = message.id;
    card.tabIndex = -1;
    card.setAttribute("aria-label", page.log.dataset.bot);
    if (old) { // a log announces additions only; ours is announced apart, so the change itself must not be
      card.setAttribute("aria-live", "off");
      if (textOf(message) !== wasSaying) announce(textOf(message));
    }
    cards.set(card, message);
    card.replaceChildren(drawBubble(message), ...drawRows(message));
    card.classList.toggle("wide", Boolean(message.progress || message.rows.length));
    return card;
  }

  function find(id) { return id ? page.log.querySelector(`[data-message="${CSS.escape(id)}"]`) : null; }
  function buttonsOf(card) { return [...card.querySelectorAll("button[data-choice]")]; }
  function stripButtons(card) { card.querySelector(".rows")?.remove(); }

  function textOf(message) {
    const words = message.lines.map((line) => line.map((run) => run.t).join("")).filter(Boolean).join("\n");
    return message.progress ? `${page.log.dataset.progress} ${message.progress.join("/")}\n${words}` : words;
  }

  function announce(text) {
    page.announce.append(element("p", "", text));
    while (page.announce.children.length > 3) page.announce.firstChild.remove();
  }

  function element(tag, classes, ...children) {
    const made = document.createElement(tag);
    if (classes) made.className = classes;
    made.append(...children);
    return made;
  }

  function drawMine(text) {
    const bubble = element("article", "message mine", element("div", "bubble", element("p", "", text)));
    bubble.setAttribute("aria-label", page.log.dataset.me);
    return page.log.appendChild(bubble);
  }

  function drawBubble(message) {
    const bubble = element("div", "bubble");
    if (message.progress) bubble.append(drawProgress(message.progress));
    let paragraph = null;
    for (const line of message.lines) { // an empty line ends a paragraph
      if (!line.length) { paragraph = null; continue; }
      if (paragraph) paragraph.append(element("br")); else paragraph = bubble.appendChild(element("p"));
      paragraph.append(...line.map(drawRun));
    }
    if (message.file) bubble.append(drawFile(message.file));
    return bubble;
  }

  function drawRun(run) {
    let node = document.createTextNode(run.t);
    if (run.b) node = element("strong", "", node);
    if (run.i) node = element("em", "", node);
    if (!run.href || !/^(https?:\/\/|\/(?!\/))/.test(run.href)) return node;
    const link = element("a", "", node);
    Object.assign(link, { href: run.href, target: "_blank", rel: "noopener noreferrer" });
    return link;
  }

  function drawProgress([done, of]) {
    const line = element("div", "progress", element("div", "bar"), element("span", "", `${done}/${of}`));
    const bar = line.firstChild;
    bar.style.setProperty("--done", `${of ? (100 * done) / of : 0}%`);
    const names = { role: "progressbar", "aria-label": page.log.dataset.progress, "aria-valuemin": 0, "aria-valuemax": of,
      "aria-valuenow": done, "aria-valuetext": `${done}/${of}` };
    for (const [name, value] of Object.entries(names)) bar.setAttribute(name, value);
    line.lastChild.setAttribute("aria-hidden", "true");
    return line;
  }

  function drawFile(file) {
    const link = element("a", "file", element("span", "file-name", file.name));
    Object.assign(link, { href: file.url, download: file.name });
    link.setAttribute("aria-label", `${page.log.dataset.file}: ${file.name}`);
    return link;
  }

  function drawRows(message) {
    if (!message.rows.length) return [];
    const rows = element("div", "rows", ...message.rows.map((row) => element("div", "row", ...row.map(drawButton))));
    rows.setAttribute("role", "group");
    rows.setAttribute("aria-label", page.log.dataset.choices);
    return [rows];
  }

  function drawButton({ label, choice, ticked }) {
    const button = element("button", "choice", element("span", "", label));
    button.type = "button";
    button.dataset.choice = choice;
    if (typeof ticked === "boolean") {
      button.setAttribute("role", "checkbox");
      button.setAttribute("aria-checked", ticked);
    }
    return button;
  }

  function markPressed() { // a card redrawn while taps on it still wait shows them as pressed
    for (const item of queue) {
      if (!item.event.choice || !item.button || item.button.isConnected) continue;
      const again = [...page.log.querySelectorAll("button[data-choice]")].find((one) => one.dataset.choice === item.event.choice);
      if (again) press(again, item);
    }
  }

  function press(button, item) {
    item.button = button;
    button.classList.add("pressed");
    button.setAttribute("aria-busy", "true");
    if (item.tick) button.setAttribute("aria-checked", button.getAttribute("aria-checked") === "false");
  }

  // ---- Scrolling: follow the newest, but never take the page from somebody who reads above ----

  let following = true; // the end of the log is in view
  let expecting = true; // the member did something and has not scrolled since

  function bring(drawn) {
    const tops = drawn.map((card) => card.offsetTop);
    const top = Math.min(...tops) - 12;
    const bottom = Math.max(...drawn.map((card) => card.offsetTop + card.offsetHeight));
    page.scroll.scrollTop = bottom - top > page.scroll.clientHeight ? top : page.scroll.scrollHeight;
  }

  function watchScrolling() {
    page.scroll.addEventListener("scroll", () => {
      following = page.scroll.scrollHeight - page.scroll.scrollTop - page.scroll.clientHeight < 48;
      if (following) page.newer.hidden = true;
    }, { passive: true });
    for (const name of ["wheel", "touchmove"]) page.scroll.addEventListener(name, () => { expecting = false; }, { passive: true });
    new ResizeObserver(() => { if (following) page.scroll.scrollTop = page.scroll.scrollHeight; }).observe(page.scroll);
    page.newer.addEventListener("click", () => {
      bring([page.log.lastElementChild]);
      page.newer.hidden = true;
      page.log.lastElementChild.focus({ preventScroll: true });
    });
  }

  function fitKeyboard() { // iPhones lay the keyboard over the page instead of shrinking it
    const view = window.visualViewport;
    view?.addEventListener("resize", () => {
      if (Math.abs(view.scale - 1) > 0.01) return; // the member zooms with two fingers
      document.documentElement.style.setProperty("--view", `${view.height}px`);
      window.scrollTo(0, 0);
    });
  }

  // ---- Tapping and typing ----

  let touched = { time: 0, x: 0, y: 0, card: null };

  // The second half of a double click must not answer the card that has just appeared under the finger.
  function isSecondHalf(event, card) {
    const last = touched;
    touched = { time: event.timeStamp, x: event.clientX, y: event.clientY, card };
    if (event.detail > 1) return true;
    return event.pointerType === "touch" && event.timeStamp - last.time < 300
      && Math.hypot(event.clientX - last.x, event.clientY - last.y) < 24;
  }

  function tap(event) {
    const button = event.target.closest("button[data-choice]");
    if (!button) return;
    const card = button.closest("[data-message]").dataset.message;
    if (isSecondHalf(event, card) || button.classList.contains("pressed") || halted) return;
    button.focus({ preventScroll: true }); // Safari does not, and the focus tells where the member is
    const tick = button.hasAttribute("aria-checked");
    const item = { event: { choice: button.dataset.choice, card }, tick, echo: tick ? null : button.textContent };
    press(button, item);
    send(item);
  }

  function submit(event) {
    event.preventDefault();
    const secret = !page.secret.hidden;
    const field = secret ? page.secret : page.text;
    const text = field.value.trim();
    if (!text || halted) return field.focus();
    field.value = "";
    fitText();
    speak(text, secret ? "••••" : text, secret);
  }

  function speak(text, shown, secret = false) {
    const item = { event: { text }, secret, bubble: drawMine(shown) };
    page.scroll.scrollTop = page.scroll.scrollHeight;
    send(item);
  }

  function askSecret(wanted) {
    if (wanted === !page.secret.hidden) return;
    const typing = [page.text, page.secret, page.reveal].includes(document.activeElement);
    page.text.hidden = wanted;
    page.secret.hidden = page.reveal.hidden = !wanted;
    page.secret.value = "";
    if (wanted) page.text.value = ""; // nothing typed earlier may be sent as the PIN
    reveal(false);
    if (typing) (wanted ? page.secret : page.text).focus();
  }

  function reveal(shown) {
    page.secret.type = shown ? "text" : "password";
    page.reveal.setAttribute("aria-pressed", shown);
  }

  function fitText() {
    page.text.style.height = "auto";
    page.text.style.height = `${page.text.scrollHeight + 2}px`;
  }

  function keys(event) {
    // isComposing: Enter may end a word in a Vietnamese keyboard
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    page.composer.requestSubmit();
  }

  // ---- Menu ----

  function openMenu(open) {
    page.menu.hidden = !open;
    page["menu-button"].setAttribute("aria-expanded", open);
  }

  function showPreferences() {
    for (const button of document.querySelectorAll("[data-preference]")) {
      button.setAttribute("aria-pressed", preference(button.dataset.preference) === button.value);
    }
    colourBrowserBar();
  }

  function useMenu(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const name = button.dataset.preference;
    if (name) { prefer(name, button.value); showPreferences(); return; }
    openMenu(false);
    page["menu-button"].focus(); // before a dialog opens, so that the focus comes back here
    if (button.dataset.say && !halted) speak(button.dataset.say, button.textContent.trim());
    if (button.id === "forget") page["forget-dialog"].showModal();
  }

  async function forget() {
    halted = true; // nothing may be sent from here on
    stream?.close();
    try {
      if (!await post("/api/forget", null, (response) => response.ok)) throw new Error("refused");
      document.body.replaceChildren();
      try { localStorage.clear(); sessionStorage.clear(); } catch { /* forbidden, hence empty */ }
      location.replace("/");
    } catch {
      page["forget-problem"].textContent = page["forget-problem"].dataset.text;
      halted = false;
      listen(1 * SECONDS);
      pump();
    }
  }

  // ---- Start ----

  function enter() { // by a join link /#CODE, or where the member stands
    const code = /^#([A-Za-z0-9_-]{4,64})$/.exec(location.hash)?.[1];
    if (!code) return send({ event: { choice: "here" } });
    // Only once it has gone through: a reload on a bad line must not lose the invitation.
    const leaves = () => history.replaceState(null, "", location.pathname);
    send({ event: { text: `/start ${code}` }, leaves });
  }

  const page = {};

  function start() {
    for (const node of document.querySelectorAll("[id]")) page[node.id] = node;
    if (!page.log) return colourBrowserBar(); // the demo's page
    page.text.dataset.usual = page.text.placeholder;
    page.log.addEventListener("click", tap);
    page.composer.addEventListener("submit", submit);
    page.text.addEventListener("keydown", keys);
    page.text.addEventListener("input", fitText);
    page.reveal.addEventListener("click", () => { reveal(page.secret.type === "password"); page.secret.focus(); });
    page.reload.addEventListener("click", () => location.reload());
    page["menu-button"].addEventListener("click", () => openMenu(page.menu.hidden));
    page.menu.addEventListener("click", useMenu);
    document.addEventListener("click", (event) => { if (!event.target.closest(".head")) openMenu(false); });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !page.menu.hidden) { openMenu(false); page["menu-button"].focus(); }
    });
    page["forget-no"].addEventListener("click", () => page["forget-dialog"].close());
    page["forget-yes"].addEventListener("click", forget);
    addEventListener("online", () => wake());
    addEventListener("hashchange", () => { if (location.hash) enter(); }); // a join link opened over the open page
    showPreferences();
    watchScrolling();
    fitKeyboard();
    enter();
  }

  for (const name of Object.keys(PREFERENCES)) document.documentElement.dataset[name] = preference(name);
  document.addEventListener("DOMContentLoaded", start);
})();
