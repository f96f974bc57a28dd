// One glance at the page: what a person sees of headings and messages, and whether it is still at work.
() => {
  const roots = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll("*")) if (element.shadowRoot) roots.push(element.shadowRoot);
  }
  const all = selector => roots.flatMap(root => [...root.querySelectorAll(selector)]);
  const visible = element => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const text = element => (element.innerText ?? element.textContent ?? "").trim();
  const shown = selector => all(selector).filter(visible).map(text).filter(Boolean);
  const levels = ["h1, [role=heading][aria-level='1']", "h2, [role=heading]", "h3"];
  const described = all("[aria-invalid=true]")
    .flatMap(field => `${field.getAttribute("aria-errormessage") ?? ""} ${field.getAttribute("aria-describedby") ?? ""}`.split(/\s+/))
    .filter(Boolean)
    .flatMap(id => all(`[id="${CSS.escape(id)}"]`))
    .filter(element => visible(element) && /err|invalid|alert|faut/i.test(`${element.id} ${element.className} ${element.getAttribute("role")}`));
  const notices = [...shown("[role=alert], [role=alertdialog], [aria-live=assertive]"), ...described.map(text)];
  const said = notices.length ? notices : shown("[class*=error i], [class*=erreur i], [class*=alert i], [class*=danger i]");
  const [navigation] = performance.getEntriesByType("navigation");
  const loaded = document.readyState === "complete" && navigation ? navigation.loadEventEnd : 0;
  return {
    headings: levels.map(shown).find(found => found.length) ?? [],
    notices: [...new Set(said)],
    status: navigation?.responseStatus ?? 0,
    age: loaded ? (performance.now() - loaded) / 1000 : 0,
    busy: all("[aria-busy=true], [role=progressbar], progress").some(visible),
    document: performance.timeOrigin / 1000,
  };
}
