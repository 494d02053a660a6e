// Sends the files of the upload page one by one, two at a time: a lost connection or a refused file costs that file only.
"use strict";

(() => {
  const form = document.querySelector("[data-upload]");
  if (!form) {
    return;
  }
  const AT_ONCE = 2;
  const NEWS_EVERY_MS = 3000;
  const JUNK = /^(\.|~\$|thumbs\.db$|desktop\.ini$|__macosx$)/i;
  const panel = document.querySelector("[data-sending]");
  const says = panel.dataset;
  const input = form.elements.files;
  let files = [];
  let addresses = null;
  let lastNews = 0;

  // --- What is sent ------------------------------------------------------------------------------------------------

  class Sending {
    constructor(file) {
      this.file = file;
      this.key = newKey();
      this.row = panel.querySelector("template").content.firstElementChild.cloneNode(true);
      this.row.querySelectorAll("[data-name]").forEach((place) => {
        place.textContent = file.name;
      });
      const size = Math.ceil(file.size / 1000).toLocaleString(document.documentElement.lang);
      this.find("size").textContent = says.bytes.replace("{size}", size);
      this.bar = this.row.querySelector("progress");
      this.bar.setAttribute("aria-label", file.name);
      this.find("retry").addEventListener("click", () => {
        this.become("waiting");
        panel.querySelector("h2").focus(); // the button goes
        goOn();
      });
      this.become("waiting");
    }

    find(part) {
      return this.row.querySelector(`[data-${part}]`);
    }

    become(state, message = "") {
      this.state = state;
      this.find("state").textContent = says[state];
      this.find("state").className = `state state-${{ sent: "done", failed: "refused" }[state] ?? state}`;
      this.find("message").textContent = message;
      this.find("retry").hidden = state !== "failed";
      this.bar.hidden = state === "failed";
      this.bar.value = state === "sent" ? 1 : 0;
    }

    async send() {
      this.become("going");
      const body = new FormData();
      body.append("key", this.key);
      body.append("file", this.file, this.file.name);
      const answer = await post(addresses.files, body, (part) => {
        this.bar.value = part;
      });
      if (answer.ok) {
        this.become("sent", answer.body.message);
      } else {
        this.become("failed", answer.body.message);
      }
    }
  }

  // A random UUID, also where the page is not served over HTTPS and the browser offers none.
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Only XMLHttpRequest tells how much of a file has gone out.
  function post(address, body, onProgress = () => {}) {
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const fail = (message) => resolve({ ok: false, body: { message } });
      request.open("POST", address);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => onProgress(event.loaded / (event.total || 1)));
      request.addEventListener("error", () => fail(says.noAnswer));
      request.addEventListener("abort", () => fail(says.noAnswer));
      request.addEventListener("load", () => {
        let answer = null;
        try {
          answer = JSON.parse(request.responseText);
        } catch {
          const isPage = request.status === 200 || request.status === 403;
          fail(isPage ? says.signedOut : says.noAnswer);
          return;
        }
        const ok = request.status === 201;
        resolve({ ok, body: ok || answer.message ? answer : { message: says.noAnswer } });
      });
      request.send(body);
    });
  }

  // --- The whole -------------------------------------------------------------------------------------------------

  const count = (state) => files.filter((one) => one.state === state).length;
  const isSending = () => files.some((one) => one.state === "waiting" || one.state === "going");

  function tell() {
    const failed = count("failed");
    let sentence = says.sentence.replace("{sent}", count("sent")).replace("{total}", files.length);
    if (failed) {
      sentence += ` ${says.failures.replace("{failed}", failed)}`;
    }
    panel.querySelector("[data-sending-sentence]").textContent = sentence;
    if (Date.now() - lastNews > NEWS_EVERY_MS || !isSending()) {
      lastNews = Date.now();
      announce(sentence);
    }
    panel.querySelector("[data-after]").hidden = isSending() || !failed;
    panel.querySelector("[data-stay]").hidden = !isSending();
  }

  function goOn() {
    tell();
    while (count("going") < AT_ONCE) {
      const next = files.find((one) => one.state === "waiting");
      if (!next) {
        break;
      }
      next.send().then(() => {
        if (files.every((one) => one.state === "sent")) {
          tell();
          window.location.assign(addresses.page);
        } else {
          goOn();
        }
      });
    }
  }

  form.addEventListener("submit", async (event) => {
    if (!input.files.length) {
      return; // the page says what is wrong
    }
    event.preventDefault();
    if (isSending()) {
      return;
    }
    const button = form.querySelector("button.primary");
    button.disabled = true;
    files = [...input.files].map((file) => new Sending(file));
    const body = new FormData();
    body.append("department", form.elements.department.value);
    body.append("language", form.elements.language.value);
    if (form.elements.built_in_engine?.checked) {
      body.append("built_in_engine", "on");
    }
    body.append("expected", files.length);
    const answer = await post(form.dataset.upload, body);
    panel.hidden = false;
    panel.querySelector("[data-sending-files]").replaceChildren(...files.map((one) => one.row));
    panel.querySelector("h2").focus();
    if (!answer.ok) {
      files = [];
      button.disabled = false;
      panel.querySelector("[data-sending-files]").replaceChildren();
      panel.querySelector("[data-sending-sentence]").textContent = answer.body.message;
      announce(answer.body.message);
      return;
    }
    addresses = answer.body;
    panel.querySelector("[data-go-on]").href = addresses.page;
    form.hidden = true;
    goOn();
  });

  panel.querySelector("[data-retry-all]").addEventListener("click", () => {
    files.filter((one) => one.state === "failed").forEach((one) => one.become("waiting"));
    goOn();
  });

  window.addEventListener("beforeunload", (event) => {
    if (isSending()) {
      event.preventDefault();
    }
  });

  // --- Dropping files and folders ----------------------------------------------------------------------------------

  async function filesOf(entry) {
    if (JUNK.test(entry.name)) {
      return [];
    }
    if (entry.isFile) {
      return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
    }
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
      if (!part.length) {
        break;
      }
      found.push(...part);
    }
    return (await Promise.all(found.map(filesOf))).flat();
  }

  async function choose(dropped) {
    // What was dropped is gone once this function waits, so all entries are taken first.
    const entries = [...dropped.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) {
      input.files = dropped.files;
      return;
    }
    const chosen = new DataTransfer();
    (await Promise.all(entries.map(filesOf))).flat().forEach((file) => chosen.items.add(file));
    input.files = chosen.files;
  }

  for (const kind of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(kind, (event) => {
      const zone = event.target.closest("[data-drop-zone]");
      if (!zone) {
        return;
      }
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      if (kind === "drop") {
        choose(event.dataTransfer);
      }
    });
  }
})();
