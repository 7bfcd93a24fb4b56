"use strict";
// Runs when the server signals while no page is open. The signal is empty: what is shown is always the same, and stands
// once however many signals come. It keeps nothing and touches no request. The server fills in title and language.
const SHOWN = { tag: "tusoi", lang: "{{lang}}", icon: "/static/icon-192.png" };

self.addEventListener("install", () => self.skipWaiting()); // another language: at once

self.addEventListener("push", (event) => event.waitUntil(self.registration.showNotification("{{title}}", SHOWN)));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.matchAll({ type: "window", includeUncontrolled: true }).then(([open]) => open ? open.focus() : self.clients.openWindow("/")));
});
