"use strict";
// A file on its way in: one request, with how much of it has gone. (fetch does not tell that.)
(() => {
  const QUIET = 30000; // so long without any of it going out, or the answer coming, and the line is taken for broken

  // {answer: a promise of {status, answer, after}, empty when the line broke; abort}. One that is too large is not
  // sent: the server is asked what it says to that.
  window.tusoiUpload = (file, id, largest, progress) => {
    const request = new XMLHttpRequest();
    const answer = new Promise((done) => {
      let timer = 0;
      const patience = () => { clearTimeout(timer); timer = setTimeout(() => request.abort(), QUIET); };
      const end = (result) => { clearTimeout(timer); done(result); };
      request.upload.addEventListener("progress", ({ loaded, total }) => { patience(); progress(total ? loaded / total : 0); });
      request.addEventListener("load", () => end(read(request)));
      for (const broken of ["error", "abort"]) request.addEventListener(broken, () => end({}));
      request.open("POST", "/api/upload");
      const headers = { "X-Tusoi": "1", "X-Tusoi-Id": id, "X-Tusoi-Name": encoded(file.name), "X-Tusoi-Size": String(file.size) };
      for (const name in headers) request.setRequestHeader(name, headers[name]);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      patience();
      request.send(file.size > largest ? null : file.slice(0, file.size, "application/octet-stream"));
    });
    return { answer, abort: () => request.abort() };
  };

  function encoded(name) { // half a character, which file systems allow, would throw
    return encodeURIComponent([...name.slice(-200)].filter((sign) => !/^[\ud800-\udfff]$/.test(sign)).join(""));
  }

  function read(request) {
    const after = (Number(request.getResponseHeader("Retry-After")) || 5) * 1000;
    try {
      return { status: request.status, after, answer: request.status === 200 ? JSON.parse(request.responseText) : null };
    } catch { return {}; } // a captive portal's page
  }
})();
