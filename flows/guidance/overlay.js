/**
 * The live overlay of one document: callouts that follow their targets, and the guide's panel.
 *
 * Its window is a popover beside the page's body, so it lies above everything; where the page opens a modal dialog
 * it moves into that, for all else is inert then. Its parts are in a shadow root. Nothing is drawn with attributes or
 * markup that a policy could forbid. Where callouts stand is worked out by whoever holds the other end of `ask`.
 */
(native, watcher, survey, makePanel, config) => {
  const SVG = "http://www.w3.org/2000/svg";
  const QUIET = 6; // frames without movement after which things are looked at anew
  const RESTLESS = 45; // frames of movement after which they are, too: a button may throb for ever
  const AWAKE = 18; // frames without movement after which nothing is looked at any more
  const PATIENCE = 40; // times that a page may throw the overlay out within the time below
  const TRUCE = 2000; // milliseconds
  const ROOM = 14; // pixels between the panel and a target that is scrolled to
  const WIDE = 0.6; // share of the window's width from which on a panel reaches across it
  const COVERED = 60; // square pixels that a bubble may newly cover before it gets another place
  const PATHS = { up: "M12 20V5M5 12l7-7 7 7", down: "M12 4v15M5 12l7 7 7-7", left: "M20 12H5M12 5l-7 7 7 7",
    right: "M4 12h15M12 5l7 7-7 7" };
  const OURS = ["pointerdown", "pointerup", "pointermove", "pointercancel", "pointerover", "pointerout", "mousedown",
    "mouseup", "mousemove", "mouseover", "mouseout", "click", "dblclick", "auxclick", "contextmenu", "touchstart",
    "touchend", "touchmove", "touchcancel", "wheel", "keydown", "keyup", "keypress", "focusin", "focusout", "focus",
    "blur", "gotpointercapture", "lostpointercapture", "beforetoggle", "toggle", "selectstart", "dragstart"];

  const send = window[config.key];
  const ask = (kind, content = null) => send(kind, content).catch(() => null); // there is nobody any more to answer

  const host = native.createElement(document, "div");
  const root = native.attachShadow(host, { mode: config.open ? "open" : "closed" });
  const stage = native.createElement(document, "div");
  const drawings = native.createElement(document, "div");
  let panel = null;
  let pointers = [];
  let placed = null; // the room that the callouts were placed in
  let left = false;

  // What is told to the other end

  let telling = false;
  let more = false;
  const stirred = () => {
    if (left) return;
    if (telling) {
      more = true;
      return;
    }
    telling = true;
    more = false;
    ask("stir").then(() => native.later(() => {
      telling = false;
      if (more) stirred();
    }, 16));
  };

  // The host

  /** The modal dialogs and other things of the page that lie above it, in the order in which they were met. */
  let above = [];
  const lookAbove = () => {
    const now = [...native.queryAll(document, ":modal, :popover-open")].filter((element) => element !== host);
    const full = native.fullscreenElement(document);
    if (full && !now.includes(full)) now.push(full);
    const known = above.filter((element) => now.includes(element));
    const fresh = now.filter((element) => !known.includes(element));
    above = [...known, ...fresh];
    return fresh.length > 0;
  };
  const home = () => above.filter((element) => native.matches(element, "dialog:modal")).at(-1) ?? native.documentElement(document);

  let thrownOut = [];
  const mayReturn = () => {
    const now = native.now();
    thrownOut = [...thrownOut.filter((time) => now - time < TRUCE), now];
    return thrownOut.length <= PATIENCE;
  };

  /** Puts the host where it belongs, and on top of all that the page shows. */
  const lift = () => {
    if (left || !native.documentElement(document) || !native.body(document)) return;
    const fresh = lookAbove();
    const where = home();
    const astray = native.parentNode(host) !== where;
    if (!astray && !fresh && native.matches(host, ":popover-open")) return;
    if (astray && !mayReturn()) {
      native.later(lift, TRUCE);
      return;
    }
    const focused = native.activeInRoot(root);
    if (astray) native.append(where, host);
    else if (native.matches(host, ":popover-open")) native.hidePopover(host);
    if (!native.matches(host, ":popover-open")) native.showPopover(host);
    if (focused) native.focus(focused, { preventScroll: true });
    wake();
  };

  /** A page that is zoomed by its own style does not zoom the overlay. */
  const unzoom = () => native.setProperty(native.style(stage), "zoom", String(1 / native.zoom(host)));

  const room = () => survey.box(native.rect(host));

  // Drawing

  /** Builds what `[name, attributes, children]` tells; `each` is told every element in the order of the drawing. */
  const build = ([name, attributes, children], each) => {
    const element = native.createElementNS(document, SVG, name);
    for (const [key, value] of Object.entries(attributes)) native.setAttribute(element, key, value);
    each(element, attributes);
    native.append(element, ...children.map((child) => (typeof child === "string" ? child : build(child, each))));
    return element;
  };

  const draw = (pointer, { tree, bubble }, aim) => {
    const frame = [];
    let inFrame = true;
    const svg = build(tree, (element, { width, height, class: kind }) => {
      if (!inFrame || element.localName !== "rect") return;
      frame.push({ element, width: Number(width), height: Number(height) });
      inFrame = kind !== "frame";
    });
    const layer = native.createElement(document, "div");
    native.setAttribute(layer, "class", "callout");
    native.setAttribute(layer, "aria-hidden", "true");
    native.append(layer, svg);
    native.append(drawings, layer);
    erase(pointer);
    pointer.drawing = { layer, frame, bubble, aim, shown: pointer.seen.shown, by: [0, 0], cover: 0 };
  };

  const erase = (pointer) => {
    if (pointer.drawing) native.remove(pointer.drawing.layer);
    pointer.drawing = null;
  };

  const size = (box) => [box.right - box.left, box.bottom - box.top];
  const moved = (box, dx, dy) => ({ left: box.left + dx, top: box.top + dy, right: box.right + dx, bottom: box.bottom + dy });

  /** Where a target is, and the part of it that is in the window. */
  const sight = ({ element, parts, inner }, room) => {
    if (!survey.seen(element)) return null;
    const aim = survey.box(inner ? survey.placed(element, inner) : survey.aimOfAll(parts));
    const clipped = survey.clipped(element, inner ? survey.within(aim, survey.box(native.rect(element))) : aim);
    const shown = survey.unbarred(element, survey.within(clipped, room), room, host);
    const enough = survey.area(shown) >= survey.area(aim) / 2 || Math.min(...size(shown)) >= 24;
    return { aim, shown, enough };
  };

  /** Moves a callout with its target; tells whether that had moved. */
  const follow = (pointer, room) => {
    const seen = sight(pointer, room);
    const now = seen ? Object.values(seen.aim).join() + seen.enough : "";
    const changed = now !== pointer.now;
    pointer.now = now;
    pointer.seen = seen;
    if (!pointer.drawing) return changed;
    const { layer, frame, aim } = pointer.drawing;
    native.toggleAttribute(layer, "hidden", !seen?.enough);
    if (!seen) return changed;
    const [dx, dy] = [seen.aim.left - aim.left, seen.aim.top - aim.top];
    native.setProperty(native.style(layer), "transform", `translate(${dx}px, ${dy}px)`);
    pointer.drawing.by = [dx, dy];
    const [wider, higher] = size(seen.aim).map((extent, axis) => extent - size(aim)[axis]);
    for (const { element, width, height } of frame) {
      native.setAttribute(element, "width", Math.max(width + wider, 0));
      native.setAttribute(element, "height", Math.max(height + higher, 0));
    }
    return changed;
  };

  // Where a target out of sight is

  const hints = {};
  const makeHint = (way) => {
    const hint = native.createElement(document, "div");
    native.setAttribute(hint, "class", "hint");
    native.setAttribute(hint, "data-way", way);
    native.setAttribute(hint, "aria-hidden", "true");
    native.toggleAttribute(hint, "hidden", true);
    const arrow = build(["svg", { viewBox: "0 0 24 24" }, [["path", { d: PATHS[way] }, []]]], () => undefined);
    native.append(hint, arrow, config.words[way]);
    native.append(drawings, hint);
    return hint;
  };

  const wayTo = ({ aim, shown }, room) => {
    if (aim.top >= room.bottom || (aim.bottom > shown.bottom && shown.bottom <= shown.top)) return "down";
    if (aim.bottom <= room.top) return "up";
    if (aim.left >= room.right) return "right";
    if (aim.right <= room.left) return "left";
    if (aim.bottom - shown.bottom > shown.top - aim.top) return "down";
    return "up";
  };

  const hint = (room) => {
    const seen = pointers.map((pointer) => pointer.seen).filter(Boolean);
    const away = seen.some(({ enough }) => enough) ? [] : seen.slice(0, 1);
    const ways = away.map((each) => wayTo(each, room));
    for (const [way, element] of Object.entries(hints)) native.toggleAttribute(element, "hidden", !ways.includes(way));
  };

  // Following: frame by frame while something moves, then not at all until something stirs

  let running = false;
  let still = 0;
  let restless = 0;
  const wake = () => {
    still = 0;
    if (running || left || !pointers.length) return;
    running = true;
    native.frame(step);
  };

  const step = () => {
    if (left || !pointers.length) {
      running = false;
      return;
    }
    still = followAll() ? 0 : still + 1;
    restless = still ? 0 : restless + 1;
    if (still === QUIET || restless === RESTLESS) settle();
    running = still < AWAKE;
    if (running) native.frame(step);
    else guard();
  };

  const followAll = () => {
    unzoom();
    const here = room();
    const changes = pointers.map((pointer) => follow(pointer, here));
    hint(here);
    return changes.includes(true);
  };

  /** Whether a callout does not stand well any more where it is. */
  const misplaced = (here, obstacles) =>
    pointers.some(({ seen, drawing }) => {
      if (!seen?.enough) return false;
      if (!drawing) return true;
      if (!drawing.bubble) return drawing.by.some((way) => Math.abs(way) > 1);
      const bubble = moved(drawing.bubble, ...drawing.by);
      const changed = ["aim", "shown"].some((part) =>
        size(seen[part]).some((extent, axis) => Math.abs(extent - size(drawing[part])[axis]) > 1));
      const outside = survey.overlap(bubble, here) < survey.area(bubble) - 1;
      const underPanel = panel.isShown() && survey.overlap(bubble, panel.rect()) > 0;
      return changed || outside || underPanel || cover(bubble, obstacles) > drawing.cover + COVERED;
    });

  /** What should not be covered, on the page and in the frame that is pointed into. */
  const obstaclesIn = (here) => {
    const framed = pointers.find(({ inner, element }) => inner && native.isConnected(element));
    const room = framed && survey.within(survey.box(native.rect(framed.element)), here);
    const inside = framed ? survey.placed(framed.element, framed.inner).others : [];
    const shown = inside.map((other) => ({ ...other, ...survey.within(other, room) }));
    return [...survey.obstacles(here, host), ...shown.filter((other) => survey.area(other) > 0)];
  };

  const cover = (bubble, obstacles) => obstacles.reduce((sum, box) => sum + survey.overlap(box, bubble), 0);

  /** Once nothing moves any more: the panel keeps clear of the targets, and callouts that stand badly are placed anew. */
  const settle = () => {
    if (placing) return;
    restless = 0;
    const here = room();
    const obstacles = obstaclesIn(here);
    keepPanelClear(here, obstacles);
    scrollOn(here);
    const resized = placed && String(size(placed)) !== String(size(here));
    if (resized || misplaced(here, obstacles)) place();
  };

  const keepPanelClear = (here, obstacles) => {
    const targets = pointers.filter(({ seen }) => seen?.enough).map(({ seen }) => seen.shown);
    panel.keepClear(targets, obstacles, here, survey.overlap);
  };

  let placing = null;
  let again = false;

  /** Has the callouts placed and draws them, and does so once more if that is asked meanwhile. */
  const place = () => {
    again = true;
    placing ??= placeWhileAsked();
    return placing;
  };

  const placeWhileAsked = async () => {
    while (again) {
      again = false;
      await placeOnce();
    }
    placing = null;
  };

  /** What moves before the answer is there is made up for; what is not pointed at any more then is not drawn. */
  const placeOnce = async () => {
    const wanted = pointers;
    const here = room();
    const obstacles = obstaclesIn(here);
    const visible = wanted.filter((pointer) => {
      pointer.seen = sight(pointer, here);
      return pointer.seen?.enough;
    });
    keepPanelClear(here, obstacles);
    if (!visible.length) return;
    const aims = visible.map(({ seen }) => seen.aim);
    const answer = await ask("place", {
      width: here.right,
      height: here.bottom,
      callouts: visible.map(({ number, text, seen }) => ({ number, text, box: seen.shown })),
      obstacles,
      panel: panel.isShown() ? survey.box(panel.rect()) : null,
    });
    if (!answer || pointers !== wanted || left) return;
    visible.forEach((pointer, at) => {
      draw(pointer, answer[at], aims[at]);
      if (pointer.drawing.bubble) pointer.drawing.cover = cover(pointer.drawing.bubble, obstacles);
    });
    placed = here;
    followAll();
    wake();
  };

  // Layout that shifts without any event is noticed by an observer around each target

  let guards = [];
  const guard = () => {
    guards.forEach(native.unobserveCrossings);
    guards = pointers.filter(({ element, seen }) => seen && native.isConnected(element)).map(({ element }) => {
      const { left: x, top: y, right, bottom } = native.rect(element);
      const here = room();
      const edges = [y, here.right - right, here.bottom - bottom, x].map((edge) => `${-Math.floor(edge)}px`);
      let first = true;
      const observer = new native.IntersectionObserver(() => {
        if (!first && !left) {
          followAll();
          wake();
        }
        first = false;
      }, { rootMargin: edges.join(" "), threshold: [0, 0.25, 0.5, 0.75, 0.999, 1] });
      native.observeCrossing(observer, element);
      return observer;
    });
  };

  // What is to be shown

  const candidates = new Map();
  let scrolledTo = null;

  /**
   * Takes the one of `elements` that is seen as the target of the pointer in this place; tells whether there is one.
   *
   * Of a frame, `inner` is what is pointed at in it, if that is known.
   */
  const aim = (elements, slot, inner = null) => {
    const parts = survey.chosen(elements);
    const [element = null] = parts;
    candidates.set(slot, element && native.ownerDocument(element) === document ? { element, parts, inner } : null);
    return element !== null;
  };

  const show = async (wanted, marks) => {
    panel.show(wanted);
    lift();
    unzoom();
    const chosen = marks
      .map(({ slot, number, text }) => ({ number, text, element: null, ...candidates.get(slot) }))
      .filter(({ element }) => element);
    const unnumbered = chosen.filter(({ number }) => !number);
    const downwards = [...unnumbered].sort((one, other) => survey.order(one.element, other.element));
    downwards.forEach((mark, at) => (mark.number = at + 1));
    candidates.clear();
    const same = chosen.length === pointers.length && chosen.every((mark, at) =>
      ["number", "text", "element"].every((key) => mark[key] === pointers[at][key]));
    if (same) {
      chosen.forEach(({ parts, inner }, at) => Object.assign(pointers[at], { parts, inner }));
      wake();
      return;
    }
    pointers.forEach(erase);
    pointers = chosen.map((mark) => ({ ...mark, drawing: null, seen: null, now: "" }));
    sizes();
    const scrolling = bringIntoView();
    followAll();
    wake();
    if (!scrolling) await place();
  };

  /** What of the window the page's own bars leave free for `element`, and a panel that reaches across it, with some room between. */
  const freeFor = (element, here) => {
    const free = survey.unbarred(element, here, here, host);
    const { left, right, top, bottom } = panel.rect();
    if (!panel.isShown() || right - left < WIDE * (here.right - here.left)) return free;
    if (top - here.top < here.bottom - bottom) return { ...free, top: Math.max(free.top, bottom + ROOM) };
    return { ...free, bottom: Math.min(free.bottom, top - ROOM) };
  };

  /**
   * Scrolls to the first target when it becomes the first: never again after that, wherever the person scrolls.
   *
   * Tells whether a scrolling has begun that will go on for a while.
   */
  const bringIntoView = () => {
    const element = pointers[0]?.element ?? null;
    if (element === scrolledTo) return false;
    scrolledTo = element;
    const here = room();
    const seen = element && sight(pointers[0], here);
    if (!seen) return false;
    pointers[0].seen = seen;
    keepPanelClear(here, obstaclesIn(here));
    const free = freeFor(element, here);
    if (isInSight(element, seen, free, here)) return false;
    const behavior = wayToScroll();
    if (survey.inScroller(element) || seen.aim.left < here.left || seen.aim.right > here.right) {
      native.scrollIntoView(element, { behavior, block: "center", inline: "nearest" });
      halfway = element;
    } else if (!scrollBetween(seen.aim, free, behavior)) return false;
    return behavior === "smooth";
  };

  const wayToScroll = () => (native.medium("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
  const isInSight = (element, seen, free, here) =>
    survey.overlap(seen.shown, free) > survey.area(seen.aim) - 1 && !survey.covered(element, seen.aim, here, host);

  /** What the browser has scrolled to by itself may lie behind a bar, or behind the panel: the page goes on from there. */
  let halfway = null;
  const scrollOn = (here) => {
    const element = halfway;
    halfway = null;
    const seen = element && element === pointers[0]?.element && sight(pointers[0], here);
    const free = seen && freeFor(element, here);
    if (seen && !isInSight(element, seen, free, here)) scrollBetween(seen.aim, free, wayToScroll());
  };

  /** Scrolls the page so that `aim` is in the middle of `free`, or begins there if it is too high for that. */
  const scrollBetween = (aim, free, behavior) => {
    const page = native.scroller(document);
    if (!page) return false;
    const [, high] = size(aim);
    const middle = (free.top + free.bottom) / 2;
    const way = aim.top - Math.max(middle - high / 2, free.top + (free.bottom - free.top) * 0.1);
    const top = native.scrollTop(page);
    const to = Math.min(Math.max(top + way, 0), native.scrollHeight(page) - native.clientHeight(page));
    if (Math.abs(to - top) < 1) return false;
    native.scrollBy({ top: to - top, behavior });
    return true;
  };

  let observer = null;
  const sizes = () => {
    if (observer) native.unobserveSizes(observer);
    observer = new native.ResizeObserver(wake);
    for (const { element } of pointers) native.observeSize(observer, element);
  };

  // What happens in the panel stays there; of what happens on the page nothing is kept from it

  let before = null;
  const point = (event) => ({ x: native.clientX(event), y: native.clientY(event) });

  const inPanel = (event) => {
    switch (event.type) {
      case "mousedown":
        native.prevent(event); // the focus stays where the person types
        break;
      case "pointerdown":
        panel.dragFrom(point(event));
        break;
      case "click":
        panel.press(event.detail ? point(event) : null);
        break;
      case "toggle":
        lift(); // the page may have closed it
        break;
      case "keydown":
        if (native.code(event) === "Escape") panel.setSmall(true);
        else if (isShortcut(event)) goBack();
        break;
    }
  };

  const isShortcut = (event) =>
    native.altKey(event) && !native.ctrlKey(event) && !native.metaKey(event) &&
    !watcher.secret(watcher.innermost(event)) && native.code(event) === config.shortcut;

  const goToPanel = () => {
    before = native.activeElement(document);
    if (panel.small()) panel.setSmall(false);
    panel.focus();
  };
  const goBack = () => {
    if (before && native.isConnected(before)) native.focus(before, { preventScroll: true });
  };

  const caught = (event) => {
    if (left) return;
    if (panel.dragging() && /^(pointer|mouse|touch|click)/.test(event.type)) {
      native.stop(event);
      if (event.type === "pointermove") panel.dragTo(point(event));
      else if (event.type === "pointerup" || event.type === "pointercancel") panel.drop(room());
      return;
    }
    if (native.target(event) === host) {
      native.stop(event);
      inPanel(event);
    } else if (event.type === "keydown" && panel.isShown() && isShortcut(event)) {
      native.stop(event);
      native.prevent(event);
      goToPanel();
    }
  };

  // Hearing of the page

  const MOVES = ["scroll", "resize", "load", "transitionrun", "transitionend", "animationstart", "animationend", "input", "pointerover"];
  const STIRS = ["scrollend", "pageshow", "popstate", "hashchange", "load"];
  const OPENINGS = ["toggle", "fullscreenchange", "close"];
  const listenToActs = watcher.watch(stirred);

  const awakened = (event) => native.target(event) !== host && wake();
  const opened = (event) => native.target(event) !== host && lift();
  const cameBack = () => {
    if (native.hidden(document)) return;
    wake();
    stirred();
  };
  const shownAgain = (event) => event.persisted && begin();

  /** Hears of everything, once each: where the page writes its document anew, nothing is heard any more. */
  const listen = () => {
    OURS.forEach((type) => native.on(window, type, caught, { capture: true, passive: false }));
    MOVES.forEach((type) => native.on(window, type, awakened, { capture: true, passive: true }));
    STIRS.forEach((type) => native.on(window, type, stirred, { capture: true, passive: true }));
    OPENINGS.forEach((type) => native.on(window, type, opened, { capture: true, passive: true }));
    native.on(window, "visibilitychange", cameBack, true);
    native.on(window, "pageshow", shownAgain, true);
    if (window.visualViewport) native.on(window.visualViewport, "resize", wake);
    listenToActs();
  };

  const ofPage = ({ target, addedNodes, removedNodes }) => {
    const nodes = [...addedNodes, ...removedNodes];
    return target !== host && (!nodes.length || nodes.some((node) => node !== host));
  };

  let listeningIn = null;
  const changes = new native.MutationObserver((records) => {
    if (left) return;
    const here = native.documentElement(document);
    if (here !== listeningIn) {
      listeningIn = here;
      listen();
    }
    lift();
    if (!records.some(ofPage)) return;
    wake();
    stirred();
  });

  const begin = async () => {
    const state = await ask("ready");
    if (!state || left) return;
    panel.restore(state.stance);
    panel.show(state.panel);
    lift();
    unzoom();
  };

  const close = () => {
    left = true;
    native.unobserve(changes);
    if (observer) native.unobserveSizes(observer);
    guards.forEach(native.unobserveCrossings);
    OURS.forEach((type) => native.off(window, type, caught, true));
    MOVES.forEach((type) => native.off(window, type, awakened, true));
    STIRS.forEach((type) => native.off(window, type, stirred, true));
    OPENINGS.forEach((type) => native.off(window, type, opened, true));
    fonts.forEach((font) => native.deleteFont(native.fontsOf(document), font));
    native.remove(host);
    delete window[config.key];
  };

  // The start

  const fonts = Object.entries(config.fonts).map(([weight, data]) => {
    const bytes = native.Uint8Array.from(native.decode(data), (letter) => letter.charCodeAt(0));
    const font = new native.FontFace(config.family, bytes, { weight });
    native.loadFont(font).then(() => native.addFont(native.fontsOf(document), font), () => undefined);
    return font;
  });

  const sheet = new native.CSSStyleSheet();
  native.replaceStyles(sheet, config.css);
  native.adoptStyles(root, [sheet]);
  native.setAttribute(host, "popover", "manual");
  native.setAttribute(stage, "class", "stage");
  native.append(stage, drawings);
  native.appendToRoot(root, stage);
  panel = makePanel(native, root, stage, config.words, {
    pressed: (name) => ask("press", name),
    moved: (stance) => {
      ask("stance", stance);
      wake();
    },
  });
  for (const way of Object.keys(PATHS)) hints[way] = makeHint(way);

  delete window[config.key];
  Object.defineProperty(window, config.key, {
    value: Object.freeze({ aim, show, close, hand: (elements) => watcher.hand(survey.chosen(elements), survey.seen) }),
    configurable: true,
  });
  native.observe(changes, document, { childList: true, subtree: true, attributes: true, characterData: true });
  listen();
  listeningIn = native.documentElement(document);
  begin();
};
