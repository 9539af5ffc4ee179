// Shows how a run is going: while [data-progress-running], the part is fetched anew and replaced.
// Without JavaScript the page's own link does the same.
const PAUSE_MS = 2000;

async function follow() {
  const shown = document.querySelector("[data-progress]");
  if (!shown || !("progressRunning" in shown.dataset)) return;
  try {
    const response = await fetch(location.href, { redirect: "manual" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-progress]");
    if (fresh) shown.replaceWith(fresh);
  } catch {
    // No network just now: try again.
  }
  setTimeout(follow, PAUSE_MS);
}

setTimeout(follow, PAUSE_MS);
