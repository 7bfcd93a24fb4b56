"use strict";
// The web chat: sends what the member taps and types, draws what the server answers. Nothing of the conversation is stored.
(() => {
  const SECOND = 1000;
  const LONGEST_WAIT = 15 * SECOND;
  const TIMEOUT = 30 * SECOND;
  const TYPING_AFTER = 400;
  const DOTS = "••••";
  const DARK = { auto: "(prefers-color-scheme: dark)", light: "not all", dark: "all" }; // when pictures are dark
  const PREFERENCES = { size: ["normal", "large", "larger"], theme: ["auto", "light", "dark"] };
  const TOUCH = matchMedia("(pointer: coarse)");
  const { dataset } = document.documentElement;
  const page = {}; // the elements of chat.html by id

  // ---- Sending: one event at a time, in order, each with an id of its own until it has gone through ----

  const queue = [];
  const held = []; // what was pushed while an answer is awaited: the answer is drawn first
  let sending = false;
  let halted = false;
  let reloading = false;
  let stream = null;
  let listening = false; // from the first answer on
  let lastPush = ""; // where to go on after a broken connection
  let wake = () => {};

  function newId() { // not crypto.randomUUID: it is missing on plain http, as in a cell's own network
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // item: {event: the body without its id, file?, button?, echo?, bubble?, tick?, secret?, done?}
  function send(item) {
    const id = newId();
    queue.push(Object.assign(item, { id, body: JSON.stringify({ id, ...item.event }) }));
    expecting = true;
    pump();
  }

  async function pump() {
    if (sending) return;
    sending = true;
    dataset.sending = "";
    while (queue.length && !halted) {
      const answer = await deliver(queue[0]);
      if (halted) break;
      const item = queue.shift();
      if (item.button) release(item.button);
      try { if (answer) receive(answer, item); else giveBack(item); } catch (error) { console.error(error); }
    }
    sending = false;
    showHeld();
    delete dataset.sending;
    if (reloading && !queue.length) location.reload();
  }

  // The answer, or null when the server will never take this event. What may pass is tried again with the same id.
  async function deliver(item) {
    for (let wait = SECOND; !halted && !item.stopped; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const typing = item.file ? 0 : setTimeout(() => { page.typing.hidden = false; }, TYPING_AFTER);
      const { status, answer, after } = await (item.file ? upload(item) : attempt(item.body));
      clearTimeout(typing);
      page.typing.hidden = true;
      if (answer) { say(""); return answer; }
      if (item.stopped) return null;
      if (status === 401 || status === 403) halt();
      else if (status >= 400 && status < 500 && status !== 408 && status !== 429) return null;
      else {
        say(status === 429 ? "busy" : "reconnecting");
        showHeld();
        await pause(status === 429 ? after : wait);
      }
    }
    return null;
  }

  async function attempt(body) {
    try {
      return await post("/api/events", body, async (response) => ({
        status: response.status,
        after: (Number(response.headers.get("Retry-After")) || 5) * SECOND,
        answer: response.ok ? await response.json() : null, // a captive portal's page throws here, and is tried again
      }));
    } catch { return {}; }
  }

  function upload(item) { // a stopped one ends as if the line were broken
    const going = window.tusoiUpload(item.file, item.id, Number(page.picker.dataset.largest), item.progress);
    item.abort = going.abort;
    return going.answer;
  }

  async function post(address, body, read) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT);
    const headers = { "X-Tusoi": "1", "Content-Type": "application/json" };
    const options = { method: "POST", credentials: "same-origin", cache: "no-store", headers, body, signal: stop.signal };
    try { return await read(await fetch(address, options)); } finally { clearTimeout(timer); }
  }

  function pause(time) { // or until the network is back
    return new Promise((done) => { wake = done; setTimeout(done, time); });
  }

  function halt() {
    halted = true;
    hangUp();
    say("refused");
    page.reload.hidden = false;
  }

  function giveBack(item) {
    say(item.stopped ? "" : "failed");
    item.bubble?.remove();
    if (item.button?.isConnected && item.tick) flip(item.button);
    if (item.event.text && !item.secret && !page.text.value) { page.text.value = item.event.text; fitText(); }
  }

  function say(key) { page.status.textContent = key ? page.status.dataset[key] : ""; }

  // Only while the page is looked at: a phone asleep would seem to listen and lose what is pushed.
  function listen(wait = SECOND) {
    if (stream || halted || !listening || document.hidden) return;
    const opened = stream = new EventSource(`/api/stream?after=${encodeURIComponent(lastPush)}&card=${newest()}`);
    const note = (event) => { lastPush = event.lastEventId; };
    stream.addEventListener("open", () => { wait = SECOND; });
    stream.addEventListener("hello", (event) => { // after its restart the server is told what stands here
      const restarted = lastPush && lifeOf(lastPush) !== lifeOf(event.lastEventId);
      note(event);
      if (restarted) { hangUp(); listen(); }
    });
    stream.addEventListener("message", (event) => { note(event); held.push(JSON.parse(event.data)); if (!sending) showHeld(); });
    stream.addEventListener("change", (event) => { note(event); held.push(JSON.parse(event.data)); if (!sending) showHeld(); });
    stream.addEventListener("reload", () => { hangUp(); if (!halted) reload(); });
    stream.addEventListener("full", hangUp); // too many tabs: this one listens again when it is looked at again
    stream.addEventListener("error", () => { // it reconnects by itself, but not after an HTTP error
      if (opened !== stream || opened.readyState !== EventSource.CLOSED) return;
      stream = null;
      setTimeout(() => listen(Math.min(2 * wait, 60 * SECOND)), wait);
    });
  }

  function lifeOf(push) { return push.split("-")[0]; }

  function newest() { // the card that stands last: what was said in passing is none
    const cards = [...page.log.querySelectorAll("[data-message]")];
    return cards.reverse().find((card) => !shown.get(card).aside)?.dataset.message ?? "";
  }

  function hangUp() { stream?.close(); stream = null; }

  function reload() { reloading = true; if (!queue.length) location.reload(); }

  function showHeld() {
    while (held.length) {
      const push = held.shift();
      if (push.messages) receive(push, {}); else change(push);
    }
  }

  // What a message says now, wherever it stands, or (null) that it is taken back; not here, it is not drawn late either.
  function change({ id, message }) {
    const card = page.log.querySelector(`[data-message="${CSS.escape(id)}"]`);
    if (!message) {
      seen.add(id);
      if (card?.contains(document.activeElement)) page.text.focus({ preventScroll: true });
      card?.remove();
    } else if (card) fill(card, message, true);
  }

  // ---- Drawing ----

  const seen = new Set(); // message ids: the same message may come as an answer and as a push
  const shown = new WeakMap(); // card -> the message it shows

  function receive(answer, item) {
    const fresh = answer.messages.filter((message) => !seen.has(message.id));
    // A tap that moves the same card on needs no echo; one that is answered below it does.
    if (item.echo && fresh.length && !fresh.some((message) => find(message.replaces))) drawMine(item.echo);
    if (fresh.length) show(fresh, item.tick);
    if (!item.event) return; // a push must not unmask a PIN that is being typed
    listening = true;
    listen();
    if (answer.hide && item.bubble) item.bubble.querySelector("p").textContent = DOTS; // words that must not be kept
    item.done?.();
    // A new language needs a new page, but what is shown only once must not go with the old one.
    if (answer.language !== document.documentElement.lang && !page.log.querySelector("[data-keep]")) reload();
    if (answer.messages.every((message) => message.aside)) return; // said in passing: the same is still awaited
    askSecret(Boolean(answer.secret));
    askFile(Boolean(answer.file));
  }

  function show(messages, tick) {
    const focused = document.activeElement;
    const card = focused.closest("[data-message]");
    const place = card ? buttonsOf(card).indexOf(focused) : -1;
    const before = [...page.log.children];
    const drawn = messages.map(draw);
    if (!messages.every((message) => message.aside)) before.filter((old) => !drawn.includes(old)).forEach(stripButtons);
    markPressed();
    if (card && !focused.isConnected) { // what had the focus is gone: to the same tick again, or to the new card
      const again = tick && drawn.includes(card) && buttonsOf(card)[place];
      (again || drawn[drawn.length - 1]).focus({ preventScroll: true });
    }
    if (tick && drawn.length === 1 && before.includes(drawn[0])) return; // stay where the thumb is
    if (expecting || following) bring(drawn); else invite(true);
  }

  function draw(message) {
    const old = find(message.replaces);
    const card = old || page.log.appendChild(element("article", { class: "message bot", "aria-label": page.log.dataset.bot, tabindex: -1 }));
    if (message.replaces) seen.add(message.replaces); // should it come late, it is out of date
    return fill(card, message);
  }

  function fill(card, message, byItself) {
    const before = shown.get(card);
    if (before) { // a log announces additions only: a change is said by a region of its own, and only there
      card.setAttribute("aria-live", "off");
      const words = byItself ? newsIn(message, before) : textOf(message);
      if (words && textOf(message) !== textOf(before)) announce(words);
    }
    seen.add(message.id);
    shown.set(card, message);
    card.dataset.message = message.id;
    card.toggleAttribute("data-keep", message.keep);
    card.classList.toggle("wide", Boolean(message.progress || message.picture || message.rows.length));
    card.replaceChildren(drawBubble(message), ...drawRows(message));
    return card;
  }

  function find(id) { // the card to edit; one that is to be kept is not edited away
    const card = id ? page.log.querySelector(`[data-message="${CSS.escape(id)}"]`) : null;
    return card && !shown.get(card).keep ? card : null;
  }

  function buttonsOf(card) { return [...card.querySelectorAll("button[data-choice]")]; }
  function stripButtons(card) { card.querySelector(".rows")?.remove(); }

  function textOf({ progress, lines, picture }) {
    const words = [...lines.map((line) => line.map((run) => run.t).join("")), picture?.alt].filter(Boolean).join("\n");
    return progress ? `${page.log.dataset.progress} ${progress.join("/")}\n${words}` : words;
  }

  // What is new on a card that is drawn anew by itself: numbers that go on counting are not read out each time.
  function newsIn(message, before) {
    const linesOf = (one) => textOf(one).split("\n");
    const known = new Set(linesOf(before).map(uncounted));
    return linesOf(message).filter((line) => !known.has(uncounted(line))).join("\n");
  }

  function uncounted(line) { return line.replace(/: \d+(?!\S)/g, ""); }

  function announce(text) {
    page.announce.append(element("p", {}, text));
    if (page.announce.children.length > 3) page.announce.firstChild.remove();
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...children);
    return made;
  }

  function drawMine(text) {
    const bubble = element("div", { class: "bubble" }, element("p", {}, text));
    return page.log.appendChild(element("article", { class: "message mine", "aria-label": page.log.dataset.me }, bubble));
  }

  function drawBubble({ progress, lines, file, picture }) {
    const bubble = element("div", { class: "bubble" }, ...(progress ? [drawProgress(progress)] : []), ...drawLines(lines));
    if (picture) bubble.append(...drawPicture(picture));
    if (file) bubble.append(drawFile(file));
    return bubble;
  }

  function drawLines(lines) {
    const paragraphs = [];
    let paragraph = null;
    for (const line of lines) { // an empty line ends a paragraph
      if (!line.length) paragraph = null;
      else {
        if (!paragraph) paragraphs.push(paragraph = element("p", {}));
        paragraph.append(element("span", { class: "line" }, ...line.map(drawRun)));
      }
    }
    return paragraphs;
  }

  // A range like (1–9) stays on one line.
  function drawRun({ t, b, i, href }) {
    let node = document.createDocumentFragment();
    node.append(...t.split(/(\(\d+–\d+\))/).map((part, number) => number % 2 ? element("span", { class: "range" }, part) : part));
    if (b) node = element("strong", {}, node);
    if (i) node = element("em", {}, node);
    if (!href || !/^(https?:\/\/|\/(?!\/))/.test(href)) return node; // no javascript: or other schemes
    return element("a", { href, target: "_blank", rel: "noopener noreferrer" }, node);
  }

  function drawProgress([done, of]) {
    const values = { "aria-valuemin": 0, "aria-valuemax": of, "aria-valuenow": done, "aria-valuetext": `${done}/${of}` };
    const bar = element("div", { class: "bar", role: "progressbar", "aria-label": page.log.dataset.progress, ...values });
    bar.style.setProperty("--done", `${of ? (100 * done) / of : 0}%`);
    return element("div", { class: "progress" }, bar, element("span", { "aria-hidden": true }, `${done}/${of}`));
  }

  function drawSending() { // how much of a file has gone
    const values = { "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": 0 };
    const bar = element("div", { class: "bar", role: "progressbar", "aria-label": page.picker.dataset.sending, ...values });
    return element("div", { class: "progress" }, bar, element("span", { "aria-hidden": true }, "0 %"));
  }

  function showSending({ firstChild: bar, lastChild: words }, percent) {
    bar.setAttribute("aria-valuenow", percent);
    bar.style.setProperty("--done", `${percent}%`);
    words.textContent = `${percent} %`;
  }

  function drawFile({ name, url }) {
    return element("a", { class: "file", href: url, download: name, "aria-label": `${page.log.dataset.file}: ${name}` }, name);
  }

  // The picture, which opens by itself in a new tab, and below it the same in words, to be unfolded. A picture much
  // higher than wide shows its upper part only, until asked: its card stays within a screen or two.
  function drawPicture({ light, dark, width, height, alt, twin, table, open }) {
    const image = element("img", { src: light, width, height, alt });
    const themes = element("picture", {}, element("source", { srcset: dark, media: DARK[dataset.theme] }), image);
    const link = element("a", { class: "picture", href: light, target: "_blank", rel: "noopener noreferrer", "aria-label": `${open}: ${alt}` }, themes);
    const words = element("details", { class: "twin" }, element("summary", {}, table), ...drawLines(twin));
    link.addEventListener("click", () => { link.href = image.currentSrc; });
    image.addEventListener("error", () => { words.open = true; });
    const whole = element("details", { class: "whole" }, element("summary", {}, page.log.dataset.whole));
    return height > 1.5 * width ? [link, whole, words] : [link, words];
  }

  function drawRows({ rows }) {
    const groups = rows.map((row, number) => groupOf(row, number === rows.length - 1));
    const lines = rows.map((row, number) => {
      const apart = number > 0 && groups[number] !== groups[number - 1] ? " apart" : "";
      const week = row.length === 7 ? " week" : ""; // a calendar's: of even columns
      return element("div", { class: `row${apart}${week}` }, ...row.map((button) => drawButton(button, groups[number])));
    });
    return rows.length ? [element("div", { class: "rows", role: "group", "aria-label": page.log.dataset.choices }, ...lines)] : [];
  }

  // Ways out of what is asked are drawn more quietly; between groups there is a little more room.
  function groupOf(row, last) {
    const { choice, ticked, main } = row.find((button) => button.choice) ?? row[0];
    const [verb] = choice.split(":");
    if (typeof ticked === "boolean" || verb === "rate") return verb;
    const quiet = row.length > 1 || ["list", "pause", "menu", "detail"].includes(verb) || (last && ["links", "privacy", "sum"].includes(verb));
    return quiet && !main ? "quiet" : "";
  }

  function drawButton({ label, choice, ticked, main }, group) {
    if (!choice) return element("span", { class: "blank" }, label); // only fills its place in a row
    const role = choice.startsWith("rate:") ? "radio" : "checkbox"; // of the degrees there is one
    const tick = typeof ticked === "boolean" ? { role, "aria-checked": ticked } : {};
    const rank = main ? " main" : group === "quiet" ? " quiet" : "";
    return element("button", { class: `choice${rank}`, type: "button", "data-choice": choice, ...tick }, element("span", {}, label));
  }

  function flip(tick) {
    const checked = tick.getAttribute("role") === "radio" || tick.getAttribute("aria-checked") === "false";
    if (tick.getAttribute("role") === "radio") {
      for (const other of tick.closest(".rows").querySelectorAll("[role=radio]")) other.setAttribute("aria-checked", false);
    }
    tick.setAttribute("aria-checked", checked);
  }

  function press(button, item) {
    item.button = button;
    button.classList.add("pressed");
    button.setAttribute("aria-busy", "true");
    if (item.tick) flip(button);
  }

  function release(button) {
    button.classList.remove("pressed");
    button.removeAttribute("aria-busy");
  }

  function markPressed() { // a card redrawn while taps on it still wait shows them as pressed
    for (const item of queue.filter(({ button }) => button && !button.isConnected)) {
      const again = buttonsOf(page.log).find((button) => button.dataset.choice === item.event.choice);
      if (again) press(again, item);
    }
  }

  // ---- Scrolling: follow the newest, but never take the page from somebody who reads above ----

  let following = true; // the end of the log is in view
  let expecting = true; // the member did something and has not scrolled since

  function bring(cards) { // their end, with a little below; their top when they are more than fits
    const top = Math.min(...cards.map((card) => card.offsetTop)) - 8;
    const bottom = Math.max(...cards.map((card) => card.offsetTop + card.offsetHeight));
    page.scroll.scrollTop = Math.min(top, bottom + 64 - page.scroll.clientHeight);
    watchEnd();
  }

  function invite(fresh) {
    page.newer.hidden = false;
    page.newer.classList.toggle("fresh", fresh);
    page.newer[fresh ? "removeAttribute" : "setAttribute"]("aria-label", page.newer.dataset.down);
  }

  function watchEnd() {
    following = page.scroll.scrollHeight - page.scroll.scrollTop - page.scroll.clientHeight < 48;
    if (following) page.newer.hidden = true; else if (page.newer.hidden) invite(false);
  }

  function watchScrolling() {
    page.scroll.addEventListener("scroll", watchEnd, { passive: true });
    for (const name of ["wheel", "touchmove"]) page.scroll.addEventListener(name, () => { expecting = false; }, { passive: true });
    new ResizeObserver(() => { if (following) page.scroll.scrollTop = page.scroll.scrollHeight; }).observe(page.scroll);
    page.newer.addEventListener("click", () => {
      const last = page.log.lastElementChild;
      if (page.newer.classList.contains("fresh")) bring([last]); else page.scroll.scrollTop = page.scroll.scrollHeight;
      last.focus({ preventScroll: true }); // the button that had the focus goes away
    });
    window.visualViewport?.addEventListener("resize", fitKeyboard);
  }

  function fitKeyboard() { // iPhones lay the keyboard over the page instead of shrinking it
    const { scale, height } = window.visualViewport;
    if (Math.abs(scale - 1) > 0.01) return; // zoomed with two fingers
    document.documentElement.style.setProperty("--view", `${height}px`);
    window.scrollTo(0, 0);
  }

  // ---- Tapping and typing ----

  let touch = { timeStamp: 0 };

  // The second half of a double click must not answer the card that has just appeared under the finger.
  function isSecondHalf(event) {
    const last = touch;
    touch = event;
    return event.detail > 1 || (event.pointerType === "touch" && event.timeStamp - last.timeStamp < 300
      && Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < 24);
  }

  function tap(event) {
    const button = event.target.closest("button[data-choice]");
    if (!button || isSecondHalf(event) || button.classList.contains("pressed") || halted) return;
    button.focus({ preventScroll: true }); // Safari does not, and the focus tells where the member is
    const tick = button.hasAttribute("aria-checked");
    const card = button.closest("[data-message]").dataset.message;
    const item = { event: { choice: button.dataset.choice, card }, tick, echo: tick ? null : button.textContent };
    press(button, item);
    if (!["pushon", "pushoff"].includes(item.event.choice) || !window.tusoiPush) return send(item);
    // The browser comes first: what it answers is what is sent.
    window.tusoiPush(item.event.choice, page.log.dataset.pushKey, post).then((choice) => { item.event.choice = choice; send(item); });
  }

  function submit(event) {
    event.preventDefault();
    const secret = page.text.hidden;
    const field = secret ? page.secret : page.text;
    const text = field.value.trim();
    if (!text || halted) return field.focus();
    field.value = "";
    fitText();
    speak(text, secret ? DOTS : text, secret);
  }

  function speak(text, words, secret = false) {
    const bubble = drawMine(words);
    page.scroll.scrollTop = page.scroll.scrollHeight;
    send({ event: { text }, secret, bubble });
  }

  function askSecret(wanted) {
    if (wanted === page.text.hidden) return;
    const typing = page.composer.contains(document.activeElement);
    page.text.hidden = wanted;
    page.secret.hidden = page.reveal.hidden = !wanted;
    page.composer.classList.toggle("hidden-words", wanted);
    page.text.value = page.secret.value = ""; // nothing typed for one purpose may be sent for the other
    fitText();
    reveal(false);
    if (typing) (wanted ? page.secret : page.text).focus();
  }

  function reveal(open) {
    page.secret.type = open ? "text" : "password";
    page.reveal.setAttribute("aria-pressed", open);
  }

  function fitText() {
    page.text.style.height = "auto";
    if (page.text.value) page.text.style.height = `${page.text.scrollHeight + 3}px`;
  }

  function hintEnter() { // what the keyboard of a phone writes on its key
    page.text.enterKeyHint = TOUCH.matches ? "enter" : "send";
  }

  function sendOnEnter(event) {
    if (TOUCH.matches) return; // there is no Shift+Enter: a second paragraph needs the key, the button sends
    // isComposing: Enter may end a word of a Vietnamese keyboard
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
  }

  // ---- Files: where one is awaited, a button stands beside the text field ----

  function askFile(wanted) {
    const focused = document.activeElement === page.attach;
    page.attach.hidden = !wanted;
    if (focused && !wanted) page.text.focus();
  }

  function pick() {
    if (halted) return;
    page.picker.value = ""; // the same file again is a choice too
    page.picker.click();
  }

  function sendFile(file) {
    const bubble = drawMine(file.name);
    const bar = drawSending();
    const stop = element("button", { class: "stop", type: "button" }, page.picker.dataset.stop);
    const below = element("div", { class: "sent" }, bar, stop);
    bubble.firstChild.append(below);
    page.scroll.scrollTop = page.scroll.scrollHeight;
    const progress = (part) => showSending(bar, Math.floor(100 * part));
    const item = { event: {}, file, bubble, progress, done: () => below.remove() };
    stop.addEventListener("click", () => stopSending(item));
    send(item);
  }

  function stopSending(item) {
    item.stopped = true;
    if (queue[0] === item) { item.abort?.(); wake(); } else { queue.splice(queue.indexOf(item), 1); item.bubble.remove(); }
    page.attach.focus(); // the button that had the focus goes away
  }

  // ---- Menu and preferences: the latter are all that is ever kept in the browser ----

  function recallPreferences() {
    for (const name in PREFERENCES) {
      let value = null;
      try { value = localStorage.getItem(`tusoi-${name}`); } catch { /* storage may be forbidden */ }
      dataset[name] = PREFERENCES[name].includes(value) ? value : PREFERENCES[name][0];
    }
  }

  function prefer(name, value) {
    dataset[name] = value;
    try { localStorage.setItem(`tusoi-${name}`, value); } catch { /* it then lasts until the page is closed */ }
    showPreferences();
    openMenu(true); // there may be less room for it now
  }

  function showPreferences() {
    for (const button of document.querySelectorAll("[data-preference]")) {
      button.setAttribute("aria-pressed", dataset[button.dataset.preference] === button.value);
    }
    for (const source of document.querySelectorAll(".picture source")) source.media = DARK[dataset.theme];
    const surface = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
    document.querySelector("meta[name=theme-color]").content = surface; // the browser's own bar
  }

  function openMenu(open) {
    page.menu.hidden = !open;
    page["menu-button"].setAttribute("aria-expanded", open);
    page.menu.style.setProperty("--room", `${window.innerHeight - page.menu.getBoundingClientRect().top - 8}px`);
  }

  function useMenu(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.preference) return prefer(button.dataset.preference, button.value);
    openMenu(false);
    page["menu-button"].focus(); // before a dialog opens, so that the focus comes back here
    if (button.dataset.say && !halted) speak(button.dataset.say, button.textContent.trim());
    if (button.id === "forget") page["forget-dialog"].showModal();
  }

  async function forget() {
    halted = true; // nothing may be sent from here on
    hangUp();
    const done = await post("/api/forget", null, (response) => response.ok).catch(() => false);
    if (done) {
      document.body.replaceChildren();
      await window.tusoiPush?.("forget");
      try { localStorage.clear(); sessionStorage.clear(); } catch { /* forbidden, hence empty */ }
      location.replace("/");
    } else {
      page["forget-problem"].textContent = page["forget-problem"].dataset.text;
      halted = false;
      listen();
      pump();
    }
  }

  // ---- Start ----

  function invitation() { // the code of a join link /#CODE
    const [, code] = /^#([A-Za-z0-9_-]{4,64})$/.exec(location.hash) || [];
    return code;
  }

  function comeIn() { // a join link that led to the demo's first page: in as a stranger, the code goes along
    const form = document.querySelector("form.alone");
    if (!form || !invitation()) return;
    form.action += location.hash; // a redirect keeps it
    form.submit(); // before the page is loaded, so this page is not gone back to
  }

  function enter() { // by a join link, else where the member stands
    const code = invitation();
    if (!code) return send({ event: { choice: "here" } });
    // Only once it has gone through: a reload on a bad line must not lose the invitation.
    send({ event: { text: `/start ${code}` }, secret: true, done: () => history.replaceState(null, "", location.pathname) });
  }

  function start() {
    showPreferences();
    for (const node of document.querySelectorAll("[id]")) page[node.id] = node;
    if (!page.log) return comeIn(); // the demo's first page
    const on = (id, name, act) => page[id].addEventListener(name, act);
    on("log", "click", tap);
    on("composer", "submit", submit);
    on("text", "keydown", sendOnEnter);
    on("text", "input", fitText);
    TOUCH.addEventListener("change", hintEnter); // a keyboard was put on, or taken off
    hintEnter();
    on("reveal", "click", () => { reveal(page.secret.type === "password"); page.secret.focus(); });
    on("attach", "click", pick);
    on("picker", "change", () => [...page.picker.files].forEach(sendFile));
    on("reload", "click", () => location.reload());
    on("menu-button", "click", () => openMenu(page.menu.hidden));
    on("menu", "click", useMenu);
    on("forget-no", "click", () => page["forget-dialog"].close());
    on("forget-yes", "click", forget);
    document.addEventListener("click", (event) => { if (!event.target.closest(".head")) openMenu(false); });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !page.menu.hidden) { openMenu(false); page["menu-button"].focus(); }
    });
    addEventListener("online", () => wake());
    document.addEventListener("visibilitychange", () => { if (document.hidden) hangUp(); else { wake(); listen(); } });
    addEventListener("hashchange", () => { if (location.hash) enter(); }); // a join link opened over the open page
    watchScrolling();
    enter();
  }

  recallPreferences();
  document.addEventListener("DOMContentLoaded", start);
})();
