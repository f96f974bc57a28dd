/**
 * Tells where things stand in the window: what is pointed at, and what must not be covered.
 *
 * Boxes are in CSS pixels from the upper left corner of the window.
 */
(native) => {
  const CONTROLS =
    "a[href], button, input, select, textarea, summary, [role=button], [role=link], [role=checkbox], " +
    "[role=radio], [role=switch], [role=tab], [contenteditable=true]";
  const GROUPS = "fieldset, [role=group], [role=radiogroup]";
  const UNREAD = "script, style, template, noscript";
  const IMAGES = "img, svg, video, canvas, picture";
  const FRAMEWORK = "footer, header, nav, [role=contentinfo], [role=banner], [role=navigation]";
  const WEIGHTS = { control: 1, label: 0.5, text: 0.3, image: 0.1 }; // how bad it is to cover such a thing
  const FILLING = 0.6; // share of the window's height from which on a thing is no bar along its edge
  const NEAR = 20; // the most that parts a box to tick from its label

  const parentOf = (node) => native.parentElement(node) ?? native.rootOf(node).host ?? null;

  const visible = (element) =>
    native.checkVisibility(element, { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });

  const box = ({ left, top, right, bottom }) => ({ left, top, right, bottom });
  const around = (a, b) => ({
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  });
  const area = ({ left, top, right, bottom }) => Math.max(right - left, 0) * Math.max(bottom - top, 0);
  const within = (a, b) => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const overlap = (a, b) => area(within(a, b));
  const gap = (a, b) => Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);

  const labelOf = (element) => (element instanceof HTMLInputElement ? native.labels(element)?.[0] : undefined);

  /** The box of the words in `element`, which may stand in a much longer line. */
  const wordsOf = (element) => {
    const range = native.createRange(document);
    native.selectNodeContents(range, element);
    return box(native.rectOfRange(range));
  };

  /** The box of all that is to be read and used in `group`, which may be as wide as the page. */
  const contentsOf = (group) => {
    const walker = native.createTreeWalker(document, group, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    const found = [];
    while (native.nextNode(walker)) {
      const node = native.currentNode(walker);
      if (node.nodeType !== Node.TEXT_NODE) {
        if (native.matches(node, CONTROLS) && visible(node)) found.push(box(native.rect(node)));
      } else if (native.data(node).trim() && visible(parentOf(node))) found.push(...linesOf(node));
    }
    const own = box(native.rect(group));
    const shown = found.map((each) => within(each, own)).filter((each) => area(each) > 0);
    return shown.length ? shown.reduce(around) : own;
  };

  /** What a person aims at who wants `element`: for a box to tick, its label too. */
  const aimOf = (element) => {
    const own = native.rect(element);
    const label = labelOf(element);
    if (label && visible(label)) {
      const unseen = own.width < 4 || own.height < 4 || own.right < 0 || native.styleOf(element).opacity === "0";
      const words = native.rect(label);
      if (unseen) return box(words);
      if (native.matches(element, "[type=radio], [type=checkbox]") && gap(own, words) <= NEAR) return around(own, words);
    } else if (native.matches(element, GROUPS)) {
      return contentsOf(element);
    } else if (!native.matches(element, `${CONTROLS}, ${IMAGES}`) && native.textContent(element).trim()) {
      return wordsOf(element);
    }
    return box(own);
  };

  /** Where `inner`, a box in the window of a frame, is in the window that the frame is in. */
  const placed = (frame, inner) => {
    const own = native.rect(frame);
    const [x, y] = [own.width / native.offsetWidth(frame) || 1, own.height / native.offsetHeight(frame) || 1];
    const { paddingLeft, paddingTop } = native.styleOf(frame);
    const left = own.left + x * (native.clientLeft(frame) + parseFloat(paddingLeft));
    const top = own.top + y * (native.clientTop(frame) + parseFloat(paddingTop));
    const put = (one) =>
      ({ ...one, left: left + x * one.left, top: top + y * one.top, right: left + x * one.right, bottom: top + y * one.bottom });
    return { ...put(inner), others: inner.others.map(put) };
  };

  /** Which of two comes first for somebody who reads the page. */
  const order = (one, other) => {
    const [a, b] = [aimOf(one), aimOf(other)];
    return a.bottom <= b.top || b.bottom <= a.top ? a.top - b.top : a.left - b.left;
  };

  /** Whether a person sees `element`, or the label that stands for it. */
  const seen = (element) => {
    if (!native.isConnected(element)) return false;
    const label = labelOf(element);
    if (!visible(element) && !(label && visible(label))) return false;
    return area(aimOf(element)) > 0;
  };

  /** Those of `elements` that are meant: the fields of a code that has one for each sign, or else the first that is seen. */
  const chosen = (elements) => {
    const shown = elements.filter(seen);
    const split = shown.length > 1 && shown.every((each) => each instanceof HTMLInputElement && each.maxLength === 1);
    return split ? shown : [shown[0] ?? elements[0]].filter(Boolean);
  };
  const aimOfAll = (elements) => elements.map(aimOf).reduce(around);

  /** The part of `rect` that the ancestors of `element` let through. */
  const clipped = (element, rect) => {
    let left = rect;
    for (let node = element; node && native.styleOf(node).position !== "fixed"; node = parentOf(node)) {
      if (node === element || node === native.documentElement(document) || node === native.body(document)) continue;
      const { overflowX, overflowY } = native.styleOf(node);
      if (overflowX !== "visible" || overflowY !== "visible") left = within(left, box(native.rect(node)));
    }
    return left;
  };

  /** Whether something smaller than the page is scrolled to show `element`, or nothing can be. */
  const inScroller = (element) => {
    const page = [native.documentElement(document), native.body(document)];
    for (let node = element; node && !page.includes(node); node = parentOf(node)) {
      const { overflowY, position } = native.styleOf(node);
      if (position === "fixed") return true;
      if (node !== element && /auto|scroll/.test(overflowY) && native.scrollHeight(node) > native.clientHeight(node)) return true;
    }
    return false;
  };

  /** What of the page lies uppermost there; the overlay's panel is none of it. */
  const deepestAt = (x, y, host) => {
    let found = native.elementFromPoint(document, x, y);
    if (found === host) found = native.elementsFromPoint(document, x, y).find((element) => element !== host) ?? null;
    while (found && native.shadowRoot(found)) {
      const inner = native.elementInRootFromPoint(native.shadowRoot(found), x, y);
      if (!inner || inner === found) break;
      found = inner;
    }
    return found;
  };

  const holds = (outer, inner) => {
    for (let node = inner; node; node = parentOf(node)) if (node === outer) return true;
    return false;
  };

  /** Whether something else of the page, like a banner, lies over the middle of `rect`. */
  const covered = (element, rect, room, host) => {
    const x = (rect.left + rect.right) / 2;
    const y = (rect.top + rect.bottom) / 2;
    if (x < 0 || y < 0 || x >= room.right || y >= room.bottom) return false;
    const top = deepestAt(x, y, host);
    if (!top) return false;
    const label = labelOf(element);
    return !holds(element, top) && !holds(top, element) && !(label && holds(label, top));
  };

  /** The header, footer or the like that stays where it is in the window and lies over this point of `element`. */
  const barAt = (x, y, element, room, host) => {
    for (let node = deepestAt(x, y, host); node && !holds(node, element); node = parentOf(node)) {
      if (!/fixed|sticky/.test(native.styleOf(node).position)) continue;
      const bar = box(native.rect(node));
      return bar.bottom - bar.top < FILLING * (room.bottom - room.top) ? bar : null;
    }
    return null;
  };

  /** The part of `rect` that no such bar hides; `element` is what is looked at there. */
  const unbarred = (element, rect, room, host) => {
    let left = rect;
    const x = (rect.left + rect.right) / 2;
    for (const y of [rect.top + 1, rect.bottom - 1]) {
      const bar = area(left) > 0 && barAt(x, y, element, room, host);
      if (!bar) continue;
      if (bar.top + bar.bottom < room.top + room.bottom) left = { ...left, top: Math.min(Math.max(bar.bottom, left.top), left.bottom) };
      else left = { ...left, bottom: Math.max(Math.min(bar.top, left.bottom), left.top) };
    }
    return left;
  };

  const linesOf = (node) => {
    const range = native.createRange(document);
    native.selectNodeContents(range, node);
    const lines = [];
    for (const rect of native.rectsOfRange(range)) {
      const line = lines.find((known) => Math.abs(known.top - rect.top) < rect.height / 2);
      if (line) {
        line.left = Math.min(line.left, rect.left);
        line.right = Math.max(line.right, rect.right);
      } else lines.push(box(rect));
    }
    return lines;
  };

  /** Everything in `room` that a callout should not cover. */
  const obstacles = (room, host) => {
    const found = [];
    const add = (kind, element, rect) => {
      const shown = within(rect, room);
      if (shown.right - shown.left < 2 || shown.bottom - shown.top < 2) return;
      if (covered(element, rect, room, host)) return;
      // What is on every page is wanted less often than what is on this one alone.
      const weight = WEIGHTS[kind] * (native.closest(element, FRAMEWORK) ? 0.1 : 1);
      found.push({ kind, weight, ...shown });
    };
    const addText = (node) => {
      const parent = parentOf(node);
      if (!parent || !native.data(node).trim() || native.matches(parent, UNREAD)) return;
      if (!visible(parent) || !overlap(native.rect(parent), room)) return;
      const kind = native.closest(parent, "label, legend") ? "label" : "text";
      for (const line of linesOf(node)) add(kind, parent, clipped(parent, line));
    };
    const addElement = (element) => {
      const kind = native.matches(element, CONTROLS) ? "control" : native.matches(element, IMAGES) ? "image" : "";
      if (!kind || !visible(element)) return;
      const rect = box(native.rect(element));
      if (overlap(rect, room)) add(kind, element, clipped(element, rect));
    };
    const walk = (root) => {
      const walker = native.createTreeWalker(document, root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      while (native.nextNode(walker)) {
        const node = native.currentNode(walker);
        if (node.nodeType === Node.TEXT_NODE) {
          addText(node);
          continue;
        }
        const inner = native.shadowRoot(node);
        if (inner) walk(inner);
        addElement(node);
      }
    };
    if (native.body(document)) walk(native.body(document));
    return found;
  };

  return { aimOf, aimOfAll, area, box, chosen, clipped, covered, inScroller, obstacles, order, overlap, placed, seen, unbarred, within };
};
