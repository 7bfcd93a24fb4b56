"use strict";
// "Something new" while the page is closed: asks the browser for leave, and tells the server where it can be signalled.
// What the browser answers becomes the choice that is sent: pushon, or pushon: and why not. Nothing here ever fails aloud.
(() => {
  const SECOND = 1000;
  const can = window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const apple = /iP(hone|ad|od)/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
  const rules = window.trustedTypes?.createPolicy("tusoi", { createScriptURL: (address) => address });

  class Refusal extends Error {}

  function worker() { // the address names the language: another language is another worker, with the same subscription
    const address = `/sw.js?lang=${document.documentElement.lang === "en" ? "en" : "vi"}`;
    return navigator.serviceWorker.register(rules ? rules.createScriptURL(address) : address, { scope: "/" });
  }

  function within(time, promise) {
    return Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error("slow")), time))]);
  }

  function bytes(text) {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  }

  function same(buffer, key) {
    const old = new Uint8Array(buffer || 0);
    return old.length === key.length && old.every((byte, place) => byte === key[place]);
  }

  async function turnOn(key, post) {
    if (!can || !key) throw new Refusal(apple && !navigator.standalone ? "home" : "unsupported");
    const leave = await Notification.requestPermission(); // first of all, as long as it counts as asked for by the tap
    if (leave !== "granted") throw new Refusal(leave === "denied" ? "denied" : "later");
    await worker();
    const { pushManager } = await within(15 * SECOND, navigator.serviceWorker.ready);
    const wanted = bytes(key);
    let known = await pushManager.getSubscription();
    if (known && !same(known.options?.applicationServerKey, wanted)) { await known.unsubscribe(); known = null; }
    const { endpoint } = known || await within(30 * SECOND, pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted }));
    if (!await post("/api/push", JSON.stringify({ endpoint }), (response) => response.ok)) throw new Refusal("failed");
  }

  async function turnOff() { // with the worker goes the subscription
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  }

  window.tusoiPush = async (choice, key, post) => {
    try {
      if (choice === "pushon") await turnOn(key, post);
      else if (can) await within(3 * SECOND, turnOff());
    } catch (refusal) {
      if (choice === "pushon") return `pushon:${refusal instanceof Refusal ? refusal.message : "failed"}`;
    }
    return choice;
  };

  // What was said is read now; and the worker speaks the page's language.
  async function look() {
    if (!can || document.hidden) return;
    const registration = await navigator.serviceWorker.getRegistration();
    if (!registration) return;
    for (const shown of await registration.getNotifications({ tag: "tusoi" })) shown.close();
    if (!registration.active?.scriptURL.endsWith(`lang=${document.documentElement.lang}`)) await worker();
  }

  document.addEventListener("visibilitychange", () => look().catch(() => {}));
  look().catch(() => {});
})();
