/**
 * What stands on the page, for the record of its picture: its size, and the boxes of everything that a callout
 * must not cover. Boxes are in CSS pixels from the upper left corner of the page.
 */
() => {
  const CONTROLS =
    "a[href], button, input, select, textarea, summary, [role=button], [role=link], [role=checkbox], " +
    "[role=radio], [role=switch], [role=tab], [contenteditable=true]";
  const obstacles = [];

  const visible = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });

  const deepestAt = (x, y) => {
    let found = document.elementFromPoint(x, y);
    while (found?.shadowRoot) {
      const inner = found.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === found) break;
      found = inner;
    }
    return found;
  };

  const contains = (outer, inner) => {
    for (let node = inner; node; node = node.parentNode ?? node.host) if (node === outer) return true;
    return false;
  };

  /** Whether something else, like a banner, lies over it. What is outside the window cannot be asked. */
  const covered = (element, rect) => {
    const x = rect.x + rect.width / 2;
    const y = rect.y + rect.height / 2;
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return false;
    const top = deepestAt(x, y);
    return top !== null && !contains(element, top) && !contains(top, element);
  };

  const add = (kind, element, rect, text) => {
    if (rect.width < 2 || rect.height < 2 || rect.right <= 0 || rect.bottom + scrollY <= 0) return;
    if (covered(element, rect)) return;
    obstacles.push({
      kind,
      text: text.replace(/\s+/g, " ").trim().slice(0, 200),
      box: { x: rect.x + scrollX, y: rect.y + scrollY, width: rect.width, height: rect.height },
    });
  };

  /** The part of a box that its ancestors let through: texts for screen readers alone are cut off. */
  const clipped = (element, rect) => {
    let { left, top, right, bottom } = rect;
    for (let node = element; node; node = node.parentElement ?? node.getRootNode().host) {
      const style = getComputedStyle(node);
      if (style.overflowX === "visible" && style.overflowY === "visible" && style.clipPath === "none") continue;
      const edge = node.getBoundingClientRect();
      left = Math.max(left, edge.left);
      right = Math.min(right, edge.right);
      top = Math.max(top, edge.top);
      bottom = Math.min(bottom, edge.bottom);
    }
    return new DOMRect(left, top, Math.max(right - left, 0), Math.max(bottom - top, 0));
  };

  const addLines = (node) => {
    const parent = node.parentElement ?? node.parentNode.host;
    if (!parent || !node.data.trim() || !visible(parent)) return;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [];
    for (const rect of range.getClientRects()) {
      const line = lines.find((known) => Math.abs(known.top - rect.top) < rect.height / 2);
      if (line) {
        line.left = Math.min(line.left, rect.left);
        line.right = Math.max(line.right, rect.right);
      } else lines.push({ left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom });
    }
    const kind = parent.closest("label, legend") ? "label" : "text";
    for (const { left, right, top, bottom } of lines)
      add(kind, parent, clipped(parent, { left, top, right, bottom }), node.data);
  };

  /** What a control is called: by its label, the first line of which may hold the control itself, or by its own words. */
  const called = (control) =>
    (control.labels?.[0]?.innerText.trim().split("\n")[0] ?? "") || control.innerText || control.placeholder || "";

  const walk = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.nodeType === Node.TEXT_NODE) {
        addLines(node);
        continue;
      }
      if (node.shadowRoot) walk(node.shadowRoot);
      if (node.matches("script, style, template, noscript") || !visible(node)) continue;
      const name = node.getAttribute("aria-label") ?? node.getAttribute("alt") ?? "";
      if (node.matches(CONTROLS)) add("control", node, node.getBoundingClientRect(), name || called(node));
      else if (node.matches("img, svg, video, canvas, picture, iframe, object, embed"))
        add("image", node, node.getBoundingClientRect(), name);
    }
  };

  /** As wide as the window, or as what can be scrolled to at its right. */
  const wholeWidth = () => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const scrolls = [document.documentElement, document.body].every(
      (each) => !/hidden|clip/.test(getComputedStyle(each).overflowX),
    );
    const furthest = Math.max(0, ...obstacles.map(({ box }) => Math.ceil(box.x + box.width)));
    return Math.max(clientWidth, 1, scrolls ? Math.min(scrollWidth, furthest + 32) : 0);
  };

  walk(document.body);
  window[Symbol.for("parcours")]?.freshen();
  const [width, height] = [wholeWidth(), Math.max(document.documentElement.scrollHeight, 1)];
  return {
    width,
    height,
    beyond: width > innerWidth || height > innerHeight,
    zoom: visualViewport.scale,
    title: document.querySelector("h1")?.innerText ?? "",
    obstacles,
  };
};
