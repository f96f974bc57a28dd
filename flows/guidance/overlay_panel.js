/**
 * The small window of the guide: chapter, progress, what to do now, and buttons.
 *
 * It stands in a corner of the window and can be moved to another one or made small. What happens in it never
 * reaches the page: the overlay catches it before and asks here what it was about.
 */
(native, root, stage, words, act) => {
  const CORNERS = ["bottom-right", "bottom-left", "top-right", "top-left"];
  const EDGE = 12; // between the panel and the window's edge
  const CLEAR = 44; // between the panel and what is pointed at: there an arrow and a bubble find room
  const BEARABLE = 2000; // weighted square pixels of the page for which it does not go elsewhere: people look where it was
  const actions = new WeakMap();
  let stance = { corner: CORNERS[0], small: false };
  let shown = "";
  let drag = null;

  const make = (name, kind, ...children) => {
    const element = native.createElement(document, name);
    if (kind) native.setAttribute(element, "class", kind);
    native.append(element, ...children);
    return element;
  };
  const button = (kind, label, action, ...children) => {
    const made = make("button", kind, ...children);
    native.setAttribute(made, "type", "button");
    if (label) native.setAttribute(made, "aria-label", label);
    if (label) native.setAttribute(made, "title", label);
    actions.set(made, action);
    return made;
  };
  const icon = (path) => {
    const svg = native.createElementNS(document, "http://www.w3.org/2000/svg", "svg");
    const line = native.createElementNS(document, "http://www.w3.org/2000/svg", "path");
    native.setAttribute(svg, "viewBox", "0 0 24 24");
    native.setAttribute(svg, "aria-hidden", "true");
    native.setAttribute(line, "d", path);
    native.append(svg, line);
    return svg;
  };

  const chapter = make("p", "chapter");
  const mover = button("icon", words.move, () => turn(), icon("M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3"));
  const shrinker = button("icon", words.shrink, () => setSmall(true), icon("M5 12h14"));
  const head = make("div", "head", chapter, mover, shrinker);
  const count = make("p", "count");
  const bar = make("div", "bar");
  const track = make("div", "track", bar);
  const mark = make("span", "mark");
  const sentence = make("p", "sentence");
  const details = make("div", "details");
  const said = make("div", "said", make("div", "line", mark, sentence), details);
  const buttons = make("div", "buttons");
  const keys = make("p", "keys", words.keys);
  const whole = make("div", "whole", head, make("div", "progress", count, track), said, buttons, keys);
  const opener = button("opener", "", () => setSmall(false));
  const panel = make("section", "panel", whole, opener);
  native.setAttribute(panel, "role", "region");
  native.setAttribute(panel, "aria-label", words.name);
  native.setAttribute(track, "aria-hidden", "true");
  native.setAttribute(mark, "aria-hidden", "true");
  native.setAttribute(said, "role", "status");
  native.setAttribute(said, "aria-live", "polite");
  native.setAttribute(said, "aria-atomic", "true");
  native.toggleAttribute(panel, "hidden", true);
  native.append(stage, panel);

  const put = (element, text) => {
    if (native.textContent(element) !== text) native.setTextContent(element, text);
    native.toggleAttribute(element, "hidden", !text);
  };

  const focusInside = () => {
    const active = native.activeInRoot(root);
    return active !== null && native.contains(panel, active);
  };

  const applyStance = () => {
    native.setAttribute(panel, "data-corner", stance.corner);
    native.toggleAttribute(panel, "data-small", stance.small);
    native.toggleAttribute(whole, "hidden", stance.small);
    native.toggleAttribute(opener, "hidden", !stance.small);
  };

  const setStance = (changed) => {
    stance = { ...stance, ...changed };
    applyStance();
    act.moved(stance);
  };

  const setSmall = (small) => {
    const had = focusInside();
    setStance({ small });
    if (had) focus();
  };

  const focus = () => native.focus(stance.small ? opener : firstButton());
  const firstButton = () => buttons.firstElementChild ?? shrinker;
  const turn = () => setStance({ corner: CORNERS[(CORNERS.indexOf(stance.corner) + 1) % CORNERS.length] });

  /** What is said can be scrolled with the keyboard where there is no room for all of it. */
  const fit = () => {
    const cut = native.scrollHeight(said) > native.clientHeight(said) + 1;
    if (cut) native.setAttribute(said, "tabindex", "0");
    else native.removeAttribute(said, "tabindex");
  };
  native.observeSize(new native.ResizeObserver(fit), said);

  /** Shows `wanted`; what stays the same is left alone, so that it is announced once. */
  const show = (wanted) => {
    native.toggleAttribute(panel, "hidden", !wanted);
    const asked = JSON.stringify(wanted);
    if (!wanted || asked === shown) return;
    shown = asked;
    native.setAttribute(panel, "data-tone", wanted.tone);
    put(chapter, wanted.chapter);
    put(count, wanted.progress);
    native.toggleAttribute(track, "hidden", !wanted.steps);
    native.setProperty(native.style(bar), "width", `${wanted.steps ? (100 * wanted.step) / wanted.steps : 0}%`);
    put(sentence, wanted.sentence);
    const kept = details.children;
    if (kept.length !== wanted.details.length || wanted.details.some((text, at) => native.textContent(kept[at]) !== text))
      native.replaceChildren(details, ...wanted.details.map((text) => make("p", "", text)));
    native.toggleAttribute(details, "hidden", !wanted.details.length);
    showButtons(wanted.buttons);
    fit();
    native.setTextContent(opener, [words.name, wanted.progress || wanted.chapter].filter(Boolean).join(words.colon));
  };

  /** The focus stays on the button of the same name, if there still is one. */
  const showButtons = (wanted) => {
    const had = focusInside() ? native.getAttribute(native.activeInRoot(root), "data-name") : null;
    const made = wanted.map(({ name, label, kind }) => {
      const one = button(kind, "", () => act.pressed(name), label);
      native.setAttribute(one, "data-name", name);
      return one;
    });
    native.replaceChildren(buttons, ...made);
    native.toggleAttribute(buttons, "hidden", !made.length);
    if (had !== null) native.focus(made.find((one) => native.getAttribute(one, "data-name") === had) ?? made[0] ?? shrinker);
  };

  /** Does what the thing at this point is for; without a point, what has the focus. */
  const press = (point) => {
    let at = point ? native.elementInRootFromPoint(root, point.x, point.y) : native.activeInRoot(root);
    while (at && !actions.has(at)) at = native.parentElement(at);
    if (at) actions.get(at)();
  };

  const rect = () => native.rect(panel);
  const isShown = () => native.getAttribute(panel, "hidden") === null;

  /** Where the panel would stand in `corner` of a window of this size. */
  const inCorner = (corner, { width, height }, room) => {
    const left = corner.endsWith("left") ? EDGE : room.right - EDGE - width;
    const top = corner.startsWith("top") ? EDGE : room.bottom - EDGE - height;
    return { left, top, right: left + width, bottom: top + height };
  };

  /**
   * Leaves its corner if it stands before a target there, or before much else and need not.
   *
   * `others` bear the weight that covering them has; `overlap` tells how much of a box another one covers.
   */
  const keepClear = (targets, others, room, overlap) => {
    if (!isShown() || drag || native.matches(panel, ":hover") || focusInside()) return;
    const size = rect();
    const grown = targets.map((box) => ({
      left: box.left - CLEAR, top: box.top - CLEAR, right: box.right + CLEAR, bottom: box.bottom + CLEAR,
    }));
    const cost = (corner) => {
      const place = inCorner(corner, size, room);
      const sum = (boxes) => boxes.reduce((total, box) => total + (box.weight ?? 1) * overlap(box, place), 0);
      return 100 * sum(grown) + sum(others);
    };
    const best = CORNERS.reduce((a, b) => (cost(b) < cost(a) ? b : a), stance.corner);
    if (cost(stance.corner) > 2 * cost(best) + BEARABLE) setStance({ corner: best });
  };

  // Moving it with the mouse or a finger: it goes to the nearest corner when it is let go.

  const dragFrom = (point) => {
    const at = native.elementInRootFromPoint(root, point.x, point.y);
    if (!at || !native.closest(at, ".head") || native.closest(at, "button")) return false;
    drag = { x: point.x, y: point.y };
    return true;
  };
  const dragTo = ({ x, y }) =>
    native.setProperty(native.style(panel), "transform", `translate(${x - drag.x}px, ${y - drag.y}px)`);
  const drop = (room) => {
    const { left, right, top, bottom } = rect();
    drag = null;
    native.setProperty(native.style(panel), "transform", "none");
    const side = (left + right) / 2 < room.right / 2 ? "left" : "right";
    setStance({ corner: `${(top + bottom) / 2 < room.bottom / 2 ? "top" : "bottom"}-${side}` });
  };

  applyStance();
  return {
    show, press, focus, focusInside, keepClear, rect, isShown, dragFrom, dragTo, drop, setSmall,
    dragging: () => drag !== null,
    small: () => stance.small,
    restore: (former) => {
      stance = { ...stance, ...former };
      applyStance();
    },
  };
};
