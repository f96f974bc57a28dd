// Stands beside the page, in a world of its own, and tells what happened on it. It changes nothing.
(() => {
  // A page that is just being opened may be given the script twice; one witness is enough.
  if (globalThis.parcoursWatches) return;
  globalThis.parcoursWatches = true;
  const PRESSES = ["mousedown", "click"];
  const KEYS = ["keydown"];
  const OUTCOMES = ["input", "submit"];

  // The guide's panel is no part of the page, and keeps to itself what happens in it.
  const inPanel = ({ target }) => target instanceof HTMLElement && target.popover === "manual" && !target.childNodes.length;

  const told = (event) => ({
    type: event.type,
    trusted: event.isTrusted,
    at: (performance.timeOrigin + event.timeStamp) / 1000,
    x: event.screenX ?? null,
    y: event.screenY ?? null,
    typing: event instanceof InputEvent,
    key: event.key ?? null,
    shortcut: Boolean(event.ctrlKey || event.altKey || event.metaKey || /^F\d+$/.test(event.key ?? "")),
  });
  const tell = (what) => globalThis.parcoursWitness(JSON.stringify(what));

  for (const type of [...PRESSES, ...KEYS, ...OUTCOMES]) {
    window.addEventListener(type, (event) => inPanel(event) || tell(told(event)), { capture: true, passive: true });
  }
  const ready = () => {
    const [navigation] = performance.getEntriesByType("navigation");
    tell({ type: "ready", trusted: true, at: (performance.timeOrigin + navigation.domContentLoadedEventStart) / 1000 });
  };
  if (window !== window.top) return;
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => setTimeout(ready), { once: true });
  else ready();
})();
