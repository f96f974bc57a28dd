/**
 * Shows other words in place of personal ones, and dots in place of what is masked, until it is told to restore
 * them. Words are exchanged in the text nodes, values and alternative texts that hold them, and put back unless
 * the page itself has changed them meanwhile. The page's scripts hear of no event, unless they listen to carets at
 * the very window.
 */
({ values, address, masked }) => {
  const UNREAD = "script, style, template, noscript, textarea";
  const UNSHOWN = "[type=password], [type=hidden], [type=checkbox], [type=radio], [type=file]";
  const DRAWN = "img, picture, svg, canvas, video, iframe, object, embed, [type=file]";
  const SPOKEN = ["title", "alt", "aria-label", "aria-description", "aria-valuetext", "placeholder", "label"];
  const INVISIBLE = /[\u00ad\u034f\u200b-\u200f\u2060\ufeff\p{M}]/gu;
  const BETWEEN_NAMES = "[\\s'’ʼ\\p{Pd}]";
  const HIDDEN_ADDRESS = "([\\p{L}\\p{N}._%+-]*[*•·●…]+[\\p{L}\\p{N}._%+*•·●…-]*@[\\p{L}\\p{N}.*•·●…-]+)";
  const undo = [];

  const change = (get, set, after) => {
    const before = get();
    if (after === before) return;
    set(after);
    const shown = get();
    undo.push(() => get() === shown && set(before));
  };

  // What to exchange

  /** Letters without accents, each in the place where it stood. */
  const folded = (text) => text.replace(/[\u00c0-\u024f]/g, (letter) => letter.normalize("NFD")[0]);

  const spelt = ([value]) => {
    const plain = folded(value.normalize("NFC").replace(INVISIBLE, ""));
    // What parts the names of a compound one is a matter of taste: d’Aubigné, D AUBIGNE, Jean-Luc, JEAN LUC.
    const named = new RegExp(`^\\p{L}+(?:${BETWEEN_NAMES}+\\p{L}+)*$`, "u").test(plain.trim());
    const gap = named ? `${BETWEEN_NAMES}*` : "\\s+";
    const part = (sign) => (named && !/\p{L}/u.test(sign)) || /\s/.test(sign);
    const signs = [...plain].map((sign) => (part(sign) ? gap : sign.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")));
    const kind = /^\p{N}+$/u.test(plain) ? "\\p{N}" : named ? "\\p{L}" : "";
    const alone = (way) => (kind ? `(?${way}${kind})` : "");
    return `(${alone("<!")}${signs.join("")}${alone("!")})`;
  };

  const pattern = new RegExp([address ? HIDDEN_ADDRESS : "((?!))", ...values.map(spelt)].join("|"), "giu");

  const hiddenLikewise = (found) => {
    const [local, domain] = address.split("@");
    const [, before, mask, after] = found.match(/^([^*•·●…]*)([*•·●…][^@]*[*•·●…]|[*•·●…])([^*•·●…]*)@/u);
    return local.slice(0, before.length) + mask + (after && local.slice(-after.length)) + "@" + domain;
  };

  const instead = (found, group) => {
    if (group === 0) return hiddenLikewise(found);
    const words = values[group - 1][1];
    const shouted = found === found.toUpperCase() && found !== found.toLowerCase();
    return shouted ? words.toUpperCase() : words;
  };

  /**
   * Where each sign that can be seen stands in a text, and its end. To allow for the others between any two letters
   * in the pattern itself would make it so long that the browser takes more time over it than over the whole page.
   */
  const places = (text) => {
    const stand = [];
    let from = 0;
    for (const { index, 0: sign } of [...text.matchAll(INVISIBLE), { index: text.length + 1, 0: "" }]) {
      for (; from < index; from++) stand.push(from);
      from += sign.length;
    }
    return stand;
  };

  /** What is to be exchanged in a text: from where to where, and what to put there. */
  const personal = (text) => {
    const seen = text.replace(INVISIBLE, "");
    const found = [...folded(seen).matchAll(pattern)];
    const stand = found.length ? places(text) : [];
    return found.map((match) => {
      const [start, end] = [match.index, match.index + match[0].length];
      const group = match.slice(1).findIndex((part) => part !== undefined);
      return { start: stand[start], end: stand[end], words: instead(seen.slice(start, end), group) };
    });
  };

  const everything = (text) =>
    [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => ({
      start: index,
      end: index + word.length,
      words: "•".repeat([...word].length),
    }));

  // Where to exchange it

  const exchanged = (text, find) =>
    find(text).reduceRight((now, { start, end, words }) => now.slice(0, start) + words + now.slice(end), text);

  /** Neighbouring text nodes: what is to be exchanged may begin in one and end in another. */
  const changeRun = (nodes, find) => {
    const now = nodes.map((node) => node.data);
    for (const { start, end, words } of find(now.join("")).reverse()) {
      let at = 0;
      let told = false;
      nodes.forEach((node, index) => {
        const from = Math.max(start - at, 0);
        const to = Math.min(end - at, node.length);
        at += node.length;
        if (from >= to) return;
        now[index] = now[index].slice(0, from) + (told ? "" : words) + now[index].slice(to);
        told = true;
      });
    }
    nodes.forEach((node, index) => change(() => node.data, (text) => (node.data = text), now[index]));
  };

  /** The browser tells of a caret that moves with a value; the page need not know. */
  const silence = (field) => {
    const root = field.getRootNode();
    const place = root === document ? window : root;
    const stop = (event) => event.target === field && event.stopImmediatePropagation();
    for (const type of ["select", "selectionchange"]) {
      place.addEventListener(type, stop, true);
      undo.unshift(() => requestAnimationFrame(() => setTimeout(() => place.removeEventListener(type, stop, true))));
    }
  };

  const changeValue = (field, find) => {
    // Frameworks put a property of their own over the browser's, to hear of changes.
    const prototype = field.matches("textarea") ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
    const { get, set } = Object.getOwnPropertyDescriptor(prototype, "value");
    const before = get.call(field);
    const after = exchanged(before, find);
    if (after === before) return;
    silence(field);
    const { selectionStart, selectionEnd, selectionDirection } = field;
    const put = (text) => {
      set.call(field, text);
      if (selectionStart !== null)
        field.setSelectionRange(selectionStart, selectionEnd, selectionDirection);
    };
    change(() => get.call(field), put, after);
  };

  const changeSpoken = (element, find) => {
    for (const name of SPOKEN.filter((each) => element.hasAttribute(each))) {
      const put = (text) => element.setAttribute(name, text);
      change(() => element.getAttribute(name), put, exchanged(element.getAttribute(name), find));
    }
  };

  const changeAll = (whole, find) => {
    let run = [];

    const endRun = () => {
      changeRun(run, find);
      run = [];
    };

    const inside = (node) => {
      for (const child of node.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) run.push(child);
        else if (child.nodeType === Node.ELEMENT_NODE) visit(child);
      }
    };

    const visit = (element) => {
      const { display } = getComputedStyle(element);
      const apart = (display !== "inline" && display !== "contents") || element.matches("br");
      if (apart) endRun();
      changeSpoken(element, find);
      if (element.matches("input, textarea") && !element.matches(UNSHOWN)) changeValue(element, find);
      if (!element.matches(UNREAD)) {
        if (element.shadowRoot) {
          endRun();
          inside(element.shadowRoot);
          endRun();
        }
        inside(element);
      }
      if (apart) endRun();
    };

    visit(whole);
    endRun();
  };

  const cover = (element) => {
    // An animation changes how an element looks without touching it. What stands in its place is its property.
    for (const each of [element, element[Symbol.for("parcours")]].filter(Boolean)) {
      const hidden = each.animate({ visibility: ["hidden", "hidden"] }, { duration: 1, fill: "both" });
      undo.push(() => hidden.cancel());
    }
  };

  for (const element of masked) {
    changeAll(element, everything);
    [element, ...element.querySelectorAll(DRAWN)].filter((each) => each.matches(DRAWN)).forEach(cover);
  }
  if (document.body) changeAll(document.body, personal);
  return { restore: () => undo.reverse().forEach((step) => step()) };
};
