"use strict";
/* Shows lists anew when the sandbox tells of a change. Without this script a reload does the same. */
(() => {
  const page = document.querySelector("[data-live]");
  const topics = new Set((page?.dataset.live ?? "").split(" ").filter(Boolean));
  const PAUSE = 300;
  let seen = Number(page?.dataset.sequence ?? 0);
  let waiting = false;
  let busy = false;
  let source = null;

  const within = (part, key) => key && part.querySelector(`[data-key="${CSS.escape(key)}"]`);

  /* A part in which somebody is typing is left alone; of the others the open details and the focus are kept. */
  function replace(part, fresh) {
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    if (part.innerHTML === fresh.innerHTML || active?.matches("input, select, textarea")) return false;
    const key = active?.closest("[data-key]")?.dataset.key;
    const open = [...part.querySelectorAll("details[open][data-key]")].map((one) => one.dataset.key);
    if (open.some((one) => within(part, one)?.querySelector("input:not([type=hidden])")?.value)) return false;
    part.replaceChildren(...fresh.childNodes);
    for (const one of open) within(part, one)?.setAttribute("open", "");
    within(part, key)?.focus({ preventScroll: true });
    prepare(part);
    return true;
  }

  async function refresh() {
    if (busy) { waiting = true; return; }
    busy = true;
    waiting = false;
    try {
      const response = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
      if (!response.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      for (const part of document.querySelectorAll("[data-live-part]")) {
        const other = fresh.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
        if (other && replace(part, other) && part.dataset.livePart !== "now") {
          part.classList.remove("fresh");
          requestAnimationFrame(() => part.classList.add("fresh"));
        }
      }
      document.documentElement.dataset.refreshed = String(seen);
    } catch (error) {
      console.info("The sandbox did not answer:", error);
    } finally {
      setTimeout(() => { busy = false; if (waiting) refresh(); }, PAUSE);
    }
  }

  function listen() {
    if (source || !topics.size || document.hidden) return;
    source = new EventSource(`/console/events?after=${seen}`);
    source.addEventListener("open", () => { document.documentElement.dataset.listening = "yes"; });
    source.addEventListener("message", (event) => {
      seen = Number(event.lastEventId) || seen;
      const told = JSON.parse(event.data).topics;
      if (told.some((topic) => topics.has(topic))) refresh();
    });
  }

  function prepare(within) {
    if (!navigator.clipboard) return;
    for (const button of within.querySelectorAll("[data-copy]")) button.hidden = false;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    document.querySelector("[data-live-status]").textContent = "Copied.";
    button.textContent = "Copied";
  });
  /* A browser has few connections to one host: a page that nobody looks at gives its own back. */
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { source?.close(); source = null; } else { listen(); }
  });
  window.addEventListener("pagehide", () => { source?.close(); source = null; });
  window.addEventListener("pageshow", listen);
  prepare(document);
})();
