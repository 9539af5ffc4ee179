// Saves a draft while it is being typed, and keeps the text in this browser when that fails.
//
// A form says where and under which name: data-autosave="<address>", data-autosave-key="<who and
// which page>". It has a hidden `seen`, the fingerprint of the draft that its reader saw, a
// [data-autosave-status] to speak in, and components/autosave.html. The address answers {saved: "14:32", seen: "…"}, or
// 409 {message} when somebody else has saved or sent in meanwhile; then nothing more is saved until
// the form itself is sent and the server has shown both versions. A {note} is said beside the time.
//
// A button first saves what is unsaved, so that without a network one stays on the page. What could
// not be saved is offered back when the page is opened again, also after another log-in: the server
// may also give it back itself, data-autosave-unsaved. While it asks which version holds,
// data-autosave-paused, the copy stays until everything is chosen; when it has saved what was sent,
// data-autosave-settled, it goes. Without JavaScript the form's own button saves.
const PAUSE_MS = 1000;
const RETRY_MS = 5000;
const PATIENCE_MS = 10_000;
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "seen"]);
const NO_NETWORK =
  "Vi når inte portalen just nu. Det ni skriver finns kvar i den här webbläsaren och sparas så snart det går.";
const LOGGED_OUT =
  "Ni är inte längre inloggad. Det ni skriver finns kvar i den här webbläsaren. Ladda om sidan och logga in, så får ni tillbaka texten.";

class Refused extends Error {}

// --- The copy in the browser ------------------------------------------------------------------

function copyOf(key) {
  const name = `autosave:${key}`;
  return {
    read() {
      try {
        const kept = JSON.parse(localStorage.getItem(name));
        if (kept && Date.now() - kept.at < KEPT_MS) return kept;
        localStorage.removeItem(name);
      } catch {
        // Storage is off or holds nonsense: then there is no copy.
      }
      return null;
    },
    write(seen, values) {
      try {
        localStorage.setItem(name, JSON.stringify({ at: Date.now(), seen, values }));
      } catch {
        // Storage is off or full: the server still has the draft.
      }
    },
    remove() {
      try {
        localStorage.removeItem(name);
      } catch {
        // Storage is off.
      }
    },
  };
}

// --- What stands in the form --------------------------------------------------------------------

function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (NOT_TYPED.has(name) || typeof value !== "string") continue;
    (values[name] ??= []).push(value.replaceAll("\r\n", "\n"));
  }
  return values;
}

function isSame(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
}

function withoutFiles(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

function fill(form, values) {
  const left = structuredClone(values);
  for (const control of form.elements) {
    if (!control.name || NOT_TYPED.has(control.name)) continue;
    if (control.type === "radio" || control.type === "checkbox") {
      control.checked = values[control.name]?.includes(control.value) ?? false;
    } else if (left[control.name]?.length && control.type !== "file") {
      control.value = left[control.name].shift();
    }
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- Saving ---------------------------------------------------------------------------------------

function watch(form) {
  const copy = copyOf(form.dataset.autosaveKey);
  const said = form.querySelector("[data-autosave-status]");
  const { seen } = form.elements;
  let isPaused = "autosavePaused" in form.dataset;
  let isUnsaved = false;
  let mayBeSent = true;
  let timer = 0;
  let underWay = null;

  const plan = (ms) => {
    clearTimeout(timer);
    timer = isPaused ? 0 : setTimeout(save, ms);
  };

  const say = (message, isTrouble = false) => {
    said.textContent = message;
    said.classList.toggle("autosave-status--trouble", isTrouble);
  };

  const stop = (message) => {
    isPaused = true;
    clearTimeout(timer);
    say(message, true);
  };

  const change = () => {
    isUnsaved = true;
    copy.write(seen.value, valuesOf(form));
    plan(PAUSE_MS);
  };

  async function send(sent) {
    const response = await fetch(form.dataset.autosave, {
      method: "POST",
      body: withoutFiles(form),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status === 409) return stop((await response.json()).message);
    if (response.type === "opaqueredirect" || response.status === 403) {
      mayBeSent = false;
      return stop(LOGGED_OUT);
    }
    if (!response.ok) throw new Refused(`${response.status}`);
    const answer = await response.json();
    seen.value = answer.seen;
    say([`Sparat ${answer.saved}`, answer.note].filter(Boolean).join(". "));
    if (!isSame(sent, valuesOf(form))) return change();
    isUnsaved = false;
    copy.remove();
  }

  async function save() {
    timer = 0;
    if (underWay) return plan(PAUSE_MS);
    mayBeSent = true;
    underWay = send(valuesOf(form)).catch((error) => {
      mayBeSent = error instanceof Refused; // then the page itself may fare better
      say(NO_NETWORK, true);
      plan(RETRY_MS);
    });
    await underWay;
    underWay = null;
  }

  form.addEventListener("input", change);
  window.addEventListener("online", () => {
    if (isUnsaved) plan(0);
  });

  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!underWay && (isPaused || !isUnsaved)) {
      if (isPaused && !mayBeSent) event.preventDefault();
      else if (isPaused && isChosen(form) && navigator.onLine) copy.remove();
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    await underWay;
    if (isUnsaved && !isPaused) await save();
    if (!mayBeSent) return;
    clearTimeout(timer);
    isUnsaved = false;
    form.requestSubmit(submitter);
  });

  if ("autosaveSettled" in form.dataset) copy.remove();
  if ("autosaveUnsaved" in form.dataset) return change();
  offer(form, copy, seen, isPaused);
}

// Between the versions of what two have written; a form without any has nothing settled.
function isChosen(form) {
  const groups = new Set([...form.querySelectorAll("[name^='choice:']")].map(({ name }) => name));
  const chosen = new FormData(form);
  return groups.size > 0 && [...groups].every((name) => chosen.has(name));
}

function offer(form, copy, seen, isPaused) {
  const kept = copy.read();
  if (!kept || isPaused) return;
  if (isSame(kept.values, valuesOf(form))) return copy.remove();
  const banner = form.querySelector("[data-autosave-offer]");
  banner.querySelector("[data-autosave-at]").textContent = inWords(new Date(kept.at));
  banner.querySelector("[data-autosave-restore]").addEventListener("click", () => {
    banner.hidden = true;
    seen.value = kept.seen;
    fill(form, kept.values);
    form.querySelector("[data-autosave-status]").textContent = "Texten är tillbaka i fälten.";
  });
  banner.querySelector("[data-autosave-forget]").addEventListener("click", () => {
    banner.hidden = true;
    copy.remove();
  });
  banner.hidden = false;
}

function inWords(at) {
  const isToday = at.toDateString() === new Date().toDateString();
  return at.toLocaleString("sv-SE", isToday ? { timeStyle: "short" } : { dateStyle: "long", timeStyle: "short" });
}

for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);
for (const link of document.querySelectorAll("[data-autosave-discard]")) {
  link.addEventListener("click", () => copyOf(link.dataset.autosaveDiscard).remove());
}
for (const done of document.querySelectorAll("[data-autosave-done]")) {
  copyOf(done.dataset.autosaveDone).remove();
}
